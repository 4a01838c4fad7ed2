import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { KeptReview } from '../../src/app/review-kept.ts';
import { reviewOnScreen } from '../../src/cli/review-screen.ts';
import { Store } from '../../src/store/store.ts';
import { madeEvent, madeTemplate } from '../../src/testing/made-events.ts';
import { folderWith, runCli } from './run-cli.ts';
import { PATIENCE } from './run-fixture.ts';

const BIN = resolve(import.meta.dirname, '../../bin/logsift.cjs');
const LINES = 40;
let folder: string;

beforeEach(() => {
  folder = folderWith({});
  const store = Store.open({ folder, now: Date.now, notice: () => {} });
  const usual = madeTemplate('usual');
  for (let i = 0; i < LINES; i++) {
    const message = i === 7 ? 'disk \u001b[31mon fire' : `line number ${i}`;
    store.events.add(madeEvent({ message, template: usual, time: Date.now() - i * 60_000, line: i + 1 }));
  }
  store.close();
});

const review = (...args: string[]) => runCli(['review', '--state', folder, ...args]);
const listed = async () =>
  (await review('--list')).stdout
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as { id: string; text: string; label: string | null });
const labels = (text: string) => join(folderWith({ 'labels.txt': text }), 'labels.txt');
const orders = async () =>
  JSON.parse((await runCli(['models', '--json', '--state', folder])).stdout).waiting as { order: object }[];

test('a script says of each line what it is, and the forests are told the share', async () => {
  const lines = await listed();
  expect(lines).toHaveLength(LINES);
  const said = lines.map(({ text }) => (text.includes('fire') ? 'odd' : 'fine'));
  const { code, stdout, stderr } = await review('--labels', labels(`${said.join('\n')}\n`));
  expect(code).toBe(0);
  expect(stdout).toContain('40 of 40 lines looked at, drawn from 40 kept lines');
  expect(stdout).toContain('odd: 2.5 % (2.5 % – 2.5 %) of all lines');
  expect(stdout).toContain('the budget lets 3 messages a day through');
  expect(stderr).toContain('the forests of windows are told: 2.5 % is odd');
  expect(await orders()).toMatchObject([{ order: { kind: 'contamination', share: 0.025 } }]);
  await review('--labels', labels(''));
  expect(await orders()).toHaveLength(1);
});

test('it goes on where it stopped, and tells nothing to the forests before the end', async () => {
  const [first, second] = await listed();
  const run = await review('--labels', labels('odd\nskip\n'), '--json');
  expect(run.stderr).toContain('38 lines are left');
  expect(JSON.parse(run.stdout)).toMatchObject({
    ...{ left: 38, contamination: null, labels: { odd: 1, fine: 0, skip: 1 } },
    odd: { share: 1, judged: 1 },
  });
  const again = labels(`{"id": "${first!.id}", "label": "fine"}\nfine\n`);
  expect(JSON.parse((await review('--labels', again, '--json')).stdout).labels).toEqual({
    ...{ odd: 0, fine: 2, skip: 1 },
  });
  expect((await listed()).slice(0, 4).map(({ label }) => label)).toEqual(['fine', 'skip', 'fine', null]);
  expect((await listed())[1]!.id).toBe(second!.id);
  expect(await orders()).toEqual([]);
});

test('begun anew it has other lines and no labels', async () => {
  const ids = async (...args: string[]) => {
    const { stdout } = await review('--list', ...args);
    return stdout
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row));
  };
  const before = await ids('--lines', '10');
  await review('--labels', labels('odd\n'));
  const after = await ids('--lines', '10', '--again');
  expect(after).toHaveLength(10);
  expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));
  expect(after.every(({ label }) => label === null)).toBe(true);
});

test.each([
  [[], 'wants a terminal'],
  [['--list', '--labels', 'x'], 'do not go together'],
  [['--list', '--since', 'soonish'], '--since wants a time'],
  [['--list', '--since', '+1d'], 'no line was kept since'],
  [['--list', '--lines', '0'], '--lines wants a whole number from 1'],
  [['--labels', '/nowhere/labels'], 'the labels cannot be read'],
])('%j is a wrong usage', async (args, said) => {
  const { code, stderr } = await review(...args);
  expect(stderr).toContain(said);
  expect(code).toBe(2);
});

test.each([
  ['odd\nodder\n', 'labels, line 2: wanted odd, fine, skip'],
  ['{"id": "x", "label": "odd"}', 'labels, line 1: no line of the sample has the id "x"'],
  ['fine\n'.repeat(LINES + 1), 'labels, line 41: all lines have a label already'],
])('labels %j are refused with their line, and none of them is kept', async (text, said) => {
  expect((await review('--labels', labels(text))).stderr).toContain(said);
  expect((await listed()).every(({ label }) => label === null)).toBe(true);
});

function kept(count: number): KeptReview {
  const lines = Array.from({ length: count }, (_, i) => ({
    ...{ id: String(i), time: 0, host: 'web1', app: 'app', surprise: 0, stratum: 0 },
    text: `${i}: ${'many words '.repeat(300)}\u001b[2J`,
  }));
  const strata = [{ name: 'all', shown: false, lines: count }];
  return { made: 0, days: 1, strata, lines, labels: lines.map(() => null), applied: false };
}

function terminal() {
  const input = Object.assign(new PassThrough(), { raw: [] as boolean[] });
  const shown: string[] = [];
  const stop = new AbortController();
  const output = { write: (text: string) => void shown.push(text), columns: 80, rows: 24 };
  const keys = Object.assign(input, { setRawMode: (raw: boolean) => void input.raw.push(raw) });
  return { input: keys, output, shown, stop, signal: stop.signal };
}

test('keys label the lines, undo takes them back, and each is kept at once', async () => {
  const screen = terminal();
  const saved: (readonly (string | null)[])[] = [];
  const done = reviewOnScreen(kept(4), screen, async (now) => void saved.push(now.labels));
  screen.input.write('of');
  screen.input.write('x\u001b[A');
  screen.input.write('\u001b[A');
  screen.input.write('uuuSO');
  screen.input.write('q');
  const { labels } = await done;
  expect(labels).toEqual(['skip', 'odd', null, null]);
  expect(saved).toHaveLength(6);
  expect(screen.input.raw).toEqual([true, false]);
  expect(screen.shown.at(-1)).toBe('\u001b[?1049l');
});

test('a screen is no wider and no higher than the terminal, and the line cannot steer it', async () => {
  const screen = terminal();
  const done = reviewOnScreen(kept(2), screen, async () => {});
  screen.input.write('ff');
  expect((await done).labels).toEqual(['fine', 'fine']);
  for (const text of screen.shown.slice(1, -1)) {
    const rows = text.replace('\u001b[H\u001b[2J', '').split('\r\n');
    expect(rows.length).toBeLessThanOrEqual(24);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    expect(rows.join('')).not.toContain('\u001b');
  }
});

test.each<[string, (screen: ReturnType<typeof terminal>) => void]>([
  ['the input ends', ({ input }) => void input.end()],
  ['the program is told to end', ({ stop }) => stop.abort()],
  ['Ctrl-C is pressed', ({ input }) => void input.write('\u0003')],
])('when %s the terminal is as it was', async (_, end) => {
  const screen = terminal();
  const done = reviewOnScreen(kept(2), screen, async () => {});
  screen.input.write('o');
  await vi.waitFor(() => expect(screen.shown.length).toBe(3), PATIENCE);
  end(screen);
  expect((await done).labels).toEqual(['odd', null]);
  expect([screen.input.raw, screen.shown.at(-1)]).toEqual([[true, false], '\u001b[?1049l']);
});

test('what cannot be kept leaves the terminal as it was, too', async () => {
  const screen = terminal();
  const done = reviewOnScreen(kept(2), screen, () => Promise.reject(new Error('full')));
  screen.input.write('o');
  await expect(done).rejects.toThrow('full');
  expect([screen.input.raw, screen.shown.at(-1)]).toEqual([[true, false], '\u001b[?1049l']);
});

const SCRIPT = '/usr/bin/script';
/** `script` of util-linux gives a program a terminal of its own; other systems have another one or none. */
const hasTerminal = existsSync(SCRIPT) && process.platform === 'linux';

test.skipIf(!hasTerminal)('in a real terminal keys are heard, and it is as it was afterwards', async () => {
  const command = `stty rows 24 cols 80; "${process.execPath}" "${BIN}" review --state "${folder}" --lines 3; stty -a`;
  const child = spawn(SCRIPT, ['-qfec', command, '/dev/null'], {
    env: { ...process.env, SHELL: '/bin/sh', TZ: 'UTC', NO_COLOR: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  for (const [i, key] of ['o', 'f', 'f'].entries()) {
    await vi.waitFor(() => expect(shown).toContain(`line ${i + 1} of 3`), PATIENCE);
    child.stdin.write(key);
  }
  await vi.waitFor(() => expect(shown).toMatch(/ icanon .* echo /s), PATIENCE);
  expect(shown).toContain('3 of 3 lines looked at');
  expect(shown.indexOf('\u001b[?1049l')).toBeGreaterThan(shown.indexOf('line 3 of 3'));
  expect((await listed()).map(({ label }) => label)).toEqual(['odd', 'fine', 'fine']);
});

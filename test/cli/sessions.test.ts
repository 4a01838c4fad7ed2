import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { folderWith, runCli } from './run-cli.ts';

/** Requests of a web application, a few lines each, interleaved; some go wrong. */
function requestLog(count: number, { odd = true, seed = 1 } = {}): string {
  const random = seededRandom(seed);
  const rows: [at: number, text: string][] = [];
  for (let i = 0; i < count; i++) {
    const id = `r${(1000 + i * 37).toString(16)}`;
    const lines = [`open from 10.0.0.${i % 9}`, `user u${i % 20} authenticated`];
    if (random() < 0.3) lines.push(`cache miss for key k${i % 99}`, `fetched ${100 + i} bytes from backend`);
    if (odd && i === 137) lines.push('connection reset by backend');
    if (!(odd && i === 250)) lines.push(`answered in ${i % 300} ms`, 'closed');
    for (const [k, line] of lines.entries()) rows.push([i * 7000 + k * 2900, `request ${id}: ${line}`]);
  }
  rows.sort((a, b) => a[0] - b[0]);
  return rows
    .map(([at, text]) => `${new Date(Date.UTC(2026, 2, 1, 8) + at).toISOString()} web01 app[77]: ${text}\n`)
    .join('');
}

const PATTERN = 'request (\\w+)';
const [RESET, CUT] = [137, 250].map((i) => `r${(1000 + i * 37).toString(16)}`);

test('the sessions that went wrong are shown, with their lines and the reasons', async () => {
  const cwd = folderWith({ 'app.log': requestLog(400) });
  const { code, stdout, stderr } = await runCli(['sessions', 'app.log', '--session', PATTERN], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('2 odd sessions among 400.');
  expect(stdout).toMatch(new RegExp(`^ \\d {2}${RESET}$`, 'm'));
  expect(stdout).toMatch(/None of 3\d\d other sessions has "request r?<\*>: connection reset by backend"\./);
  expect(stdout).toMatch(/see {7}app\.log:\d+ {2}request r?<\*>: connection reset by backend/);
  expect(stdout).toMatch(new RegExp(`^ \\d {2}${CUT}$`, 'm'));
  expect(stdout).toContain('"request <*>: closed" not at all instead of once');
});

test('a log in which all went well has no odd session', async () => {
  const cwd = folderWith({ 'app.log': requestLog(400, { odd: false }) });
  const { stdout } = await runCli(['sessions', 'app.log', '--session', PATTERN], { cwd });
  expect(stdout).toMatch(/^No odd session among 400\./);
});

test('--train learns from one log and judges another', async () => {
  const cwd = folderWith({ 'old.log': requestLog(400, { odd: false, seed: 2 }), 'app.log': requestLog(400) });
  const args = ['sessions', 'app.log', '--session', PATTERN, '--train', 'old.log', '--json'];
  const { stdout } = await runCli(args, { cwd });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ schemaVersion: 1, sessions: 400, learnt: 400, more: 0 });
  expect(result.odd.map(({ id }: { id: string }) => id).sort()).toEqual([RESET, CUT].sort());
});

test('--json says what was seen and what is usual; the same log gives the same bytes', async () => {
  const cwd = folderWith({ 'app.log': requestLog(400) });
  const args = ['sessions', 'app.log', '--session', PATTERN, '--json'];
  const [first, second] = [await runCli(args, { cwd }), await runCli(args, { cwd })];
  expect(second.stdout).toBe(first.stdout);
  const cut = JSON.parse(first.stdout).odd.find(({ id }: { id: string }) => id === CUT);
  expect(cut).toMatchObject({ lines: 2, length: 'short', newLines: [], newSet: true });
  expect(cut.differences).toContainEqual({ line: 'request <*>: closed', came: 0, usual: 1 });
  expect(cut.where).toMatch(/^app\.log:\d+$/);
});

test('the pattern sees program and process id; lines without an id are counted', async () => {
  const cwd = folderWith({ 'app.log': `${requestLog(50)}2026-03-01T09:00:00Z web01 cron: job\n` });
  const { stdout } = await runCli(['sessions', 'app.log', '--session', 'app\\[(\\d+)\\]', '--json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ sessions: 1, odd: [], withoutSession: 1 });
});

test('a few sessions only are judged with a warning', async () => {
  const cwd = folderWith({ 'app.log': requestLog(5) });
  const { code, stderr } = await runCli(['sessions', 'app.log', '--session', PATTERN], { cwd });
  expect(code).toBe(0);
  expect(stderr).toContain('only 4 sessions to learn from');
});

test('ids are text: none breaks the terminal or the program', async () => {
  const hostile = ['__proto__', 'constructor', '\u001b[31mred'].map((id, i) => {
    return `2026-03-01T09:00:0${i}Z web01 app: request <${id}>: panic\n`;
  });
  const cwd = folderWith({ 'app.log': requestLog(100, { odd: false }) + hostile.join('') });
  const { code, stdout } = await runCli(['sessions', 'app.log', '--session', 'request <?([^>:]+)'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('__proto__');
  expect(stdout).not.toContain('\u001b');
});

test('bad patterns and patterns that match nothing are said with the fix', async () => {
  const cwd = folderWith({ 'app.log': requestLog(50) });
  const run = (pattern: string) => runCli(['sessions', 'app.log', '--session', pattern], { cwd });
  expect(await run('(')).toMatchObject({ code: 2, stdout: '' });
  expect((await run('(?=x)')).stderr).toContain('without look-around');
  const none = await run('nothing like it');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('APP[PID]: MESSAGE');
  expect((await runCli(['sessions', 'nowhere.log', '--session', 'x'], { cwd })).code).toBe(3);
  expect((await runCli(['sessions', 'app.log'], { cwd })).stderr).toContain('--session');
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Event } from '../../src/core/event.ts';
import { Store } from '../../src/store/store.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { folderWith, runCli } from './run-cli.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
let folder: string;
let store: Store;

beforeEach(() => {
  folder = folderWith({});
  store = Store.open({ folder, now: () => NOON, notice: () => {} });
});
afterEach(() => store.close());

/** One after the other, seen a minute apart, of hosts web01 …, each about a kind of line of its own. */
function found(count: number) {
  for (let n = 0; n < count; n++) {
    const made = madeFinding(n);
    const apart = { from: made.from + n * 86_400_000, to: made.to + n * 86_400_000, surprise: n / 20 };
    const finding = { ...made, ...apart, about: { host: made.about.host!, template: `t${n}` } };
    store.write('findings', () => {
      store.findings.put([finding], NOON + n * 60_000);
      store.findings.keepSpan(400 * 86_400_000);
    });
  }
}

describe('logsift findings', () => {
  test('what several detectors said about one matter is one, and none claims more than the history allows', async () => {
    const [one, other] = [madeFinding(1), { ...madeFinding(1), id: 'other', detector: 'rate', surprise: 9 }];
    store.write('findings', () => {
      store.findings.put([one, other], NOON);
      store.findings.keepSpan(50 * 86_400_000);
    });
    const { stdout } = await runCli(['findings', '--state', folder, '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { surprise: number; also: { id: string }[] }[] };
    expect(findings).toHaveLength(1);
    expect(findings[0]!.also).toHaveLength(1);
    expect(findings[0]!.surprise).toBeLessThan(2.7);
  });

  test('lists what was found, the latest first, while the daemon holds the store', async () => {
    found(30);
    const { code, stdout, stderr } = await runCli(['findings', '--state', folder, '--top', '3']);
    expect(code).toBe(0);
    expect([...stdout.matchAll(/^ ?\d+ {2}Finding (\d+):/gm)].map(([, n]) => n)).toEqual(['29', '28', '27']);
    expect(stderr).toContain('3 findings shown; see --top');
  });

  test('filters by host, time and rank, and gives JSON', async () => {
    found(30);
    const json = async (...flags: string[]) => {
      const { stdout } = await runCli(['findings', '--state', folder, '--json', '--top', 'all', ...flags]);
      const { schemaVersion, findings } = JSON.parse(stdout) as {
        schemaVersion: number;
        findings: { id: string; lastSeen: string; expectedId: string; rank: number }[];
      };
      expect(schemaVersion).toBe(1);
      return findings;
    };
    expect((await json('--host', 'web05')).map(({ id }) => id)).toEqual(['finding-4']);
    const [, second] = await json('--sort', 'rank');
    expect(await json('--min-rank', String(second!.rank))).toHaveLength(2);
    expect(await json('--since', '2026-11-21T12:25:00Z')).toHaveLength(5);
    expect((await json('--sort', 'rank'))[0]).toMatchObject({
      id: 'finding-29',
      lastSeen: '2026-11-21T12:29:00.000000Z',
      expectedId: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
  });

  test('says so when there is nothing, and when there is no state', async () => {
    const none = await runCli(['findings', '--state', folder]);
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toContain('nothing was found that fits');
    const nowhere = await runCli(['findings', '--state', `${folder}/nowhere`]);
    expect(nowhere.code).toBe(2);
  });

  test.each([
    [['--sort', 'odd'], '--sort wants'],
    [['--min-rank', 'high'], '--min-rank wants'],
    [['--since', 'lately'], '--since wants'],
  ])('%j is a wrong usage', async (flags, said) => {
    const { code, stderr } = await runCli(['findings', '--state', folder, ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('logsift events', () => {
  const keep = (lines: readonly string[]) => {
    for (const [i, line] of lines.entries()) {
      const event = new Event({
        source: 'file',
        file: '/var/log/app.log',
        identity: 'f',
        referenceTime: NOON,
      });
      event.buffer = Buffer.from(line, 'latin1');
      event.end = event.buffer.length;
      event.received = NOON + i * 1000;
      event.time = event.received;
      event.position = i * 100;
      event.host = `web0${i % 3}`;
      event.app = 'sshd';
      event.severity = i % 8;
      store.events.add(event);
    }
    store.events.flush();
  };

  test('searches the lines that were kept; the latest are shown in order of time', async () => {
    keep(
      Array.from(
        { length: 20 },
        (_, i) => `line ${i} Failed password ${i % 2 === 0 ? 'for root' : 'for eve'}`,
      ),
    );
    const { code, stdout, stderr } = await runCli([
      ...['events', 'ROOT', 'failed', '--state', folder, '--top', '3'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'line 14 Failed password for root\nline 16 Failed password for root\nline 18 Failed password for root\n',
    );
    expect(stderr).toContain('the latest 3 lines; see --top');
    const some = await runCli(['events', '--state', folder, '--host', 'web01', '--severity', 'crit']);
    expect(some.stdout.match(/^line \d+/gm)).toEqual(['line 1', 'line 10', 'line 16']);
  });

  test('shows nothing that steers the terminal, and as JSON keeps the bytes', async () => {
    keep(['\x1b]52;c;ZXZpbA==\x07 caf\xe9']);
    const { stdout } = await runCli(['events', '--state', folder]);
    expect(stdout).toBe('\\x1b]52;c;ZXZpbA==\\x07 caf\ufffd\n');
    const json = JSON.parse((await runCli(['events', '--state', folder, '--json'])).stdout) as {
      rawBase64: string;
    };
    expect(json).toMatchObject({ schemaVersion: 1, time: '2026-11-21T12:00:00.000000Z', host: 'web00' });
    expect(Buffer.from(json.rawBase64, 'base64').toString('latin1')).toBe('\x1b]52;c;ZXZpbA==\x07 caf\xe9');
  });

  test('a severity that is none is a wrong usage', async () => {
    const { code, stderr } = await runCli(['events', '--severity', 'bad', '--state', folder]);
    expect(code).toBe(2);
    expect(stderr).toContain('--severity wants one of emerg');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { logFile, loginLog, syslogStamp, temporaryFolder, withLine } from './made-logs.ts';

const folder = temporaryFolder();
const NEEDLE = 'gate kernel: OUTBOUND TCP 10.0.0.5:51432 -> 198.51.100.77:4444 state NEW';

describe('one odd line among 40,000', () => {
  const log = loginLog(40_000);
  for (let tenth = 0; tenth < 10; tenth++) {
    test(`is the first finding when it stands in tenth ${tenth + 1}`, async () => {
      const path = logFile(folder, `needle-${tenth}.log`, withLine(log, tenth / 10 + 0.03, NEEDLE));
      const { findings, totals } = await scan({ inputs: [path] });
      expect(findings[0]!.evidence[0]!.text).toContain('OUTBOUND TCP 10.0.0.5:51432');
      expect(findings[0]!.evidence[0]!.line).toBe(Math.floor(40_000 * (tenth / 10 + 0.03)) + 1);
      expect(totals.lines).toBe(40_001);
    });
  }

  test.each([
    ['none', { kind: 'none' }],
    ['half of the log', { kind: 'share', share: 0.5 }],
  ] as const)('is found in one pass with baseline %s', async (_name, baseline) => {
    const path = logFile(folder, 'needle-once.log', withLine(log, 0.8, NEEDLE));
    const { findings } = await scan({ inputs: [path], baseline });
    expect(findings.map(({ evidence }) => evidence[0]!.text)).toContainEqual(
      expect.stringContaining('OUTBOUND'),
    );
  });

  test('is not reported when it stands in the part that is only learnt from', async () => {
    const path = logFile(folder, 'needle-early.log', withLine(log, 0.2, NEEDLE));
    const { findings } = await scan({ inputs: [path], baseline: { kind: 'share', share: 0.5 } });
    expect(findings).toEqual([]);
  });

  test('is found against another log as baseline', async () => {
    const normal = logFile(folder, 'normal.log', loginLog(20_000, 2));
    const path = logFile(folder, 'needle-file.log', withLine(log, 0.01, NEEDLE));
    const { findings } = await scan({ inputs: [path], baseline: { kind: 'file', path: normal } });
    expect(findings[0]!.evidence[0]!.text).toContain('OUTBOUND');
  });
});

test('three odd lines in one log do not hide each other', async () => {
  let lines = loginLog(20_000);
  const odd = ['gate cron[7]: job vanished', 'gate dhclient: lease lost on eth0', NEEDLE];
  for (const [k, text] of odd.entries()) lines = withLine(lines, 0.2 + k * 0.3, text);
  const { findings } = await scan({ inputs: [logFile(folder, 'three.log', lines)] });
  const shown = findings.slice(0, 5).map(({ evidence }) => evidence[0]!.text.slice(16));
  expect(shown).toEqual(expect.arrayContaining(odd));
});

test('a log of one kind of line has nothing new', async () => {
  const path = logFile(
    folder,
    'one-kind.log',
    new Array(5000).fill('Mar  1 00:00:01 gate cron[7]: job done'),
  );
  const { findings, totals } = await scan({ inputs: [path] });
  expect(findings).toEqual([]);
  expect(totals.templates).toBe(1);
});

test.each([1, 2, 3])('a log of %i lines has nothing to compare with, and says nothing', async (lines) => {
  const path = logFile(
    folder,
    'short.log',
    ['first thing', 'second one here', 'and a third'].slice(0, lines),
  );
  const { findings, totals } = await scan({ inputs: [path] });
  expect(findings).toEqual([]);
  expect(totals.events).toBe(lines);
});

test('one odd line among logins without times is the first finding', async () => {
  const lines = loginLog(20_000).map((line) => line.slice(line.indexOf(']: ') + 3));
  lines.splice(7_000, 0, NEEDLE.slice(NEEDLE.indexOf('OUTBOUND')));
  const { findings } = await scan({ inputs: [logFile(folder, 'bare.log', lines)] });
  expect(findings[0]!.evidence[0]!.line).toBe(7_001);
});

test('a log without times is read, judged, and said to be without times', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `worker ${i % 7} finished batch ${i}`);
  lines[1234] = 'lost connection to the database';
  const { findings, from, notes } = await scan({ inputs: [logFile(folder, 'timeless.log', lines)] });
  expect(findings[0]!.evidence[0]!.line).toBe(1235);
  expect(findings[0]!.from).toBeNaN();
  expect(from).toBeNull();
  expect(notes.join()).toContain('no line carries a time');
});

test('times that run backwards are read and said', async () => {
  const lines = loginLog(3000).reverse();
  const { totals, notes } = await scan({ inputs: [logFile(folder, 'backwards.log', lines)] });
  expect(totals.events).toBe(3000);
  expect(notes.join()).toContain('run backwards');
});

test('a log that is always new does not cry', async () => {
  const random = seededRandom(5);
  const word = () =>
    Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
  const start = Date.UTC(2026, 2, 1);
  const lines = Array.from(
    { length: 5000 },
    (_, i) => `${syslogStamp(start + i * 1000)} gate app[1]: ${word()} ${word()} ${word()} ${word()}`,
  );
  const { findings } = await scan({ inputs: [logFile(folder, 'always-new.log', lines)] });
  expect(findings.length).toBeLessThanOrEqual(1);
});

test('30,000 lines of four random words: templates are capped, and it is said', async () => {
  const random = seededRandom(9);
  const word = () =>
    Array.from({ length: 8 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
  const lines = Array.from({ length: 30_000 }, () => [word(), word(), word(), word()].join(' '));
  const { totals, notes, findings } = await scan({ inputs: [logFile(folder, 'soup.log', lines)] });
  expect(totals.templates).toBeLessThan(5000);
  expect(notes.join()).toContain('too many kinds of lines');
  expect(findings.length).toBeLessThanOrEqual(1);
});

test('several logs are merged by time: the odd line of one is judged by all', async () => {
  const whole = withLine(loginLog(9000), 0.5, NEEDLE);
  const parts = [0, 1, 2].map((k) =>
    logFile(
      folder,
      `part-${k}.log`,
      whole.filter((_, i) => i % 3 === k),
    ),
  );
  const { findings, read, totals } = await scan({ inputs: parts });
  expect(read.length).toBe(3);
  expect(totals.lines).toBe(9001);
  expect(findings[0]!.evidence[0]!.text).toContain('OUTBOUND');
});

test('the same logs give the same result twice, ids included', async () => {
  const path = logFile(folder, 'twice.log', withLine(loginLog(5000), 0.7, NEEDLE));
  const [a, b] = [await scan({ inputs: [path] }), await scan({ inputs: [path] })];
  expect(b.findings).toEqual(a.findings);
});

test('lines = events + folded + empty, and what is left out is counted', async () => {
  const path = join(folder, 'odd-lines.log');
  const trace = 'java.lang.IllegalStateException: no\n\tat a.B.c(B.java:7)\n\tat a.B.d(B.java:9)';
  const log = loginLog(300);
  writeFileSync(path, `${log.slice(0, 100).join('\n')}\n\n${trace}\n\n${log.slice(100).join('\r\n')}`);
  const { totals } = await scan({ inputs: [path], host: 'gate', since: Date.UTC(2026, 2, 1, 0, 1) });
  expect(totals.lines).toBe(305);
  expect(totals.lines).toBe(totals.events + totals.folded + totals.empty);
  expect(totals.empty).toBe(2);
  expect(totals.filtered).toBeGreaterThanOrEqual(30);
});

test('an empty file is read and has nothing new; a missing one is told, and fails when it is the only one', async () => {
  const empty = logFile(folder, 'empty.log', []);
  const { findings, totals, unread } = await scan({ inputs: [empty, join(folder, 'missing.log')] });
  expect(findings).toEqual([]);
  expect(totals.lines).toBe(0);
  expect(unread.map(({ code }) => code)).toEqual(['INPUT_NOT_FOUND']);
  await expect(scan({ inputs: [join(folder, 'missing.log')] })).rejects.toMatchObject({
    code: 'NOTHING_READ',
  });
});

test('an aborted scan gives the part it has, and says that it is a part', async () => {
  const path = logFile(folder, 'abort.log', loginLog(40_000));
  const stop = new AbortController();
  const result = await scan({ inputs: [path], signal: stop.signal, onProgress: () => stop.abort() });
  expect(result.interrupted).toBe(true);
  expect(result.totals.lines).toBeGreaterThan(0);
  expect(result.totals.lines).toBeLessThan(40_000);
});

test('a damaged compressed file among good ones is told, and the others are read', async () => {
  const good = logFile(folder, 'good.log', loginLog(500));
  const bad = join(folder, 'bad.log.gz');
  writeFileSync(
    bad,
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.alloc(64, 0xff)]),
  );
  const { read, unread, totals } = await scan({ inputs: [bad, good] });
  expect(unread.map(({ name, code }) => [name, code])).toEqual([[bad, 'INPUT_CORRUPT']]);
  expect(read.map(({ name }) => name)).toEqual([good]);
  expect(totals.lines).toBe(500);
});

test('only the detectors asked for look; an unknown name is told with the nearest', async () => {
  const path = logFile(folder, 'chosen.log', withLine(loginLog(2000), 0.5, NEEDLE));
  const { findings } = await scan({ inputs: [path], detectors: ['novelty'], noPacks: true });
  expect(new Set(findings.map(({ detector }) => detector))).toEqual(new Set(['novelty']));
  await expect(scan({ inputs: [path], detectors: ['novelti'] })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('did you mean novelty?'),
  });
});

import { expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { logFile, loginLog, temporaryFolder, withLine } from './made-logs.ts';

const folder = temporaryFolder();
const NEEDLE = 'gate kernel: OUTBOUND TCP 10.0.0.5:51432 -> 198.51.100.77:4444 state NEW';

/** Two days of a web server and a database, one line in ten seconds, with years in the times. */
function dated(
  change: (line: { time: number; host: string }, i: number) => { time: number; host: string },
): string[] {
  const random = seededRandom(3);
  const start = Date.UTC(2026, 2, 1);
  return Array.from({ length: 17_280 }, (_, i) => {
    const { time, host } = change({ time: start + i * 10_000, host: i % 10 >= 6 ? 'db1' : 'web1' }, i);
    const what =
      random() < 0.5 ? `request ${i} served in ${20 + Math.floor(random() * 30)} ms` : 'health check ok';
    return `${new Date(time).toISOString()} ${host} app[77]: ${what}`;
  });
}

test('a host whose clock is years ahead neither stops the clock nor hides what is odd', async () => {
  const lines = dated((line) =>
    line.host === 'db1' ? { ...line, time: line.time + 5 * 365 * 86_400_000 } : line,
  );
  lines.splice(9000, 0, `${new Date(Date.UTC(2026, 2, 2, 1)).toISOString()} web1 ${NEEDLE.slice(5)}`);
  const path = logFile(folder, 'wrong-year.log', lines);
  const { findings, totals, notes } = await scan({ inputs: [path] });
  expect(totals.events).toBe(lines.length);
  expect(notes.join()).toContain('days ahead of the rest');
  expect(findings[0]!.evidence[0]!.text).toContain('OUTBOUND');
});

test('two files of one host that overlap are read, every line counted, and the odd line is one finding', async () => {
  const log = withLine(loginLog(20_000), 0.45, NEEDLE);
  const first = logFile(folder, 'overlap.log.1', log.slice(0, 12_000));
  const second = logFile(folder, 'overlap.log', log.slice(8_000));
  const { findings, totals } = await scan({ inputs: [second, first] });
  expect(totals.lines).toBe(12_000 + log.length - 8_000);
  const odd = findings.filter(({ evidence }) => evidence.some(({ text }) => text.includes('OUTBOUND')));
  expect(odd).toHaveLength(1);
});

test('an incident inside what is learnt from does not make itself normal', async () => {
  const random = seededRandom(4);
  const burst = Array.from({ length: 300 }, () => {
    const port = 1024 + Math.floor(random() * 60_000);
    return `gate postgres[9]: FATAL: the database system is shutting down (port ${port})`;
  });
  const log = loginLog(20_000);
  const stamp = log[11_000]!.slice(0, 15);
  const lines = [...log.slice(0, 11_001), ...burst.map((text) => `${stamp} ${text}`), ...log.slice(11_001)];
  const { findings } = await scan({ inputs: [logFile(folder, 'incident-inside.log', lines)] });
  expect(findings[0]!.evidence[0]!.text).toContain('shutting down');
  expect(findings[0]!.count).toBeGreaterThanOrEqual(300);
});

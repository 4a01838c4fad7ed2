import { expect, test } from 'vitest';
import { ChangesNow } from '../../src/app/changes-now.ts';
import { LiveEngine } from '../../src/app/live-engine.ts';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

const START = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;

/** What lines of a log, each with the seconds after its beginning, tell of changes. */
function changesIn(lines: readonly (readonly [seconds: number, text: string])[]) {
  const changes = new ChangesNow();
  const live: LiveEngine = new LiveEngine({
    ...{ rules: [], detectors: [] },
    onEvent: (event) => changes.observe(event, live.engine.to - live.engine.from),
    onFinding: () => {},
  });
  const text = lines
    .map(([seconds, line]) => `${new Date(START + seconds * 1000).toISOString()} ${line}\n`)
    .join('');
  const batch = {
    ...new LineSplitter().push(Buffer.from(text))!,
    ...{ key: 'made', received: Number.NaN, resume: null, senders: null, senderOf: null },
    origin: { source: 'file', file: 'made.log', identity: 'made', referenceTime: START },
  } as LiveBatch;
  live.take(batch, START);
  live.settle();
  return { noted: changes.take(), counters: changes.counters };
}

test('changes are noted with host, program and time, amid lines that tell of none', () => {
  const { noted, counters } = changesIn([
    ...Array.from(
      { length: 50 },
      (_, i) => [i, `web01 sshd[${i}]: Accepted publickey for u${i} from 10.0.0.${i}`] as const,
    ),
    [60, 'web01 nginx[7]: reloading configuration'],
  ]);
  expect(noted).toMatchObject([
    { what: 'nginx: configuration reloaded', host: 'web01', app: 'nginx', told: 'log', from: START + 60_000 },
  ]);
  expect(counters).toEqual({ told: 1, noted: 1, routine: 0, overCap: 0 });
});

test('a stop and a start of a service are one restart; a start alone is none', () => {
  const { noted } = changesIn([
    [0, 'web01 systemd[1]: Started nginx.service - web server.'],
    [10, 'web01 systemd[1]: Stopped nginx.service - web server.'],
    [11, 'db01 systemd[1]: Started nginx.service - web server.'],
    [12, 'web01 systemd[1]: Started nginx.service - web server.'],
    [13, 'web01 systemd[1]: Started nginx.service - web server.'],
  ]);
  expect(noted).toMatchObject([
    { what: 'nginx.service restarted', host: 'web01', app: 'nginx', from: START + 12_000 },
  ]);
});

test('what comes again and again is routine, and a flood is cut off; all of it is counted', () => {
  const again = Array.from(
    { length: 20 },
    (_, i) => [i * 1200, 'web01 cron[1]: configuration reloaded'] as const,
  );
  const flood = Array.from(
    { length: 500 },
    (_, i) => [30_000 + i, `web02 dnf[1]: Installed: package-${i}-1.0.x86_64`] as const,
  );
  const { noted, counters } = changesIn([...again, ...flood]);
  expect(noted.filter(({ host }) => host === 'web01')).toHaveLength(5);
  expect(counters).toMatchObject({ told: 520, routine: 15 });
  expect(counters.noted).toBe(noted.length);
  expect(counters.noted + counters.routine + counters.overCap).toBe(counters.told);
  expect(counters.noted).toBeLessThan(300);
});

test('a new host is a change once a day was seen, and once', () => {
  const day = Array.from({ length: 26 }, (_, i) => [i * 3600, `web01 app[1]: hello ${i}`] as const);
  const { noted } = changesIn(
    [
      [1, 'web02 app[1]: hello 1'],
      ...day,
      [25 * 3600 + 60, 'web03 app[1]: hello 2'],
      [25 * 3600 + 61, 'web03 app[1]: hello 3'],
    ].sort(([a], [b]) => (a as number) - (b as number)) as [number, string][],
  );
  expect(noted).toMatchObject([
    { what: 'web03 was heard of for the first time', host: 'web03', from: START + 25 * HOUR + 60_000 },
  ]);
});

test('what several programs say of the same thing at the same time is one change', () => {
  const { noted, counters } = changesIn([
    [0, 'web01 systemd-logind[7]: System is rebooting.'],
    [1, 'web01 systemd[1]: System is rebooting.'],
    [2, 'web02 systemd[1]: System is rebooting.'],
  ]);
  expect(noted.map(({ host, from }) => [host, from - START])).toEqual([
    ['web01', 0],
    ['web02', 2000],
  ]);
  expect(counters).toMatchObject({ told: 3, noted: 2, routine: 1 });
});

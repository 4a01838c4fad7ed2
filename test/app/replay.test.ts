import { expect, test } from 'vitest';
import { type ReplayOptions, replay } from '../../src/app/replay.ts';
import { scan } from '../../src/app/scan.ts';
import type { Incident } from '../../src/core/incident.ts';
import { logFile, temporaryFolder } from './made-logs.ts';

const folder = temporaryFolder();

const LINES = Array.from({ length: 3000 }, (_, i) => {
  const at = new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString();
  const text =
    i === 2500 ? 'kernel: Out of memory: Killed process 77 (mysqld)' : `cron[${i}]: job number ${i % 7} done`;
  return `${at} web01 ${text}`;
});

function run(path: string, more: Partial<ReplayOptions> = {}) {
  return replay({
    inputs: [path],
    speed: Number.POSITIVE_INFINITY,
    onIncidents: () => {},
    wait: async () => {},
    monotonic: () => 0,
    ...more,
  });
}

test('a replay finds in the end what a scan from an empty state finds, under the same ids', async () => {
  const path = logFile(folder, 'made.log', LINES);
  const replayed = await run(path);
  const scanned = await scan({ inputs: [path], baseline: { kind: 'none' } });
  expect(scanned.findings.length).toBeGreaterThan(0);
  expect(replayed.findings).toEqual(scanned.findings);
  expect({ ...replayed.totals, seconds: 0 }).toEqual({ ...scanned.totals, seconds: 0 });
});

test('what stands out is said when it comes, on the clock of the log', async () => {
  const said: [number, Incident][] = [];
  await run(logFile(folder, 'made.log', LINES), {
    onIncidents: (incidents, at) => {
      for (const incident of incidents) said.push([at, incident]);
    },
  });
  const [at] = said.find(([, { root }]) => root.evidence.some(({ text }) => text.includes('memory'))) ?? [];
  expect(at).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 1) + 2500 * 60_000);
  expect(at).toBeLessThan(Date.UTC(2026, 2, 1) + 2600 * 60_000);
});

test('the log is waited for as long as its times say, divided by the speed', async () => {
  let now = 0;
  await run(logFile(folder, 'made.log', LINES), {
    speed: 600,
    monotonic: () => now,
    wait: async (ms) => {
      now += ms;
    },
  });
  expect(now).toBeCloseTo((2999 * 60_000) / 600, -3);
});

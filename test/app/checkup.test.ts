import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkup } from '../../src/app/checkup.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import { renderCheckup } from '../../src/report/checkup.ts';
import { painter } from '../../src/report/page.ts';
import { logFile, temporaryFolder } from './made-logs.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.UTC(2026, 10, 21, 12);
const folder = temporaryFolder();
const PAGE = { width: 80, paint: painter(false), timeZone: 'UTC' };

const { config } = loadWithTopology({
  ...{ env: {}, home: folder, hostname: 'here', root: false, files: [] },
  set: [`state.folder=${join(folder, 'state')}`, 'timezone=UTC'],
});

/** A quiet host of `days` days whose disk is broken since a week, and which was powered off once. */
function log(days: number, every = 10 * MINUTE): string {
  const lines: [number, string][] = [];
  for (let at = NOW - days * DAY; at < NOW; at += every) {
    lines.push([at, 'web01 CRON[77]: (root) CMD (run-parts /etc/cron.hourly)']);
  }
  for (let at = NOW - 7 * DAY; at < NOW; at += HOUR / 2) {
    lines.push([at + 1, 'web01 backup[9]: ERROR cannot write to /srv/backup: disk is failing']);
  }
  lines.push([NOW - 30 * HOUR, 'web01 kernel: Out of memory: Killed process 123 (mysqld)']);
  lines.sort(([a], [b]) => a - b);
  return logFile(
    folder,
    `made-${days}.log`,
    lines.map(([at, text]) => `${new Date(at).toISOString()} ${text}`),
  );
}

test('the last 30 days are told in one sentence, with pages, what lasts, and what to do next', async () => {
  const { result, shortened } = await checkup({
    ...{ config, inputs: [log(40)], now: NOW },
    monotonic: () => 0,
  });
  expect(shortened).toBeNull();
  const text = renderCheckup(result, { page: PAGE, shortened });
  expect(text.replaceAll('\n', ' ')).toMatch(
    /^The last 30 days of this machine: at 3\/day you would have had \d+ pages?; /,
  );
  expect(text.replaceAll('\n', ' ')).toContain('1 chronic fault.');
  expect(text).toContain('Chronic faults:');
  expect(text).toMatch(/logsift backtest --show [0-9a-f]{8} /);
  expect(text).toContain('logsift run');
  for (const row of text.split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  expect(result.pages.some(({ headline }) => /memory/i.test(headline))).toBe(true);
});

test('where it would take longer than a minute, less of the past is read', async () => {
  let now = 0;
  const { result, shortened } = await checkup({
    ...{ config, inputs: [log(40, MINUTE / 2)], now: NOW },
    // Each look at the clock is two seconds after the one before.
    monotonic() {
      now += 2000;
      return now;
    },
  });
  expect(now).toBeLessThan(60_000);
  expect(shortened).toBeLessThan(30 * DAY);
  const text = renderCheckup(result, { page: PAGE, shortened });
  expect(text.replaceAll('\n', ' ')).toContain('there was no time to read all of the last 30 days');
});

test('a machine without anything to read says so', async () => {
  const nothing = { config, inputs: [], now: NOW, monotonic: () => 0 };
  await expect(checkup(nothing)).rejects.toThrow(/Nothing could be read/);
});

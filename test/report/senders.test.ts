import { expect, test } from 'vitest';
import type { SendersStatus } from '../../src/core/status.ts';
import { metricsText } from '../../src/health/metrics.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { sendersTexts } from '../../src/report/senders.ts';
import { renderStatus } from '../../src/report/status.ts';
import { madeStatus } from '../health/made-status.ts';

const page = (width: number): Page => ({ width, paint: painter(false), timeZone: 'UTC' });

const well: SendersStatus = { clocksOff: [], corrected: 0, lost: [], shared: [] };
const clock = (host: string, aheadSeconds: number) => ({
  ...{ host, aheadSeconds, corrected: false },
  since: '2026-11-21T12:00:00.000Z',
});
const wrong: SendersStatus = {
  clocksOff: [
    clock('nas-01', -3600),
    clock('sw-1', 420),
    clock('sw-2', 300),
    clock('sw-3', 200),
    clock('sw-4', 190),
  ],
  corrected: 1_000,
  lost: [{ host: 'sw-17', came: 98_796, lost: 1_204, restarts: 0, last: '2026-11-21T12:00:00.000Z' }],
  shared: [{ address: '172.17.0.1', hosts: 0, lines: 40, nameless: 40, gateway: true }],
};

test('nothing is said of senders while nothing is wrong with them', () => {
  expect(sendersTexts(undefined)).toEqual([]);
  expect(sendersTexts(well)).toEqual([]);
  expect(renderStatus(madeStatus({ senders: well }), page(80))).toBe(renderStatus(madeStatus(), page(80)));
});

test('clocks that are off, lines that never arrived and addresses of several are a sentence each', () => {
  expect(sendersTexts(wrong)).toEqual([
    'clocks off: nas-01 60 minutes behind, sw-1 7 minutes ahead, sw-2 5 minutes ahead, and 2 more senders; 1,000 times put right',
    'lines that never arrived: sw-17 1,204 of 100,000',
    'lines without a host from addresses that stand for several: 172.17.0.1 (a gateway of containers) 40',
  ]);
  expect(renderStatus(madeStatus({ senders: wrong }), page(200))).toMatch(
    /^ {2}senders +clocks off: nas-01/m,
  );
});

test('monitoring sees them as numbers by host', async () => {
  const text = await metricsText(madeStatus({ senders: wrong }));
  expect(text).toContain('logsift_sender_clock_ahead_seconds{host="nas-01"} -3600');
  expect(text).toContain('logsift_sender_lines_lost_total{host="sw-17"} 1204');
  expect(text).toContain('logsift_times_corrected_total 1000');
});

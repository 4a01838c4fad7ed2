import { expect, test } from 'vitest';
import type { BusSection, FleetStatus } from '../../src/core/fleet.ts';
import { busTexts, renderFleet } from '../../src/report/fleet.ts';
import { painter } from '../../src/report/page.ts';
import { madeLag, madeProcess, wholeFleet } from '../app/cluster/made-fleet.ts';

const page = { width: 80, paint: painter(false), timeZone: 'UTC' };

function made(changes: Partial<FleetStatus> = {}): FleetStatus {
  return {
    ...{ schemaVersion: 1, time: '2026-11-21T12:00:00.000Z', bus: 'redis', processes: wholeFleet() },
    ...{ gone: [], strange: 0, lag: [madeLag('raw', 'filter', 0.4)], wrong: [] },
    ...changes,
  };
}

test('a fleet that is well is a few rows', () => {
  expect(renderFleet(made(), page)).toBe(`4 processes on redis: all is well

  processes                       lines/s  events/s    heard
  collect: collect                  1,235         0  1 s ago
  filter: filter (4 of 4 shards)    1,235         0  1 s ago
  detect: detect (leads)                0         0  1 s ago
  decide: decide (leads)                0         0  1 s ago

  waits           entries              oldest  worst shard
  raw for filter       12  less than a second            3
`);
});

test('what is wrong stands first, what is wrong with one below it', () => {
  const troubled = madeProcess('web01', {
    ...{ roles: ['collect', 'detect', 'decide'], troubles: ['the disk is full'], clockAheadMs: -3_600_000 },
    ...{ counters: { late: 3, deposed: 0, again: 12_000, gaps: 1 }, underWayBytes: 3e6, waiting: 20_000 },
    leads: [0, 2].map((i) => ({ unit: `detect/${i}`, fence: 1, seconds: 1 })),
  });
  const text = renderFleet(
    made({
      ...{ processes: [troubled], gone: [madeProcess('old', { roles: ['serve'], ago: 31.2 })], strange: 2 },
      ...{ lag: [], wrong: [{ about: 'fleet:filter', text: 'nobody filters: lines come in' }] },
    }),
    page,
  );
  expect(text.slice(0, text.indexOf('  processes'))).toBe(`1 process on redis, 1 gone: 1 thing wrong

  wrong just now
    nobody filters: lines come in
    2 announcements that nobody can understand

`);
  expect(text).toContain('      collect, detect (leads 0, 2), decide (stands by)\n');
  for (const remark of [
    '      the disk is full\n',
    '      1 time entries were gone unread; 3 events came late; 12,000 came twice and\n',
    '      3.0 MB wait to be published\n',
    "      its clock is 60 minutes ahead of the broker's\n",
    '  old: serve      31 s ago\n',
  ])
    expect(text).toContain(remark);
});

test('names from anywhere fit the page and move no cursor', () => {
  const hostile = madeProcess(`\u001b[2J${'x'.repeat(300)}`, {
    roles: ['filter', '\u001b]0;x\u0007', ...Array(10).fill('y'.repeat(20))],
    troubles: [`\u202e\n${'z'.repeat(250)}`],
  });
  const lag = [madeLag('raw', `\u001b[2J${'g'.repeat(300)}`, 3e9)];
  const text = renderFleet(made({ processes: [hostile], lag }), page);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  for (const row of text.split('\n')) expect(row.length).toBeLessThanOrEqual(80);
});

test('how a process stands with its bus is a sentence or two; one that is alone has none', () => {
  const bus: BusSection = {
    ...{ roles: ['filter', 'decide'], leads: [{ unit: 'decide', fence: 3 }], owns: [0, 1], connected: false },
    ...{ trouble: 'Redis at h:1 does not answer', published: { entries: 12_000, bytes: 3e6 } },
    ...{ taken: { entries: 5, bytes: 10 }, dead: 2, lost: 0 },
    lag: [madeLag('raw', 'filter', 240), madeLag('events', 'detect', 0)],
  };
  expect(busTexts(bus)).toEqual([
    'filter, decide, leads decide, 2 shards: 12,000 entries out (3.0 MB), 5 in (10 B), 2 nobody could read; not connected',
    'Redis at h:1 does not answer',
    'filter has 12 of raw to read, the oldest 4 minutes old (shard 3)',
  ]);
  expect(busTexts(undefined)).toEqual([]);
});

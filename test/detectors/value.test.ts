import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import value from '../../src/detectors/value.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeTemplate } from '../../src/testing/made-events.ts';
import { bell, filled, type Reading, readings } from './made-numbers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const QUERY = madeTemplate('query <*> took <*> ms');

function judged(...streams: readonly Event[][]) {
  const events = streams.flat().sort((a, b) => a.received - b.received);
  const run = new DetectorRun(value);
  run.learn(events);
  return run.judge(events);
}

function watched(events: readonly Event[]) {
  const run = new DetectorRun(value);
  run.observe(events);
  return run.finish();
}

/** By day more than by night, as everything is. */
const rhythm = (time: number) => Math.sin(((time / HOUR - 8) / 24) * 2 * Math.PI);
const temperature: Reading['read'] = ({ time, random }) => [
  (45 + 2 * rhythm(time) + 0.5 * bell(random)).toFixed(1),
];
const duration: Reading['read'] = ({ time, random, i }) => [
  ['orders', 'stock', 'users'][i % 3]!,
  (40 * Math.exp(0.2 * rhythm(time) + 0.25 * bell(random) + (random() < 0.02 ? 1 : 0))).toFixed(1),
];

const ODD = 800;
const stream = () =>
  readings({ read: (at) => (at.i >= ODD && at.i < ODD + 6 ? ['95.0'] : temperature(at)), days: 7 });

describe('contract', () => {
  const fresh = (i: number) =>
    filled(madeTemplate(`unit ${i >> 6} at <*> of <*>`), [(i * 7919) % 1013, `n${i % 5}`], {
      host: `host-${i % 997}`,
      time: MADE_START + i * 100,
    });
  for (const check of detectorChecks(value, { fileName: 'value', stream, odd: ODD, fresh })) {
    test(check.name, check.run);
  }
});

test('a week of measurements with a daily rhythm is quiet, in one pass and in two', () => {
  for (const seed of [1, 2, 3]) {
    const week = [
      ...readings({ seed, read: temperature, host: 'sw1' }),
      ...readings({ seed: seed + 10, read: duration, template: QUERY, every: 2 * MINUTE }),
    ];
    expect(judged(week)).toEqual([]);
    expect(watched(week.sort((a, b) => a.received - b.received))).toEqual([]);
  }
});

test('a query that takes ten times as long for two days is one finding, which says since when', () => {
  const slow = (at: Parameters<typeof duration>[0]) => {
    const [name, ms] = duration(at);
    return [name!, at.share > 0.6 && at.share < 0.885 ? Number(ms) * 10 : ms!];
  };
  const [finding, ...more] = judged(readings({ read: slow, template: QUERY, every: 3 * MINUTE }));
  expect(more).toEqual([]);
  expect(Math.abs(finding!.from - (MADE_START + 0.6 * 7 * DAY))).toBeLessThan(HOUR);
  expect(finding!.to - finding!.from).toBeGreaterThan(1.8 * DAY);
  expect(finding!.because).toContain('times as much');
  expect(finding!.evidence.length).toBeLessThanOrEqual(5);
});

test('a temperature that creeps up over half of the log is found, and from when', () => {
  const creeps: Reading['read'] = (at) => [
    (Number(temperature(at)[0]) + Math.max(0, at.share - 0.5) * 40).toFixed(1),
  ];
  const [finding, ...more] = judged(readings({ read: creeps }));
  expect(more).toEqual([]);
  expect(finding!.from).toBeGreaterThan(MADE_START + 3.5 * DAY);
  expect(finding!.from).toBeLessThan(MADE_START + 5.5 * DAY);
});

test('a fan is compared with itself: neither with other fans nor with those of other hosts', () => {
  const fan = madeTemplate('fan<*>: <*> RPM');
  const turns: Reading['read'] = ({ i, random, share }) => [
    1 + (i % 2),
    Math.round(
      (i % 2 === 0 ? 4000 : 9000) * (1 + 0.01 * bell(random)) * (i % 2 === 1 && share > 0.7 ? 0.5 : 1),
    ),
  ];
  const [finding, ...more] = judged(
    readings({ read: turns, template: fan, host: 'a' }),
    readings({
      read: ({ i, random }) => [1 + (i % 2), Math.round(4500 + 40 * bell(random))],
      template: fan,
      host: 'b',
    }),
  );
  expect(more).toEqual([]);
  expect(finding!.about.host).toBe('a');
  expect(finding!.because).toContain('"2"');
});

test('numbers that mean nothing by their size are left alone', () => {
  const named = madeTemplate('packet <*> from port <*> status <*>');
  const jump: Reading['read'] = ({ i, random, share }) => [
    // A counter that jumps, any port, and a code that was never seen before.
    i + (share > 0.7 ? 1e6 : 0),
    1024 + Math.floor(random() * 60_000),
    share > 0.7 && share < 0.71 ? 503 : [200, 301, 404][i % 3]!,
  ];
  expect(judged(readings({ read: jump, template: named }))).toEqual([]);
});

test('one wild number among many that are alike is a finding, and says it came once', () => {
  const wild: Reading['read'] = (at) => (at.i === 500 ? ['4500.0'] : temperature(at));
  const [finding, ...more] = judged(readings({ read: wild }));
  expect(more).toEqual([]);
  expect(finding!.count).toBe(1);
  expect(finding!.seen).toContain('4,500');
});

test('where wild numbers come all the time one more is nothing special', () => {
  const tails: Reading['read'] = ({ random }) => [(40 * (1 / Math.max(1e-3, random())) ** 0.8).toFixed(1)];
  expect(judged(readings({ read: tails, every: 3 * MINUTE }))).toEqual([]);
});

test('what was learnt of a kind of line is known after it was generalised', () => {
  const before = madeTemplate('disk sda at <*> C');
  const after = madeTemplate('disk <*> at <*> C');
  const usual = readings({ read: temperature, template: before, days: 3 });
  const run = new DetectorRun(value);
  run.observe(usual);
  Object.assign(before, { successor: after });
  const later = usual.slice(0, 20).map((event, i) =>
    filled(after, ['sdb', i < 15 ? event.slotText(0) : '95.0'], {
      host: 'db1',
      time: MADE_START + 3 * DAY + i * 10 * MINUTE,
    }),
  );
  run.observe(later);
  const [finding, ...more] = run.finish().filter(({ about }) => about.template === after.id);
  expect(more.every(({ id }) => id === finding!.id)).toBe(true);
  expect(finding!.seen).toContain('95');
});

test('the few numbers of a quiet night are no level of their own', () => {
  // Fifty numbers each quarter of an hour by day, and one now and then at night.
  const busy = (seed: number) =>
    readings({
      seed,
      read: ({ random }) => [(50 * Math.exp(0.6 * bell(random))).toFixed(1)],
      every: 20_000,
    }).filter(({ time }, i) => rhythm(time) > -0.8 || i % 45 === 0);
  for (const seed of [1, 2, 3]) expect(judged(busy(seed))).toEqual([]);
});

test('numbers that move together count once, and do not hide what moves at another time', () => {
  const creeps: Reading['read'] = (at) => [
    (Number(temperature(at)[0]) + Math.max(0, at.share - 0.5) * 40).toFixed(1),
  ];
  const three = [0, 1, 2].map((i) =>
    readings({
      read: (at) => (at.i >= 300 && at.i < 312 ? [(4500 + 20 * at.random()).toFixed(1)] : temperature(at)),
      template: madeTemplate(`part ${i} of the backup: <*> MiB`),
      host: 'backup1',
      seed: i + 5,
    }),
  );
  const found = judged(readings({ read: creeps, host: 'db1' }), ...three);
  expect(found.map(({ about }) => about.host)).toContain('db1');
});

test('what has not come back at the end, and moves on, is graver than what was for a while', () => {
  const hotter =
    (from: number, to: number): Reading['read'] =>
    (at) => [
      (Number(temperature(at)[0]) + (at.share > from && at.share < to ? 100 * (at.share - from) : 0)).toFixed(
        1,
      ),
    ];
  const [still] = judged(readings({ read: hotter(0.6, 2) }));
  const [back] = judged(readings({ read: hotter(0.4, 0.8) }));
  expect(still!.gravity).toBeGreaterThan(back!.gravity + 0.05);
  expect(back!.gravity).toBeGreaterThan(0.45);
});

test('ports, codes and clocks are followed no more once it is sure what they are; a measurement beside them is', () => {
  const template = madeTemplate('at <*> s peer used <*> with <*> took <*> ms');
  const read: Reading['read'] = ({ i, share, random }) => [
    (1000 + i * 0.7).toFixed(3),
    1024 + Math.floor(random() * 60_000),
    [101, 204, 301, 404, 512][i % 5]!,
    (share > 0.9 && share < 0.92 ? 400 : 40 + 4 * bell(random)).toFixed(1),
  ];
  const events = readings({ template, every: 2 * MINUTE, days: 6, read });
  const run = new DetectorRun(value);
  run.observe(events.slice(0, 1000));
  const slots = () => {
    const { slots: saved } = run.detector.snapshot() as { slots: [string, { slots: { index: number }[] }][] };
    return saved[0]![1].slots.map(({ index }) => index);
  };
  expect(slots()).toEqual([0, 1, 2, 3]);
  run.observe(events.slice(1000));
  expect(slots()).toEqual([3]);
  expect(run.finish().map(({ figure }) => figure?.label)).toContain('ms');
  expect(judged(events).map(({ figure }) => figure?.label)).toEqual(['ms']);
});

import { describe, expect, test } from 'vitest';
import type { DetectorContext } from '../../src/core/detector.ts';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Limit } from '../../src/core/limit.ts';
import forecast from '../../src/detectors/forecast.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const DAY = 86_400_000;
const HOUR = DAY / 24;
const LEVEL = '<*>: <*> used, <*> free';
const WARNED = 'WARNING: <*>: <*> used, <*> more than yesterday';

function nightly(day: number, percent: number, more: { disk?: string; text?: string; host?: string } = {}) {
  const { disk = '/srv', text = LEVEL, host = 'mail01' } = more;
  const third = text === LEVEL ? `${(100 - percent) * 10} GiB` : '2%';
  const time = MADE_START + day * DAY + 3.7 * HOUR;
  return slottedEvent(text, [disk, `${percent}%`, third], { app: 'disk-check', host, time });
}

function usual(days: number): Event[] {
  return Array.from({ length: days * 24 }, (_, hour) =>
    slottedEvent('session opened for user <*>', ['alice'], { time: MADE_START + hour * HOUR }),
  );
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

/** Two weeks at 60 to 61 %, then 2 % more a day. */
const level = (day: number) => (day < 14 ? 60 + (day % 2) : 60 + 2 * (day - 13));
const disk = (days: number, more = {}) =>
  Array.from({ length: days }, (_, day) => nightly(day, level(day), more));
const stream = () => inOrder(usual(19), disk(19));

function once(events: Event[]): Finding[] {
  const run = new DetectorRun(forecast);
  run.observe(events);
  return run.finish();
}

/** A metric every ten minutes, at `at` of the day it is, with the ticks between. */
function measured(days: number, at: (day: number) => number, metric = 'disk used of /srv'): Finding[] {
  const run = new DetectorRun(forecast);
  for (let time = MADE_START; time < MADE_START + days * DAY; time += HOUR / 6) {
    run.detector.tick(time);
    run.detector.measure({ metric, host: 'mail01', time, value: at((time - MADE_START) / DAY), unit: '%' });
  }
  return run.finish();
}

describe('contract', () => {
  const harness = {
    fileName: 'forecast',
    stream,
    // The third night on which it is more.
    odd: 16 * 25 + 4,
    fresh: (i: number) => nightly(i / 1000, 80, { disk: `/disk${i}` }),
    maxGrowthBytes: 40e6,
  };
  for (const check of detectorChecks(forecast, harness)) test(check.name, check.run);
});

test('a disk that begins to fill is told of with the dates between which it reaches a limit', () => {
  const told = once(stream());
  expect(told[0]!.because).toMatch(
    /^"\/srv used" on "mail01" reaches 95 % between \d+ and \d+ February, in about 2 weeks \(now 66 %, \+2 % a day\)\.$/,
  );
  expect(told[0]!.about).toMatchObject({ host: 'mail01', app: 'disk-check' });
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
});

test('the warning of a number is the same number', () => {
  const warned = inOrder(disk(14), disk(17, { text: WARNED }).slice(14));
  expect(once(warned)[0]).toMatchObject({ seen: expect.stringContaining('→ 66 %') });
});

test('it is told again only when the date is another one, or the hurry is', () => {
  const filling = (days: number) => once(inOrder(usual(days), disk(days)));
  const gravities = filling(31).map(({ gravity }) => gravity);
  expect(gravities.length).toBeLessThan(8);
  expect(gravities).toEqual([...gravities].sort());
  expect(gravities.at(-1)).toBeGreaterThan(0.75);
});

test('the trend that is gone is told as over, and the next one anew', () => {
  const days = (from: number, values: number[]) => values.map((value, i) => nightly(from + i, value));
  const told = once(inOrder(disk(20), days(20, [60, 61, 60, 61, 60, 61, 60, 62, 64, 66, 68, 70, 72])));
  const over = told.findIndex(({ because }) => because.includes('no longer on its way'));
  expect(over).toBeGreaterThan(0);
  expect(told[over]).toMatchObject({ id: told[0]!.id, gravity: 0.3 });
  expect(told.slice(over + 1).some(({ id }) => id !== told[0]!.id)).toBe(true);
});

test('what fills up and is emptied week after week is how it goes', () => {
  const saw = Array.from({ length: 60 }, (_, day) => nightly(day, 60 + 4 * (day % 7)));
  const told = once(inOrder(usual(60), saw)).filter(({ from }) => from > MADE_START + 35 * DAY);
  expect(told).toEqual([]);
});

test('numbers that wander, or are no share of anything, are not told of', () => {
  const wander = [60, 61, 61, 63, 62, 64, 63, 63, 65, 64, 62, 63, 65, 66, 64, 65, 66, 65, 67, 66];
  const requests = Array.from({ length: 20 }, (_, day) =>
    slottedEvent('took <*>', [`${70 + day}ms`], { time: MADE_START + day * DAY }),
  );
  const hits = Array.from({ length: 20 }, (_, day) =>
    slottedEvent('cache hits <*>', [`${60 + 2 * day}%`], { time: MADE_START + day * DAY }),
  );
  expect(
    once(
      inOrder(
        wander.map((value, day) => nightly(day, value)),
        requests,
        hits,
      ),
    ),
  ).toEqual([]);
});

test('what is left of something runs out', () => {
  const left = Array.from({ length: 20 }, (_, day) =>
    slottedEvent('space free: <*>', [`${day < 12 ? 40 + (day % 2) : 40 - 3 * (day - 11)}%`], {
      time: MADE_START + day * DAY,
    }),
  );
  expect(once(inOrder(left)).at(-1)!.because).toMatch(
    /^"space free" on "web1" reaches 5 % .*−3 % a day\)\.$/,
  );
});

test('a metric is followed like the number of a line', () => {
  const busy = (day: number) => 3 * Math.sin(2 * Math.PI * day);
  const told = measured(16, (day) => 70 + Math.max(0, day - 8) * 2 + busy(day));
  expect(told[0]!.because).toMatch(/^"disk used of \/srv" on "mail01" reaches 9\d % /);
  expect(told[0]!.about).toEqual({ host: 'mail01', metric: 'disk used of /srv' });
  expect(measured(16, (day) => 70 + busy(day))).toEqual([]);
});

test('a machine that works by day, and less on Sundays, is on its way to nothing', () => {
  const week = [0.2, 1, 1.1, 1.2, 1.25, 1.3, 0.3];
  expect(measured(36, (day) => 20 + 50 * week[Math.floor(day) % 7]! * (day % 1 > 0.4 ? 1 : 0.2))).toEqual([]);
});

test('a limit that people set is one for any number, and in place of the usual ones', () => {
  const set = (limits: readonly Limit[]) => ({
    ...forecast,
    create: (context: DetectorContext) => forecast.create({ ...context, limits }),
  });
  const told = (limits: readonly Limit[], metric: string, unit?: string) => {
    const run = new DetectorRun(set(limits));
    for (let day = 0; day < 20; day++) {
      const time = MADE_START + day * DAY;
      const value = day < 12 ? 60 + (day % 2) : 60 + 2 * (day - 11);
      run.detector.measure({ metric, host: 'db01', time, value, ...(unit === undefined ? {} : { unit }) });
    }
    return run.finish().map(({ because }) => because);
  };
  const queue = { metric: 'queue*', host: 'db*', at: 85, falling: false };
  expect(told([queue], 'queue depth').at(-1)).toMatch(/^"queue depth" on "db01" reaches 85 /);
  expect(told([{ ...queue, host: 'mail*' }], 'queue depth')).toEqual([]);
  expect(told([{ ...queue, metric: 'disk *' }], 'disk used of /', '%').at(-1)).toContain(' reaches 85 % ');
  expect(told([], 'queue depth')).toEqual([]);
});

test('what people called noise is not told of again while it lasts', () => {
  const run = new DetectorRun(forecast);
  const events = inOrder(usual(31), disk(31));
  run.observe(events.filter(({ received }) => received < MADE_START + 19 * DAY));
  const [told] = run.take();
  run.detector.feedback({ kind: 'verdict', finding: told!.id, verdict: 'noise' });
  run.observe(events.filter(({ received }) => received >= MADE_START + 19 * DAY));
  expect(run.finish()).toEqual([]);
});

test('a fit that is not due yet takes effect after a restart as it would have', () => {
  const events = stream();
  // Ten minutes have not gone by since the night's look.
  const at = events.findIndex(({ received }) => received > MADE_START + 17 * DAY + 3.7 * HOUR);
  const [original, restored] = [new DetectorRun(forecast), new DetectorRun(forecast)];
  original.observe(events.slice(0, at));
  const { followed } = original.detector.snapshot() as { followed: { fit: unknown }[] };
  expect(followed.some(({ fit }) => fit !== null)).toBe(true);
  original.take();
  restored.resume(original);
  for (const run of [original, restored]) run.observe(events.slice(at));
  const told = restored.finish();
  expect(told).toEqual(original.finish());
});

test('numbers and times beyond all bounds are saved and restored', () => {
  const run = new DetectorRun(forecast);
  const odd = [1e300, -1e300, 0, 5e-324];
  for (const value of odd) {
    run.detector.measure({ metric: 'disk', host: null, time: MADE_START, value, unit: '%' });
    run.detector.measure({ metric: 'disk', host: null, time: 8e15, value, unit: '%' });
  }
  const restored = new DetectorRun(forecast);
  restored.resume(run);
  expect(restored.detector.snapshot()).toEqual(run.detector.snapshot());
});

test('a number with a limit is followed in the place of a metric without one, when there are too many', () => {
  const run = new DetectorRun(forecast);
  for (let time = MADE_START; time < MADE_START + 9 * DAY; time += 3 * HOUR) {
    run.detector.tick(time);
    for (let i = 0; i < 6100; i++) {
      run.detector.measure({
        metric: 'errors in of Gi1/0/1',
        host: `sw${i}`,
        time,
        value: i % 7,
        unit: '/s',
      });
    }
    const value = 60 + (2 * (time - MADE_START)) / DAY;
    run.detector.measure({ metric: 'disk used of /srv', host: 'nas-01', time, value, unit: '%' });
  }
  expect(run.detector.overCap).toBeGreaterThan(0);
  expect(run.finish().some(({ about }) => about.host === 'nas-01')).toBe(true);
});

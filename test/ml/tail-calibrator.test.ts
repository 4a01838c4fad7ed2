import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { correctedSurprise, TailCalibrator } from '../../src/ml/index.ts';
import { gaussian } from './gaussian.ts';

/** A calibrator that learnt `count` values of a stream. */
function learnt(count: number, next: (i: number) => number): TailCalibrator {
  const calibrator = new TailCalibrator();
  for (let i = 0; i < count; i++) calibrator.learn(next(i));
  return calibrator;
}

/** How many of the values surprised at least that much, each judged before it was learnt. */
function surprises(next: (i: number) => number, { count, least }: { count: number; least: number }): number {
  const calibrator = new TailCalibrator();
  let many = 0;
  for (let i = 0; i < count; i++) {
    const value = next(i);
    if (calibrator.score(value) >= least) many++;
    calibrator.learn(value);
  }
  return many;
}

const streams: [string, (seed: number) => (i: number) => number][] = [
  ['normal', (seed) => gaussian(seed)],
  ['heavy-tailed', (seed) => exponentialOf(gaussian(seed))],
  ['seasonal', (seed) => plusWave(gaussian(seed))],
  ['constant', () => () => 3],
  ['of counts', (seed) => countOf(gaussian(seed))],
];

function exponentialOf(normal: () => number) {
  return () => Math.exp(normal());
}

function plusWave(normal: () => number) {
  return (i: number) => 3 * Math.sin(i / 230) + normal();
}

function countOf(normal: () => number) {
  return () => Math.max(0, Math.floor(2 * normal()));
}

describe('surprise', () => {
  test('tells the chance of a normal value, also of one that never came', () => {
    const calibrator = learnt(50_000, gaussian(1));
    expect(calibrator.score(1.645)).toBeCloseTo(1.3, 0);
    expect(calibrator.score(2.326)).toBeCloseTo(2, 0);
    expect(calibrator.score(3.09)).toBeGreaterThan(2.7);
    expect(calibrator.score(3.09)).toBeLessThan(3.3);
    expect(calibrator.score(4.75)).toBeGreaterThan(4.5);
    expect(calibrator.score(4.75)).toBeLessThan(7.5);
  });

  test.each(streams)('comes about as often as it should in a quiet stream: %s', (_, stream) => {
    let three = 0;
    let five = 0;
    for (let seed = 1; seed <= 4; seed++) {
      three += surprises(stream(seed), { count: 25_000, least: 3 });
      five += surprises(stream(seed), { count: 25_000, least: 5 });
    }
    expect(three).toBeLessThanOrEqual(200);
    expect(five).toBeLessThanOrEqual(6);
  });

  test.each(streams)('is rare in the first few hundred values of a stream: %s', (_, stream) => {
    let three = 0;
    for (let seed = 1; seed <= 50; seed++) three += surprises(stream(seed), { count: 600, least: 3 });
    expect(three).toBeLessThanOrEqual(25);
  });

  test('is nothing before 64 values, however odd the next one', () => {
    const calibrator = learnt(63, gaussian(2));
    expect(calibrator.score(1e9)).toBe(0);
    calibrator.learn(0);
    expect(calibrator.score(1e9)).toBeGreaterThan(1);
    expect(calibrator.score(1e9)).toBeLessThanOrEqual(Math.log10(64));
  });

  test('never falls as the value grows, and asking for it learns nothing', () => {
    const value = fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ noNaN: true }));
    for (const [, stream] of streams) {
      const calibrator = learnt(3000, stream(3));
      const before = JSON.stringify(calibrator.save());
      fc.assert(
        fc.property(value, value, (a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          expect(calibrator.score(high)).toBeGreaterThanOrEqual(calibrator.score(low));
        }),
      );
      expect(JSON.stringify(calibrator.save())).toBe(before);
    }
  });

  test('does not depend on the unit of the scores', () => {
    const plain = learnt(5000, gaussian(4));
    const normal = gaussian(4);
    const scaled = learnt(5000, () => 1000 + 64 * normal());
    for (const value of [0, 1, 2, 3, 4, 6]) {
      expect(scaled.score(1000 + 64 * value)).toBeCloseTo(plain.score(value), 6);
    }
  });

  test('of a value that came often is no more than how often it came', () => {
    const random = seededRandom(5);
    const calibrator = learnt(50_000, () => (random() < 0.0008 ? 1 : 0));
    expect(calibrator.score(1)).toBeLessThan(3.6);
    expect(calibrator.score(0)).toBeLessThan(2);
  });

  test('of the first other value in a constant stream is as high as the history is long', () => {
    expect(learnt(9999, () => 7).score(8)).toBeGreaterThan(3.5);
    expect(learnt(9999, () => 7).score(8)).toBeLessThanOrEqual(4);
    expect(learnt(9999, () => 7).score(7)).toBeLessThan(0.5);
  });

  test('is a finite number for any values', () => {
    const any = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constant(0)), {
      minLength: 60,
      maxLength: 400,
    });
    fc.assert(
      fc.property(any, (values) => {
        const calibrator = new TailCalibrator();
        for (const value of values) {
          const surprise = calibrator.score(value);
          expect(surprise).toBeGreaterThanOrEqual(0);
          expect(surprise).toBeLessThan(10);
          calibrator.learn(value);
        }
        expect(TailCalibrator.load(JSON.parse(JSON.stringify(calibrator.save()))).score(1)).toBe(
          calibrator.score(1),
        );
      }),
    );
  });
});

describe('what goes on inside the baseline', () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  /** Surprise of values far out, mean of some streams. */
  function farOut(calibrators: readonly TailCalibrator[]): number[] {
    return [4, 5, 6, 8].map((value) => {
      return calibrators.reduce((sum, each) => sum + each.score(value), 0) / calibrators.length;
    });
  }
  const clean = farOut(seeds.map((seed) => learnt(10_000, gaussian(seed))));

  test.each([
    ['a single spike', 3000, 1, 1000],
    ['an hour far out', 3000, 60, 10],
    ['half an hour just outside', 5000, 30, 5],
    ['1 % of the history', 5000, 100, 10],
    ['one while it was warming up', 20, 40, 20],
  ])('an incident does not widen the tail: %s', (_, from, length, size) => {
    const calibrators = seeds.map((seed) => {
      const normal = gaussian(seed);
      return learnt(10_000, (i) => normal() + (i >= from && i < from + length ? size : 0));
    });
    farOut(calibrators).forEach((surprise, i) => {
      expect(surprise).toBeGreaterThan(0.75 * clean[i]!);
    });
  });

  test('incidents that come again and again are known', () => {
    const normal = gaussian(7);
    const calibrator = learnt(20_000, (i) => normal() + (i % 500 < 5 ? 9 : 0));
    expect(calibrator.score(9)).toBeLessThan(3);
  });

  test('single values that come far out once a day are known', () => {
    const normal = gaussian(13);
    const calibrator = learnt(40_000, (i) => (i % 1440 === 0 ? 15 : normal()));
    expect(calibrator.score(15)).toBeLessThan(3.7);
    expect(calibrator.score(20)).toBeGreaterThan(4.5);
  });

  test('what stays is the new normal', () => {
    const normal = gaussian(8);
    const calibrator = learnt(5000, normal);
    let alarms = 0;
    for (let i = 0; i < 2000; i++) {
      const value = 10 + normal();
      if (calibrator.score(value) >= 3) alarms++;
      calibrator.learn(value);
    }
    expect(alarms).toBeGreaterThan(50);
    expect(alarms).toBeLessThan(250);
  });

  test('what was long ago is forgotten', () => {
    const normal = gaussian(9);
    const calibrator = learnt(150_000, (i) => normal() * (i < 20_000 ? 10 : 1));
    expect(calibrator.score(7)).toBeGreaterThan(5);
  });
});

describe('state', () => {
  test.each([10, 64, 500, 5000, 40_000])('saved after %i values and loaded it goes on the same', (count) => {
    const normal = gaussian(10);
    const calibrator = learnt(count, (i) => normal() + (i % 900 < 5 ? 7 : 0));
    const loaded = TailCalibrator.load(JSON.parse(JSON.stringify(calibrator.save())));
    expect(loaded.count).toBe(count);
    for (let i = 0; i < 2000; i++) {
      const value = i % 300 < 3 ? 8 : normal();
      expect(loaded.score(value)).toBe(calibrator.score(value));
      calibrator.learn(value);
      loaded.learn(value);
    }
    expect(loaded.save()).toEqual(calibrator.save());
  });

  test('does not grow with the stream', () => {
    const random = seededRandom(11);
    let size = 0;
    const calibrator = new TailCalibrator();
    for (let i = 0; i < 300_000; i++) {
      calibrator.learn(random() ** -2);
      if (i % 10_000 === 0) size = Math.max(size, JSON.stringify(calibrator.save()).length);
    }
    expect(size).toBeLessThan(40_000);
  });

  const good = learnt(3000, gaussian(12)).save();
  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'state'],
    ['an empty object', {}],
    ['another version', { ...good, version: 9 }],
    ['something more', { ...good, more: 1 }],
    ['a level that is not a number', { ...good, level: null }],
    ['no fit after the warm-up', { ...good, fit: null }],
    ['a fit before the end of the warm-up', { ...good, seen: 5 }],
    ['too many values', { ...good, current: { ...good.current, top: new Array(5000).fill(1) } }],
    [
      'weights without shapes',
      { ...good, fit: { ...good.fit, tail: { thetas: [], shapes: [], weights: [1] } } },
    ],
  ])('that is %s is refused', (_, saved) => {
    let error: unknown;
    try {
      TailCalibrator.load(saved);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(LogsiftError);
    expect((error as LogsiftError).code).toBe('STATE_INVALID');
  });
});

describe('correction for the number of looks', () => {
  test('one threshold means the same for one host and for 6,000', () => {
    expect(correctedSurprise(6, 1)).toBe(6);
    expect(correctedSurprise(6, 1000)).toBeCloseTo(3);
    expect(correctedSurprise(6 + Math.log10(6000), 6000)).toBeCloseTo(correctedSurprise(6, 1));
  });

  test('is never below 0, and less than one look a day counts as one', () => {
    expect(correctedSurprise(2, 1e6)).toBe(0);
    expect(correctedSurprise(2, 0)).toBe(2);
  });
});

import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { SeriesDetector, type SeriesPoint, scoreSeries } from '../../src/ml/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Weeks of a daily rhythm with noise, a value every five minutes. */
function daily(days: number, seed = 1): SeriesPoint[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * 288 }, (_, i) => {
    const time = i * 5 * MINUTE;
    return { time, value: 50 + 20 * Math.sin((2 * Math.PI * time) / DAY) + 4 * (random() - 0.5) };
  });
}

const QUIET = daily(14);

function changed(at: number, values: readonly number[]): SeriesPoint[] {
  return QUIET.map((point, i) => ({ ...point, value: values[i - at] ?? point.value }));
}

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogsiftError) return error.code;
    throw error;
  }
  return 'none';
}

describe('what is odd', () => {
  test('a spike scores high, and a quiet series does not', () => {
    const spiked = scoreSeries(changed(3000, [140]));
    expect(spiked[3000]).toBeGreaterThan(0.9);
    expect(Math.max(...spiked.slice(1500, 3000))).toBeLessThan(0.5);
    expect(Math.max(...scoreSeries(QUIET).slice(1500))).toBeLessThan(0.5);
  });

  test('what leaves no range scores 0.2 at most, the more the nearer to its ends', () => {
    const random = seededRandom(6);
    const noise = Array.from({ length: 4000 }, (_, i) => ({ time: i * MINUTE, value: random() }));
    const [middle, end] = [0.5, 0.999].map((value) => {
      return scoreSeries([...noise.slice(0, 3000), { time: 3000 * MINUTE, value }])[3000]!;
    });
    expect(middle).toBeGreaterThan(0);
    expect(end).toBeGreaterThan(middle! + 0.05);
    expect(end).toBeLessThanOrEqual(0.2);
  });

  test('a flat stretch within the range is told by roughness, though no value is odd', () => {
    const scores = scoreSeries(changed(3000, new Array(150).fill(50)));
    expect(Math.max(...scores.slice(3000, 3150))).toBeGreaterThan(0.5);
  });

  test('what goes on is said once; three times as strong is said again', () => {
    const scores = scoreSeries(changed(3000, [100, 100, 100, 100, 400]));
    expect(scores[3000]).toBeGreaterThan(0.9);
    expect(Math.max(...scores.slice(3001, 3004))).toBeLessThanOrEqual(0.2);
    expect(scores[3004]).toBeGreaterThan(0.9);
  });

  test('a constant series that changes is as odd as can be; a constant one and its rounding are not', () => {
    const constant = Array.from({ length: 3000 }, (_, i) => ({ time: i * MINUTE, value: 0.1 }));
    expect(Math.max(...scoreSeries(constant))).toBe(0);
    const rounded = [...constant, { time: 3000 * MINUTE, value: 0.1 + 2 ** -56 }];
    expect(rounded.at(-1)!.value).not.toBe(0.1);
    expect(Math.max(...scoreSeries(rounded))).toBeLessThan(0.05);
    expect(scoreSeries([...constant, { time: 3000 * MINUTE, value: 0.2 }])[3000]).toBeGreaterThan(0.99);
  });

  test('the same departure is less odd in a young series', () => {
    const random = seededRandom(8);
    const noise = Array.from({ length: 3000 }, (_, i) => ({ time: i * MINUTE, value: random() }));
    const [young, old] = [200, 2999].map((at) => {
      return scoreSeries([...noise.slice(0, at), { time: at * MINUTE, value: 1.2 }])[at]!;
    });
    expect(young).toBeGreaterThan(0);
    expect(young).toBeLessThan(old! - 0.1);
  });

  test('one event more than ever is odder for a value than for a count', () => {
    const random = seededRandom(3);
    const few = Array.from({ length: 3000 }, (_, i) => ({
      time: i * 5 * MINUTE,
      value: Math.floor(random() * 3),
    }));
    const points = [...few, { time: 3000 * 5 * MINUTE, value: 3 }];
    expect(scoreSeries(points, { kind: 'value' })[3000]).toBeGreaterThan(0.9);
    expect(scoreSeries(points, { kind: 'count' })[3000]).toBeLessThan(0.7);
    expect(scoreSeries([...few, { time: 0, value: 60 }], { kind: 'count' })[3000]).toBeGreaterThan(0.9);
  });
});

describe('what scores may not depend on', () => {
  test('a score knows nothing of what comes after', () => {
    const whole = scoreSeries(changed(3000, [140, 140]));
    expect(scoreSeries(changed(3000, [140, 140]).slice(0, 3001))).toEqual(whole.slice(0, 3001));
  });

  test('units and offset do not matter', () => {
    const scores = scoreSeries(changed(3000, [140]));
    const scaled = scoreSeries(
      changed(3000, [140]).map(({ time, value }) => ({ time, value: 1024 * value - 4096 })),
    );
    for (const [i, score] of scores.entries()) expect(scaled[i]).toBeCloseTo(score, 4);
  });

  test('a large offset costs no precision', () => {
    const scores = scoreSeries(changed(3000, [140]));
    const high = scoreSeries(
      changed(3000, [140]).map(({ time, value }) => ({ time, value: value + 2 ** 30 })),
    );
    for (const [i, score] of scores.entries()) expect(high[i]).toBeCloseTo(score, 3);
  });

  test('the points are left as they are, and the same points give the same scores', () => {
    const points = daily(5).map((point) => Object.freeze(point));
    expect(scoreSeries(points)).toEqual(scoreSeries(points));
  });
});

describe('bad input', () => {
  test('NaN and infinities score 0 and teach nothing', () => {
    const odd = QUIET.flatMap((point, i) => {
      return i % 100 === 7
        ? [{ time: point.time, value: [Number.NaN, 1 / 0, -1 / 0][i % 3]! }, point]
        : [point];
    });
    const scores = scoreSeries(odd);
    expect(scores.filter((_, i) => Number.isFinite(odd[i]!.value))).toEqual(scoreSeries(QUIET));
    expect(scores.filter((_, i) => !Number.isFinite(odd[i]!.value)).every((score) => score === 0)).toBe(true);
  });

  test('no point, a single one and the first fifty score 0', () => {
    expect(scoreSeries([])).toEqual(new Float64Array(0));
    expect(scoreSeries([{ time: 0, value: 1e300 }])).toEqual(new Float64Array([0]));
    expect(Math.max(...scoreSeries(daily(1).slice(0, 50)))).toBe(0);
  });

  test('a gap is no value: after it the series goes on as it was', () => {
    const gap = QUIET.map(({ time, value }, i) => ({ time: i < 2000 ? time : time + 3 * DAY, value }));
    expect(Math.max(...scoreSeries(gap).slice(1500))).toBeLessThan(0.5);
  });

  test('two values of one time are two values, and a clock that goes back an hour is no oddity', () => {
    const twice = QUIET.flatMap((point) => [point, point]);
    expect(Math.max(...scoreSeries(twice).slice(3000))).toBeLessThan(0.5);
    const hourBack = QUIET.map(({ time, value }, i) => ({ time: i < 2500 ? time : time - HOUR, value }));
    expect(Math.max(...scoreSeries(hourBack).slice(1500))).toBeLessThan(0.5);
  });

  test('times that are not known leave out the season only', () => {
    const scores = scoreSeries(changed(3000, [140]).map(({ value }) => ({ time: Number.NaN, value })));
    expect(scores[3000]).toBeGreaterThan(0.9);
  });

  test('huge values are survived: scores stay in 0 to 1', () => {
    const random = seededRandom(5);
    const values = Array.from({ length: 3000 }, (_, i) => (random() - 0.5) * 10 ** ((i % 600) - 290));
    const scores = scoreSeries(values.map((value, i) => ({ time: -i * MINUTE, value })));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  });

  test('options out of range are refused', () => {
    for (const options of [{ history: 99 }, { history: 4001 }, { history: 100.5 }, { weights: [1] }]) {
      expect(code(() => new SeriesDetector(options))).toBe('USAGE');
    }
    expect(code(() => new SeriesDetector({ weights: [1, 1, 1, 1, 1, -1] }))).toBe('USAGE');
  });
});

describe('state', () => {
  test('saved anywhere and restored, it goes on with the same scores', () => {
    const points = changed(3000, [140, 150, 600]);
    const scores = scoreSeries(points);
    for (const cut of [0, 1, 11, 55, 700, 3001]) {
      const first = new SeriesDetector();
      for (const { time, value } of points.slice(0, cut)) first.observe(time, value);
      const later = SeriesDetector.load(JSON.parse(JSON.stringify(first.save())));
      expect(later.save()).toEqual(first.save());
      const rest = points.slice(cut).map(({ time, value }) => later.observe(time, value));
      expect(Float64Array.from(rest)).toEqual(scores.slice(cut));
    }
  });

  test('its memory does not grow, and is below 40 kB', () => {
    const sizes = [0, 1000, 9000].map((count) => {
      const detector = new SeriesDetector();
      for (let i = 0; i < count; i++) detector.observe(i * MINUTE, i % 7 === 0 ? i : -i);
      const { numbers, shapes } = detector.save();
      return ((numbers.length + shapes.length) * 3) / 4;
    });
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBeLessThan(30_000);
  });

  test('what is no state is refused', () => {
    const saved = new SeriesDetector().save();
    /** The saved numbers with one of them changed. */
    const changedNumber = (at: number, value: number) => {
      const numbers = new Float64Array(Uint8Array.from(Buffer.from(saved.numbers, 'base64')).buffer);
      numbers[at < 0 ? numbers.length + at : at] = value;
      return { ...saved, numbers: Buffer.from(numbers.buffer).toString('base64') };
    };
    const broken = [
      null,
      {},
      { ...saved, version: 2 },
      { ...saved, numbers: saved.numbers.slice(0, -8) },
      changedNumber(0, Number.NaN),
      changedNumber(2, -1),
      changedNumber(2, 0.5),
      changedNumber(9, Number.NaN),
      changedNumber(-1, Number.NaN),
      { ...saved, shapes: '' },
      { ...saved, history: 200 },
      { ...saved, extra: 1 },
    ];
    for (const state of broken) expect(code(() => SeriesDetector.load(state))).toBe('STATE_INVALID');
  });
});

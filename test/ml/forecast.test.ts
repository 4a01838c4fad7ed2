import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { crossing, forecast, type SeriesPoint } from '../../src/ml/index.ts';
import { gaussian } from './gaussian.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-01');

/** Per cent of a disk, day by day: 52 to 89 within 60 days. */
const STORAGE = series(
  [
    ...[52, 52, 53, 53, 54, 54, 55, 55, 56, 56, 57, 57, 58, 58, 59, 60, 60, 61, 61, 62, 63, 63, 64, 64, 65],
    ...[66, 66, 67, 68, 68, 69, 70, 70, 71, 72, 72, 73, 74, 74, 75, 76, 76, 77, 78, 78, 79, 80, 80, 81, 82],
    ...[83, 83, 84, 85, 85, 86, 87, 87, 88, 89],
  ],
  DAY,
);
const LAST = STORAGE.at(-1)!.time;

function series(values: readonly number[], step: number): SeriesPoint[] {
  return values.map((value, i) => ({ time: START + i * step, value }));
}

/** Busy by day, quiet on Sundays, slowly more. */
function load(time: number): number {
  const days = (time - START) / DAY;
  return 50 + days / 4 + 8 * Math.sin(2 * Math.PI * days) + 5 * Math.cos((2 * Math.PI * days) / 7);
}

function hourly(count: number, noise = 0.5): SeriesPoint[] {
  const normal = gaussian(4);
  return Array.from({ length: count }, (_, i) => {
    const time = START + i * HOUR;
    return { time, value: load(time) + noise * normal() };
  });
}

async function code(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error) => {
      if (error instanceof LogsiftError) return error.code;
      throw error;
    },
  );
}

describe('a disk that fills', () => {
  test.each(['prophet', 'ets', 'line'] as const)(
    'reaches 95 %% eight to twelve days on (%s)',
    async (method) => {
      const { from, to, likely } = (await crossing(STORAGE, 95, { method }))!;
      expect(from).toBeLessThan(likely);
      expect(likely).toBeLessThan(to!);
      expect(from - LAST).toBeGreaterThan(7 * DAY);
      expect(likely - LAST).toBeGreaterThan(8 * DAY);
      expect(likely - LAST).toBeLessThan(12 * DAY);
      expect(to! - LAST).toBeLessThan(13 * DAY);
    },
  );

  test('by Prophet on the tenth or eleventh of March', async () => {
    const { from, to } = (await crossing(STORAGE, 95))!;
    expect(new Date(from).toISOString().slice(0, 10)).toMatch(/2026-03-(?:09|10)/);
    expect(new Date(to!).toISOString().slice(0, 10)).toMatch(/2026-03-(?:10|11)/);
  });

  test('is there already when its last value is', async () => {
    expect(await crossing(STORAGE, 89)).toEqual({ from: LAST, to: LAST, likely: LAST });
  });

  test('says nothing of what is farther than it was long', async () => {
    expect(await crossing(STORAGE, 200)).toBeNull();
    expect(await crossing(STORAGE, 95, { horizon: 5 * DAY })).toBeNull();
    const late = await crossing(STORAGE, 95, { horizon: 9.3 * DAY, method: 'ets' });
    expect(late).toMatchObject({ to: null });
  });

  test('or empties', async () => {
    const falling = STORAGE.map(({ time, value }) => ({ time, value: 100 - value }));
    const { likely } = (await crossing(falling, 5, { falling: true }))!;
    expect((likely - LAST) / DAY).toBeCloseTo(9.2, 0);
    expect(await crossing(falling, 30)).toBeNull();
  });
});

test('a level that only scatters has no trend', async () => {
  const normal = gaussian(6);
  for (let round = 0; round < 5; round++) {
    const flat = series(
      Array.from({ length: 60 }, () => 80 + 3 * normal()),
      DAY,
    );
    expect(await crossing(flat, 95)).toBeNull();
  }
});

describe('what comes', () => {
  const known = hourly(24 * 28);

  test.each(['prophet', 'ets'] as const)(
    'follows day and week (%s), most of it within the interval',
    async (method) => {
      const ahead = await forecast(known, { horizon: 7 * DAY, method });
      expect(ahead.method).toBe(method);
      expect(ahead.times.length).toBe(7 * 24);
      expect(ahead.times[0]).toBe(known.at(-1)!.time + HOUR);
      const errors = ahead.values.map((value, i) => Math.abs(value - load(ahead.times[i]!)));
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1.5);
      const normal = gaussian(8);
      const within = ahead.times.filter((time, i) => {
        const value = load(time) + 0.5 * normal();
        return ahead.low[i]! <= value && value <= ahead.high[i]!;
      });
      expect(within.length / ahead.times.length).toBeGreaterThan(0.75);
    },
  );

  test('is less certain the farther it is, and with a wider interval', async () => {
    const wide = ({ low, high }: { low: Float64Array; high: Float64Array }, i: number) => high[i]! - low[i]!;
    const bent = known.map(({ time, value }, i) => ({ time, value: value + Math.max(0, i - 300) / 20 }));
    const usual = await forecast(bent, { horizon: 14 * DAY });
    const wider = await forecast(bent, { horizon: 14 * DAY, interval: 0.99 });
    expect(wide(usual, 300)).toBeGreaterThan(1.5 * wide(usual, 0));
    expect(wide(wider, 20)).toBeGreaterThan(1.3 * wide(usual, 20));
  });

  test('is the same for the same points in any order, and after others were asked', async () => {
    const first = await forecast(known, { horizon: DAY });
    const random = seededRandom(3);
    const shuffled = known
      .map((point) => ({ point, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ point }) => point);
    await forecast(STORAGE);
    expect(await forecast(shuffled, { horizon: DAY })).toEqual(first);
    expect(await forecast(known, { horizon: DAY, seed: 2 })).not.toEqual(first);
  });

  test('of more points than can be fitted is that of their means', async () => {
    const many = hourly(9000);
    const ahead = await forecast(many, { horizon: 7 * DAY });
    expect(ahead.times.length).toBeLessThan(7 * 24);
    expect(ahead.values[0]).toBeCloseTo(load(ahead.times[0]!), -1);
  });
});

describe('series that are not as they should be', () => {
  test('gaps, doubled times and values that are none are borne', async () => {
    const holes = hourly(24 * 28).flatMap((point, i) => {
      if (i % 50 === 3) return [{ ...point, value: Number.NaN }];
      if (i % 50 === 4) return [point, { ...point, value: point.value + 1 }];
      return i > 200 && i < 260 ? [] : [point];
    });
    const broken = [
      ...holes,
      { time: Number.NaN, value: 1 },
      { time: START, value: Number.POSITIVE_INFINITY },
    ];
    const ahead = await forecast(broken, { horizon: 2 * DAY });
    expect(ahead.method).toBe('prophet');
    expect(ahead.leftOut).toBe(broken.filter(({ time, value }) => !Number.isFinite(time + value)).length);
    for (const [i, value] of ahead.values.entries()) {
      expect(Math.abs(value - load(ahead.times[i]!))).toBeLessThan(4);
    }
  });

  test('a constant one stays what it is', async () => {
    const ahead = await forecast(series(new Array(100).fill(7), HOUR), { horizon: DAY });
    for (const values of [ahead.values, ahead.low, ahead.high]) expect(new Set(values)).toEqual(new Set([7]));
    expect(await crossing(series(new Array(100).fill(7), HOUR), 95)).toBeNull();
  });

  test('a straight line goes on, the largest numbers too', async () => {
    for (const size of [1, 1e-9, 1e15, 1e148]) {
      const line = series(
        Array.from({ length: 40 }, (_, i) => i * size),
        DAY,
      );
      const ahead = await forecast(line, { horizon: 10 * DAY });
      expect(ahead.values[9]! / size).toBeCloseTo(49, 0);
      expect(ahead.method).toBe('prophet');
    }
  });

  test('short ones are not left to Prophet', async () => {
    expect((await forecast(series([1, 2, 3], DAY))).method).not.toBe('prophet');
    expect((await forecast(series([1, 2, 3], DAY))).values[0]).toBeCloseTo(4, 0);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['no points', () => forecast([])],
    ['a single point', () => crossing(series([1], DAY), 5)],
    ['points of one time', () => forecast(series([1, 2, 3, 4], 0))],
    ['no horizon', () => forecast(STORAGE, { horizon: 0 })],
    ['a horizon without an end', () => forecast(STORAGE, { horizon: Number.POSITIVE_INFINITY })],
    ['an interval of all', () => forecast(STORAGE, { interval: 1 })],
    ['a limit that is none', () => crossing(STORAGE, Number.NaN)],
  ])('%s: USAGE', async (_, work) => expect(await code(work())).toBe('USAGE'));
});

test('a program that forecast something ends by itself', () => {
  const program = `
    const { forecast } = await import(${JSON.stringify(new URL('../../src/ml/index.ts', import.meta.url).href)});
    const points = Array.from({ length: 50 }, (_, i) => ({ time: i * 1000, value: i + (i % 3) }));
    console.log((await forecast(points)).method);`;
  const args = ['--input-type=module', '-e', program];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  expect([status, stdout.trim()]).toEqual([0, 'prophet']);
});

import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { fitSequenceAutoencoder, type Row, restoreSequenceAutoencoder } from '../../src/ml/index.ts';
import { SequenceNet } from '../../src/ml/sequence-net.ts';
import { slopeError } from './finite-differences.ts';

const STEPS = 24;

/** Days of a job that runs at 3 a.m. and of people who work from 8 to 17; two series. */
function day(random: () => number, odd: 'no job' | 'night work' | null = null): number[] {
  return Array.from({ length: STEPS }, (_, hour) => {
    const job = hour === 3 && odd !== 'no job' ? 20 : 0;
    const busy = (hour >= 8 && hour < 17) || (odd === 'night work' && hour < 2);
    return [Math.round(job * (0.9 + 0.2 * random())), Math.round((busy ? 40 : 5) * (0.8 + 0.4 * random()))];
  }).flat();
}

const random = seededRandom(5);
const DAYS = Array.from({ length: 120 }, () => day(random));
const OPTIONS = { steps: STEPS, series: 2, units: 8, epochs: 80, batch: 8, rate: 0.02 };
const MODEL = fitSequenceAutoencoder(DAYS, OPTIONS);

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogsiftError) return error.code;
    throw error;
  }
  return 'none';
}

test.each([
  { steps: 5, series: 1, units: 3 },
  { steps: 4, series: 3, units: 2 },
  { steps: 1, series: 1, units: 1 },
])('slopes are what finite differences say (%o)', (shape) => {
  const chance = seededRandom(shape.steps);
  const net = new SequenceNet(shape);
  net.begin(chance);
  const window = Float64Array.from({ length: shape.steps * shape.series }, () => 2 * chance() - 1);
  if (window.length > 3) window[2] = Number.NaN;
  const loss = net.learn(window);
  expect(loss).toBe(net.run(window));
  expect(net.net.gradients.some((slope) => Math.abs(slope) > 1e-3)).toBe(true);
  expect(slopeError(net.net.weights, net.net.gradients.slice(), () => net.run(window))).toBeLessThan(1e-8);
});

describe('days that go as always', () => {
  test('score below the threshold, also those that were not seen', () => {
    const usual = Array.from({ length: 60 }, () => MODEL.score(day(random)));
    expect(usual.filter((score) => score > MODEL.threshold).length).toBeLessThan(8);
  });

  test('a job that did not run is odd, and it is said which and when', () => {
    const odd = day(random, 'no job');
    expect(MODEL.score(odd)).toBeGreaterThan(2 * MODEL.threshold);
    const { score, reasons } = MODEL.explain(odd);
    expect(score).toBe(MODEL.score(odd));
    expect(reasons[0]).toMatchObject({ step: 3, series: 0, value: 0 });
    expect(reasons[0]!.expected).toBeGreaterThan(10);
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('so is work at night', () => {
    const odd = day(random, 'night work');
    expect(MODEL.score(odd)).toBeGreaterThan(MODEL.threshold);
    expect(MODEL.explain(odd).reasons[0]).toMatchObject({ series: 1 });
    expect(MODEL.explain(odd).reasons[0]!.step).toBeLessThan(2);
  });

  test('what is missing is not odd', () => {
    const gaps = day(random).map((value, i) => (i % 9 === 4 ? Number.NaN : value));
    expect(MODEL.score(gaps)).toBeLessThan(2 * MODEL.threshold);
    expect(MODEL.score(new Array(2 * STEPS).fill(Number.NaN))).toBe(0);
    expect(MODEL.explain(gaps).reasons.some(({ value }) => Number.isNaN(value))).toBe(false);
  });
});

describe('training', () => {
  test('stops when windows held out get no better, and keeps the best weights', () => {
    const noise = Array.from({ length: 40 }, () => Array.from({ length: 6 }, () => random()));
    const shape = { steps: 6, units: 12, kind: 'value', rate: 0.05 } as const;
    const early = fitSequenceAutoencoder(noise, { ...shape, epochs: 300 });
    expect(early.epochs).toBeLessThan(290);
    const all = fitSequenceAutoencoder(noise, { ...shape, epochs: 60, earlyStopping: { share: 0 } });
    expect(all.epochs).toBe(60);
  });

  test('gives the same bytes for the same seed and windows, others for another seed', () => {
    const options = { ...OPTIONS, epochs: 2 };
    const first = JSON.stringify(fitSequenceAutoencoder(DAYS, options).save());
    expect(JSON.stringify(fitSequenceAutoencoder(DAYS, options).save())).toBe(first);
    expect(JSON.stringify(fitSequenceAutoencoder(DAYS, { ...options, seed: 2 }).save())).not.toBe(first);
  });

  test('leaves the windows as they were', () => {
    const copy = structuredClone(DAYS[0]);
    MODEL.explain(DAYS[0]!);
    expect(DAYS[0]).toEqual(copy);
  });
});

describe('windows that are not as they should be', () => {
  const fitted = (windows: readonly Row[]) => () => fitSequenceAutoencoder(windows, { steps: 3, epochs: 3 });

  test.each<[string, () => unknown]>([
    ['no windows', fitted([])],
    [
      'a window too short',
      fitted([
        [1, 2, 3],
        [1, 2],
      ]),
    ],
    ['no units', () => fitSequenceAutoencoder([[1]], { steps: 1, units: 0 })],
    ['no rate', () => fitSequenceAutoencoder([[1]], { steps: 1, rate: 0 })],
    ['all held out', () => fitSequenceAutoencoder([[1]], { steps: 1, earlyStopping: { share: 1 } })],
    ['a model too large', () => fitSequenceAutoencoder([[1]], { steps: 1, series: 1000, units: 1000 })],
    ['a question of another length', () => MODEL.score([1])],
  ])('%s: USAGE', (_, work) => expect(code(work)).toBe('USAGE'));

  test('one window, constant ones, missing, infinite and huge values give finite scores', () => {
    const { NaN: none, POSITIVE_INFINITY: much, MAX_VALUE: huge } = Number;
    const rows = [
      [[1, 2, 3]],
      new Array<Row>(40).fill([7, 7, 7]),
      [[none, none, none]],
      [
        [much, huge, 1],
        [-huge, none, -much],
      ],
    ];
    for (const windows of rows) {
      for (const kind of ['count', 'value'] as const) {
        const model = fitSequenceAutoencoder(windows, { steps: 3, epochs: 3, kind });
        for (const window of [...windows, [0, much, none]]) {
          expect(model.score(window)).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(model.score(window))).toBe(true);
        }
        expect(restoreSequenceAutoencoder(model.save()).threshold).toBe(model.threshold);
      }
    }
  });
});

describe('saved state', () => {
  test('restored after JSON it scores and explains the same', () => {
    const saved: unknown = JSON.parse(JSON.stringify(MODEL.save()));
    const other = fitSequenceAutoencoder([[1]], { steps: 1, units: 1, epochs: 1 });
    for (const restored of [restoreSequenceAutoencoder(saved), other.restore(saved)]) {
      expect(restored.explain(DAYS[7]!)).toEqual(MODEL.explain(DAYS[7]!));
      expect(restored.save()).toEqual(MODEL.save());
    }
  });

  const good = MODEL.save();
  const nans = (text: string) => {
    const count = Buffer.from(text, 'base64').length / 8;
    return Buffer.from(new Float64Array(count).fill(Number.NaN).buffer).toString('base64');
  };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text that was cut off', JSON.stringify(good).slice(0, 500)],
    ['a newer version', { ...good, version: 2 }],
    ['something more', { ...good, more: 1 }],
    ['weights cut off', { ...good, weights: good.weights.slice(0, 400) }],
    ['weights that are not numbers', { ...good, weights: nans(good.weights) }],
    ['means that are not numbers', { ...good, means: nans(good.means) }],
    ['deviations of nothing', { ...good, deviations: Buffer.alloc(16).toString('base64') }],
    ['a unit more', { ...good, units: good.units + 1 }],
    ['more weights than a model may have', { ...good, series: 1000, units: 1000 }],
    ['a threshold that is none', { ...good, threshold: Number.NaN }],
  ])('%s is refused, and the model stays what it was', (_, saved) => {
    const model = restoreSequenceAutoencoder(good);
    expect(code(() => restoreSequenceAutoencoder(saved))).toBe('STATE_INVALID');
    expect(code(() => model.restore(saved))).toBe('STATE_INVALID');
    expect(model.score(DAYS[0]!)).toBe(MODEL.score(DAYS[0]!));
  });
});

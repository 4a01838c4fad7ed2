import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { fitVariational, type Rows, restoreVariational, TailCalibrator } from '../../src/ml/index.ts';
import { VariationalNet } from '../../src/ml/variational-net.ts';
import { slopeError } from './finite-differences.ts';
import { gaussian } from './gaussian.ts';

const COLUMNS = 12;
const normal = gaussian(3);
/** Three causes mix into twelve columns of sizes of their own. */
const MIX = Array.from({ length: 3 }, () => Array.from({ length: COLUMNS }, normal));

function usual(): number[] {
  const causes = [normal(), normal(), normal()];
  return Array.from({ length: COLUMNS }, (_, c) => {
    const value = causes.reduce((sum, cause, k) => sum + cause * MIX[k]![c]!, 0.2 * normal());
    return 100 + 10 ** (c % 3) * value;
  });
}

const ROWS = Array.from({ length: 600 }, usual);
const NAMES = Array.from({ length: COLUMNS }, (_, c) => `kind ${c}`);
const MODEL = fitVariational(ROWS, { names: NAMES });

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
  { columns: 5, hidden: 4, latent: 2 },
  { columns: 1, hidden: 1, latent: 1 },
  { columns: 3, hidden: 9, latent: 4 },
])('slopes are what finite differences say (%o)', (shape) => {
  const net = new VariationalNet(shape);
  net.begin(seededRandom(2));
  const row = Float64Array.from({ length: shape.columns }, normal);
  if (shape.columns > 1) row[1] = Number.NaN;
  const chance = Float64Array.from({ length: shape.latent }, normal);
  const loss = net.learn(row, chance);
  expect(loss).toBe(net.loss(row, chance));
  expect(net.net.gradients.some((slope) => Math.abs(slope) > 1e-3)).toBe(true);
  expect(slopeError(net.net.weights, net.net.gradients.slice(), () => net.loss(row, chance))).toBeLessThan(
    1e-7,
  );
});

describe('scores', () => {
  test('of rows that were not seen are as those of the rows that were', () => {
    const over = Array.from({ length: 500 }, usual).filter((row) => MODEL.score(row) > MODEL.threshold);
    expect(over.length).toBeLessThan(25);
  });

  test('rise when columns do not go together as always, though each is within its own range', () => {
    const odd = Array.from({ length: 100 }, () => {
      const [a, b] = [usual(), usual()];
      return a.map((value, c) => (c % 2 === 0 ? value : b[c]!));
    });
    expect(odd.filter((row) => MODEL.score(row) > MODEL.threshold).length).toBeGreaterThan(60);
  });

  test('are the same each time, one by one and many at once', () => {
    const many = MODEL.scoreMany(ROWS.slice(0, 20));
    expect([...many]).toEqual(ROWS.slice(0, 20).map((row) => MODEL.score(row)));
  });

  test('of a quiet stream surprise by 3 about once in a thousand', () => {
    const calibrator = new TailCalibrator();
    let surprises = 0;
    for (let i = 0; i < 45_000; i++) {
      const score = MODEL.score(usual());
      if (i >= 5000 && calibrator.score(score) >= 3) surprises++;
      calibrator.learn(score);
    }
    expect(surprises / 40_000).toBeGreaterThan(0.0005);
    expect(surprises / 40_000).toBeLessThan(0.002);
  });

  test('are explained by the columns that do not fit, with what was expected', () => {
    const row = usual();
    const expected = row[7]!;
    row[7] = expected + 10 * 8;
    const { score, reasons } = MODEL.explain(row);
    expect(score).toBe(MODEL.score(row));
    expect(score).toBeGreaterThan(MODEL.threshold);
    expect(reasons[0]).toMatchObject({ feature: 7, name: 'kind 7', value: row[7] });
    expect(Math.abs(reasons[0]!.expected - expected)).toBeLessThan(60);
    const sum = reasons.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum / COLUMNS).toBeCloseTo(score, 9);
  });

  test('leave out what is missing', () => {
    const row = usual();
    const gap = row.with(4, Number.NaN);
    expect(MODEL.score(gap)).toBeLessThan(MODEL.threshold + 1);
    expect(MODEL.explain(gap).reasons.some(({ feature }) => feature === 4)).toBe(false);
    expect(MODEL.score(new Array(COLUMNS).fill(Number.NaN))).toBe(0);
  });
});

test('the same seed and rows give the same bytes, whichever way the rows are given', () => {
  const options = { epochs: 2, seed: 7 };
  const first = JSON.stringify(fitVariational(ROWS, options).save());
  expect(JSON.stringify(fitVariational(ROWS, options).save())).toBe(first);
  const flat = { data: Float64Array.from(ROWS.flat()), columns: COLUMNS };
  expect(JSON.stringify(fitVariational(flat, options).save())).toBe(first);
  expect(JSON.stringify(fitVariational(ROWS, { ...options, seed: 8 }).save())).not.toBe(first);
});

describe('rows that are not as they should be', () => {
  test.each<[string, () => unknown]>([
    ['no rows', () => fitVariational([])],
    ['rows of two lengths', () => fitVariational([[1], [1, 2]])],
    ['nothing left of a row', () => fitVariational([[1]], { latent: 0 })],
    ['a model too large', () => fitVariational([[1]], { hidden: 10_000, latent: 10_000 })],
    ['a name too few', () => fitVariational([[1, 2]], { names: ['a'] })],
    ['a seed that is none', () => fitVariational([[1]], { seed: Number.NaN })],
    ['a question of another length', () => MODEL.score([1])],
  ])('%s: USAGE', (_, work) => expect(code(work)).toBe('USAGE'));

  test('one row, constant columns, more columns than rows, missing and huge values give finite scores', () => {
    const { NaN: none, POSITIVE_INFINITY: much, MAX_VALUE: huge } = Number;
    const sets: Rows[] = [
      [[1, 2, 3]],
      new Array(40).fill([7, 7, 7]),
      [[none, none, none]],
      [
        [much, huge, 1],
        [-huge, none, -much],
      ],
      [Array.from({ length: 50 }, normal), Array.from({ length: 50 }, normal)],
    ];
    for (const rows of sets as number[][][]) {
      const model = fitVariational(rows, { epochs: 5 });
      for (const row of rows) expect(Number.isFinite(model.score(row))).toBe(true);
      expect(restoreVariational(model.save()).threshold).toBe(model.threshold);
    }
  });

  test('a constant column that changes is odd', () => {
    const rows = ROWS.map((row) => [...row.slice(0, 3), 5]);
    const model = fitVariational(rows, { epochs: 40 });
    expect(model.score([...usual().slice(0, 3), 8])).toBeGreaterThan(model.threshold);
    expect(model.explain([...usual().slice(0, 3), 8]).reasons[0]).toMatchObject({ feature: 3 });
  });
});

describe('saved state', () => {
  test('restored after JSON it scores and explains the same', () => {
    const saved: unknown = JSON.parse(JSON.stringify(MODEL.save()));
    for (const restored of [restoreVariational(saved), fitVariational([[1]], { epochs: 1 }).restore(saved)]) {
      expect(restored.explain(ROWS[7]!)).toEqual(MODEL.explain(ROWS[7]!));
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
    ['deviations of nothing', { ...good, deviations: Buffer.alloc(8 * COLUMNS).toString('base64') }],
    ['a column more', { ...good, columns: COLUMNS + 1 }],
    ['a unit more', { ...good, hidden: good.hidden + 1 }],
    ['too few names', { ...good, names: ['a'] }],
    ['a threshold that is none', { ...good, threshold: Number.NaN }],
  ])('%s is refused, and the model stays what it was', (_, saved) => {
    const model = restoreVariational(good);
    expect(code(() => restoreVariational(saved))).toBe('STATE_INVALID');
    expect(code(() => model.restore(saved))).toBe('STATE_INVALID');
    expect(model.score(ROWS[0]!)).toBe(MODEL.score(ROWS[0]!));
  });
});

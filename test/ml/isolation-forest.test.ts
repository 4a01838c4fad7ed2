import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { fitIsolationForest, type Rows, restoreIsolationForest } from '../../src/ml/index.ts';
import { gaussian, matrix } from './gaussian.ts';

const COLUMNS = 5;
const ROWS = matrix(1000, COLUMNS, 7);
const FOREST = fitIsolationForest(ROWS, { seed: 3 });

/** Minutes of a network: hour, weekday, messages, error ratio, sources, mean severity, interface flaps. */
const NORMAL = [
  [2, 1, 45, 0.02, 12, 5.1, 0],
  [9, 1, 380, 0.05, 48, 4.8, 2],
  [14, 3, 290, 0.03, 42, 5.0, 1],
  [2, 5, 850, 0.01, 15, 5.5, 0],
];
const ODD = [2, 1, 900, 0.15, 38, 3.2, 7];

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogsiftError) return error.code;
    throw error;
  }
  return 'none';
}

describe('scores', () => {
  test('planted outliers score higher than every usual row', () => {
    const rows = ROWS.map((row) => [...row]);
    const planted = [17, 400, 801];
    for (const i of planted) rows[i] = rows[i]!.map((_, c) => (c % 2 === 0 ? 8 : -8));
    const scores = fitIsolationForest(rows, { seed: 1 }).scoreMany(rows);
    const ranked = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
    expect(ranked.slice(0, 3).sort((a, b) => a - b)).toEqual(planted);
  });

  test('lie between 0 and 1, and about the middle of a cloud below 0.5', () => {
    const scores = FOREST.scoreMany(ROWS);
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
    expect(FOREST.score(new Array(COLUMNS).fill(0))).toBeLessThan(0.45);
  });

  test('are the same one by one and many at once, from arrays and from one array of all values', () => {
    const rows = ROWS.slice(0, 263);
    const many = FOREST.scoreMany(rows);
    expect([...many]).toEqual(rows.map((row) => FOREST.score(row)));
    expect(FOREST.scoreMany({ data: Float64Array.from(rows.flat()), columns: COLUMNS })).toEqual(many);
    expect(FOREST.scoreMany([])).toEqual(new Float64Array(0));
  });

  test('are the same for the same seed and differ a little for another', () => {
    const again = fitIsolationForest(ROWS, { seed: 3 }).scoreMany(ROWS);
    expect(again).toEqual(FOREST.scoreMany(ROWS));
    const other = fitIsolationForest(ROWS, { seed: 4 }).scoreMany(ROWS);
    expect(other).not.toEqual(again);
    expect(Math.max(...other.map((score, i) => Math.abs(score - again[i]!)))).toBeLessThan(0.1);
  });

  test('do not depend on the order of the features', () => {
    const turned = (row: readonly number[]) => [row[3]!, row[0]!, row[4]!, row[1]!, row[2]!];
    const forest = fitIsolationForest(ROWS.map(turned), { seed: 3 });
    expect(forest.scoreMany(ROWS.map(turned))).toEqual(FOREST.scoreMany(ROWS));
  });

  test('never fall as an outlier moves farther away', () => {
    const direction = fc.array(fc.constantFrom(-1, 0, 1), { minLength: COLUMNS, maxLength: COLUMNS });
    const distances = [4, 5, 7, 10, 100, 1e9, Number.POSITIVE_INFINITY];
    fc.assert(
      fc.property(direction, (signs) => {
        const scores = distances.map((distance) =>
          FOREST.score(signs.map((sign) => (sign === 0 ? 0 : sign * distance))),
        );
        expect(scores).toEqual([...scores].sort((a, b) => a - b));
      }),
    );
  });

  test('leave the rows as they were', () => {
    const rows = [
      [Number.NaN, 1],
      [2, Number.POSITIVE_INFINITY],
      [0, 3],
    ];
    const copy = structuredClone(rows);
    fitIsolationForest(rows, { contamination: 0.3 }).explain(rows[0]!);
    expect(rows).toEqual(copy);
  });
});

describe('decisions', () => {
  test('the odd minute of a network is an anomaly, the normal ones are not', () => {
    const random = seededRandom(11);
    const rows = NORMAL.flatMap((row) =>
      Array.from({ length: 50 }, () => row.map((value) => value * (0.95 + random() * 0.1))),
    );
    const forest = fitIsolationForest(rows, { seed: 11 });
    for (const row of NORMAL) expect(forest.decision(row)).toBeGreaterThan(0);
    expect(forest.decision(ODD)).toBeLessThan(0);
    expect(forest.isAnomaly(ODD)).toBe(true);
    expect(forest.isAnomaly(NORMAL[3]!)).toBe(false);
  });

  test('`auto` puts the border at a score of 0.5', () => {
    expect(FOREST.decision(ROWS[5]!)).toBe(0.5 - FOREST.score(ROWS[5]!));
  });

  test.each([0.5, 0.1, 0.01])('a contamination of %s finds that share of the training rows', (share) => {
    const forest = fitIsolationForest(ROWS, { contamination: share, seed: 3 });
    expect(ROWS.filter((row) => forest.isAnomaly(row)).length).toBeCloseTo(share * ROWS.length, -0.5);
  });
});

describe('rows that are not as they should be', () => {
  const bad: [string, () => unknown][] = [
    ['no rows', () => fitIsolationForest([])],
    ['rows without values', () => fitIsolationForest([[], []])],
    ['ragged training rows', () => fitIsolationForest([[1, 2], [3]])],
    ['data that are not whole rows', () => fitIsolationForest({ data: new Float64Array(7), columns: 2 })],
    ['no columns', () => fitIsolationForest({ data: new Float64Array(0), columns: 0 })],
    ['a shorter row', () => FOREST.score([1, 2])],
    ['a longer row', () => FOREST.decision([1, 2, 3, 4, 5, 6])],
    ['a ragged row among many', () => FOREST.scoreMany([ROWS[0]!, [1]])],
    ['other columns', () => FOREST.scoreMany({ data: new Float64Array(8), columns: 4 })],
    ['a row to explain that is shorter', () => FOREST.explain([])],
    ['no trees', () => fitIsolationForest(ROWS, { trees: 0 })],
    ['half a row', () => fitIsolationForest(ROWS, { sample: 1.5 })],
    ['too much for memory', () => fitIsolationForest(matrix(5000, 1, 1), { trees: 10_000, sample: 5000 })],
    ['a contamination of 60 %', () => fitIsolationForest(ROWS, { contamination: 0.6 })],
    ['a contamination of nothing', () => fitIsolationForest(ROWS, { contamination: 0 })],
    ['a seed that is not a number', () => fitIsolationForest(ROWS, { seed: Number.NaN })],
    ['too few names', () => fitIsolationForest(ROWS, { names: ['a'] })],
  ];
  test.each(bad)('%s is an error of usage', (_, work) => {
    expect(code(work)).toBe('USAGE');
  });

  test.each<[string, Rows]>([
    ['a single row', [[1, 2, 3]]],
    ['rows that are all equal', new Array(300).fill([1, 2, 3])],
    ['rows without any known value', new Array(30).fill([Number.NaN, Number.NaN, Number.NaN])],
  ])('after %s every row has the neutral score', (_, rows) => {
    const forest = fitIsolationForest(rows);
    for (const row of [
      [1, 2, 3],
      [9, 9, 9],
      [Number.NaN, 0, Number.NEGATIVE_INFINITY],
    ]) {
      expect(forest.score(row)).toBe(0.5);
      expect(forest.isAnomaly(row)).toBe(false);
      expect(forest.explain(row).reasons).toEqual([]);
    }
  });

  test('a constant column changes nothing', () => {
    const wider = fitIsolationForest(
      ROWS.map((row) => [...row, 4]),
      { seed: 3 },
    );
    const scores = ROWS.map((row) => wider.score([...row, 4]));
    expect(Math.max(...scores.map((score, i) => Math.abs(score - FOREST.score(ROWS[i]!))))).toBeLessThan(0.1);
    expect(wider.score([0, 0, 0, 0, 0, 999])).toBe(wider.score([0, 0, 0, 0, 0, 4]));
  });

  test('a missing value counts as the median, an infinite one as very large', () => {
    const usual = FOREST.score([0, 0, 0, 0, 0]);
    expect(FOREST.score([0, Number.NaN, 0, 0, 0])).toBeCloseTo(usual, 1);
    expect(FOREST.score([0, Number.POSITIVE_INFINITY, 0, 0, 0])).toBe(FOREST.score([0, 1e300, 0, 0, 0]));
    expect(FOREST.score([0, Number.NEGATIVE_INFINITY, 0, 0, 0])).toBeGreaterThan(usual);
  });

  test('any rows of equal length are learnt from, and scores are numbers between 0 and 1', () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e308, -1e308, 5e-324, -0));
    const rows = fc.integer({ min: 1, max: 4 }).chain((columns) => {
      return fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 30,
      });
    });
    fc.assert(
      fc.property(rows, fc.integer(), (training, seed) => {
        const forest = fitIsolationForest(training, { trees: 10, seed, contamination: 0.1 });
        for (const score of forest.scoreMany(training)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('explanations', () => {
  const names = ['logins', 'errors', 'bytes', 'hosts', 'hour'];
  const forest = fitIsolationForest(ROWS, { seed: 3, names });

  test.each(names.map((name, i) => [name, i] as const))(
    'name %s when that moved the score',
    (name, feature) => {
      const row = new Array(COLUMNS).fill(0.1);
      row[feature] = feature % 2 === 0 ? 7 : -7;
      const { reasons } = forest.explain(row);
      expect(reasons[0]).toMatchObject({
        ...{ feature, name, value: row[feature], side: feature % 2 === 0 ? 'above' : 'below' },
      });
      const mended = row.with(feature, reasons[0]!.typical);
      expect(forest.score(mended)).toBeLessThan(forest.score(row));
    },
  );

  test('name both features when two are odd, and the range that is normal', () => {
    const { reasons } = forest.explain([0, 9, 0, 0, -9]);
    expect(reasons.slice(0, 2).map(({ name }) => name)).toEqual(expect.arrayContaining(['errors', 'hour']));
    expect(reasons[0]!.low).toBeCloseTo(-2.33, 0);
    expect(reasons[0]!.high).toBeCloseTo(2.33, 0);
    expect(reasons[0]!.typical).toBeCloseTo(0, 0);
  });

  test('add up to the score', () => {
    const { score, usual, reasons } = forest.explain([6, 6, 6, 6, 6]);
    const sum = reasons.reduce((total, { contribution }) => total + contribution, usual);
    expect(sum).toBeCloseTo(score, 6);
    expect(score).toBe(forest.score([6, 6, 6, 6, 6]));
  });

  test('say when a value is missing, and give columns without a name a number', () => {
    const sparse = fitIsolationForest(
      ROWS.map((row, i) => (i % 50 === 0 ? row : [5, ...row.slice(1)])),
      { seed: 1 },
    );
    const { reasons } = sparse.explain([-3, 0, 0, 0, 0]);
    expect(reasons[0]).toMatchObject({ name: 'feature 0', typical: 5 });
    expect(forest.explain([Number.NaN, 9, 0, 0, 0]).reasons.find(({ side }) => side === 'missing')).toBe(
      undefined,
    );
  });
});

describe('saved state', () => {
  test('restored after JSON it scores, decides and explains the same', () => {
    const forest = fitIsolationForest(ROWS, { seed: 5, contamination: 0.02, names: [...'abcde'] });
    const saved: unknown = JSON.parse(JSON.stringify(forest.save()));
    for (const restored of [restoreIsolationForest(saved), fitIsolationForest([[1]]).restore(saved)]) {
      expect(restored.scoreMany(ROWS)).toEqual(forest.scoreMany(ROWS));
      expect(restored.decision(ROWS[3]!)).toBe(forest.decision(ROWS[3]!));
      expect(restored.explain(ROWS[9]!)).toEqual(forest.explain(ROWS[9]!));
    }
  });

  const good = FOREST.save();
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', JSON.stringify(good)],
    ['an empty object', {}],
    ['a list', []],
    ['another version', { ...good, version: 2 }],
    ['something more', { ...good, more: 1 }],
    ['a column more', { ...good, columns: COLUMNS + 1 }],
    ['a tree more', { ...good, trees: good.trees + 4 }],
    ['deeper trees', { ...good, depth: good.depth + 1 }],
    ['thresholds cut off', { ...good, thresholds: good.thresholds.slice(0, 400) }],
    ['thresholds that are not base64', { ...good, thresholds: good.thresholds.replace('A', '!') }],
    ['thresholds that are not numbers', { ...good, thresholds: good.thresholds.replaceAll(/\w/g, '/') }],
    ['features that there are not', { ...good, features: good.features.replaceAll(/\w/g, '/') }],
    ['paths of no length', { ...good, paths: good.paths.replaceAll(/\w/g, '/') }],
    ['no usual rows', { ...good, usual: '' }],
    ['an order that repeats', { ...good, order: Buffer.alloc(2 * COLUMNS).toString('base64') }],
    ['a border that is not a number', { ...good, threshold: null }],
    ['too few names', { ...good, names: ['a'] }],
  ])('%s is refused, and the forest stays what it was', (_, saved) => {
    const forest = fitIsolationForest(ROWS, { seed: 3 });
    expect(code(() => restoreIsolationForest(saved))).toBe('STATE_INVALID');
    expect(code(() => forest.restore(saved))).toBe('STATE_INVALID');
    expect(forest.score(ROWS[0]!)).toBe(FOREST.score(ROWS[0]!));
  });
});

test('scoring a hundred thousand rows one by one keeps no memory', () => {
  const normal = gaussian(1);
  const row = new Float64Array(COLUMNS);
  const round = () => {
    for (let i = 0; i < 50_000; i++) {
      row[i % COLUMNS] = normal();
      FOREST.score(row);
    }
    globalThis.gc?.();
    return process.memoryUsage().arrayBuffers;
  };
  const before = round();
  expect(round() - before).toBeLessThan(1e6);
});

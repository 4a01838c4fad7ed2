import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { type BoostedTrees, fitBoostedTrees, type Row, restoreBoostedTrees } from '../../src/ml/index.ts';
import { matrix } from './gaussian.ts';

const NAMES = [
  ...['attempts_per_hour', 'unique_usernames', 'unique_sources', 'hour', 'is_weekend'],
  ...['source_is_internal', 'geo_distance_km', 'has_success_history', 'password_score'],
];
/** Logins of an hour: three harmless, five brute force. */
const LOGINS = [
  [12, 1, 1, 9, 0, 1, 0, 1, 7],
  [8, 1, 1, 14, 0, 1, 0, 1, 6],
  [15, 1, 1, 10, 0, 1, 0, 1, 8],
  [847, 23, 1, 3, 1, 0, 8400, 0, 2],
  [412, 15, 3, 4, 0, 0, 6200, 0, 3],
  [1200, 1, 1, 2, 1, 0, 9100, 0, 1],
  [89, 89, 1, 22, 0, 0, 4500, 0, 5],
  [156, 156, 2, 1, 1, 0, 7800, 0, 4],
];
const THREATS = [0, 0, 0, 1, 1, 1, 1, 1];
/** 47 failures of one user from inside on a Monday morning. */
const QUERY = [47, 1, 1, 9, 0, 1, 0, 1, 7];

const ROWS = matrix(600, 5, 7);
const curved = (row: readonly number[]) => (row[0]! + row[1]! * row[2]! > 0.3 ? 1 : 0);
const LABELS = ROWS.map(curved);
const TREES = fitBoostedTrees(ROWS, LABELS, { trees: 30, depth: 3 });

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogsiftError) return error.code;
    throw error;
  }
  return 'none';
}

function accuracy(trees: BoostedTrees, rows: readonly number[][], labels: readonly number[]): number {
  return hits(trees.predictMany(rows), labels);
}

function hits(probabilities: ArrayLike<number>, labels: readonly number[]): number {
  return labels.filter((label, i) => (probabilities[i]! > 0.5 ? 1 : 0) === label).length / labels.length;
}

describe('what is learnt', () => {
  test('eight rows of logins are enough to tell brute force from a forgotten password', () => {
    const trees = fitBoostedTrees(LOGINS, THREATS, { names: NAMES });
    expect(trees.predict(QUERY)).toBeLessThan(0.2);
    expect(trees.predict(LOGINS[3]!)).toBeGreaterThan(0.8);
    const { reasons } = trees.explain(QUERY);
    expect(reasons[0]).toMatchObject({ name: 'attempts_per_hour', value: 47 });
    expect(reasons[0]!.contribution).toBeLessThan(-1);
  });

  test('eight rows cannot be learnt with the floor of many', () => {
    const trees = fitBoostedTrees(LOGINS, THREATS, { floor: 1 });
    expect(trees.predict(LOGINS[0]!)).toBeGreaterThan(0.3);
  });

  test('interactions, on rows that were not seen', () => {
    const unseen = matrix(2000, 5, 8);
    const trees = fitBoostedTrees(matrix(4000, 5, 9), matrix(4000, 5, 9).map(curved));
    expect(accuracy(trees, unseen, unseen.map(curved))).toBeGreaterThan(0.95);
  });

  test('as accurately as XGBoost', async () => {
    const train = uniform(8000, 1);
    const unseen = uniform(8000, 2);
    const ours = accuracy(fitBoostedTrees(train, train.map(waved)), unseen, unseen.map(waved));
    const XGBoost = await xgboost();
    const peer = new XGBoost({
      ...{ booster: 'gbtree', objective: 'binary:logistic', max_depth: 4, eta: 0.1, iterations: 100 },
      ...{ min_child_weight: 1, subsample: 1, colsample_bytree: 1, silent: 1 },
    });
    peer.train(train, train.map(waved));
    const theirs = hits(peer.predict(unseen), unseen.map(waved));
    peer.free();
    expect(theirs).toBeGreaterThan(0.93);
    expect(ours).toBeGreaterThan(theirs - 0.005);
  });

  test('where a value is missing can say it all', () => {
    const random = seededRandom(2);
    const labels = Array.from({ length: 200 }, () => (random() < 0.5 ? 1 : 0));
    const trees = fitBoostedTrees(
      labels.map((label) => [label === 1 ? Number.NaN : random(), 4]),
      labels,
    );
    expect(trees.predict([Number.NaN, 4])).toBeGreaterThan(0.95);
    expect(trees.predict([0.5, 4])).toBeLessThan(0.05);
  });

  test.each([0, 1])('missing values among others of class %s go where they do better', (of) => {
    const rows = ROWS.map((row, i) => (i % 4 === 0 ? [Number.NaN, ...row.slice(1)] : row));
    const trees = fitBoostedTrees(
      rows,
      ROWS.map((row, i) => (i % 4 === 0 ? of : row[0]! > 0 ? 1 : 0)),
    );
    expect(Math.abs(trees.predict([Number.NaN, 0, 0, 0, 0]) - of)).toBeLessThan(0.1);
    expect(trees.predict([-1, 0, 0, 0, 0])).toBeLessThan(0.1);
    expect(trees.predict([1, 0, 0, 0, 0])).toBeGreaterThan(0.9);
    expect(trees.predict([Number.POSITIVE_INFINITY, 0, 0, 0, 0])).toBeGreaterThan(0.9);
  });

  test.each([0, 1])('a single question sends what is missing to class %s with the values beside it', (of) => {
    const rows = Array.from({ length: 90 }, (_, i) => [i % 3 === 2 ? Number.NaN : i % 3]);
    const labels = rows.map(([value]) => (Number.isNaN(value) ? of : value!));
    const stump = fitBoostedTrees(rows, labels, { trees: 1, depth: 1, rate: 1 });
    expect(Math.abs(stump.predict([Number.NaN]) - of)).toBeLessThan(0.3);
    expect(stump.predict([0])).toBeLessThan(0.3);
    expect(stump.predict([1])).toBeGreaterThan(0.7);
  });

  test('classes can weigh more than their rows', () => {
    const rows = Array.from({ length: 300 }, (_, i) => [i % 3]);
    const labels = rows.map((_, i) => (i % 30 === 0 ? 1 : 0));
    const plain = fitBoostedTrees(rows, labels).predict([0]);
    const balanced = fitBoostedTrees(rows, labels, { classWeights: 'balanced' }).predict([0]);
    const heavy = fitBoostedTrees(rows, labels, { classWeights: [1, 9] }).predict([0]);
    expect(plain).toBeCloseTo(0.1, 1);
    expect(balanced).toBeGreaterThan(0.7);
    expect(heavy).toBeCloseTo(0.5, 1);
  });

  test('rows can weigh more than others', () => {
    const rows = [[0], [0], [1], [1]];
    const believed = fitBoostedTrees(rows, [0, 1, 0, 1], { rowWeights: [9, 1, 1, 9] });
    expect(believed.predict([0])).toBeLessThan(0.3);
    expect(believed.predict([1])).toBeGreaterThan(0.7);
  });
});

describe('early stopping', () => {
  const random = seededRandom(5);
  const noisy = LABELS.map((label) => (random() < 0.25 ? 1 - label : label));

  test('ends before the noise is learnt, and is no worse on rows that were not seen', () => {
    const unseen = matrix(3000, 5, 10);
    const all = fitBoostedTrees(ROWS, noisy, { trees: 400, depth: 6 });
    const early = fitBoostedTrees(ROWS, noisy, { trees: 400, depth: 6, earlyStopping: {} });
    expect(all.size).toBe(400);
    expect(early.size).toBeLessThan(150);
    const truth = unseen.map(curved);
    expect(accuracy(early, unseen, truth)).toBeGreaterThan(accuracy(all, unseen, truth) - 0.005);
  });

  test('waits as long as it is told to, and keeps the trees up to the best', () => {
    const stopped = (trees: number, patience: number) =>
      fitBoostedTrees(ROWS, LABELS, { trees, depth: 2, rate: 0.9, earlyStopping: { patience } });
    const best = stopped(400, 400);
    expect(best.size).toBeLessThan(400);
    expect(stopped(400, 1).size).toBeLessThan(best.size);
    expect(stopped(best.size, 400).save()).toEqual(best.save());
    expect(stopped(best.size + 1, 400).size).toBe(best.size);
  });

  test('holds nothing out where there is too little', () => {
    const plain = fitBoostedTrees(LOGINS, THREATS);
    expect(fitBoostedTrees(LOGINS, THREATS, { earlyStopping: {} }).save()).toEqual(plain.save());
  });
});

describe('explanations', () => {
  test('add up to the answer', () => {
    for (const row of ROWS.slice(0, 50)) {
      const { probability, base, reasons } = TREES.explain(row);
      const margin = reasons.reduce((sum, { contribution }) => sum + contribution, base);
      expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(probability, 10);
      expect(probability).toBe(TREES.predict(row));
    }
  });

  test('are the Shapley values of the features', () => {
    const table = readNodes(TREES);
    for (const row of ROWS.slice(0, 10)) {
      const wanted = shapley(table, row);
      const found = new Array<number>(5).fill(0);
      for (const { feature, contribution } of TREES.explain(row).reasons) found[feature] = contribution;
      for (const [feature, value] of wanted.entries()) expect(found[feature]).toBeCloseTo(value, 9);
    }
  });
});

describe('rows that are not as they should be', () => {
  test.each<[string, () => unknown]>([
    ['no rows', () => fitBoostedTrees([], [])],
    ['rows of two lengths', () => fitBoostedTrees([[1], [1, 2]], [0, 1])],
    ['a label too few', () => fitBoostedTrees([[1], [2]], [0])],
    ['a label that is neither 0 nor 1', () => fitBoostedTrees([[1], [2]], [0, 2])],
    ['a label that is missing', () => fitBoostedTrees([[1], [2]], [0, Number.NaN])],
    ['no trees', () => fitBoostedTrees([[1]], [1], { trees: 0 })],
    ['trees too deep', () => fitBoostedTrees([[1]], [1], { depth: 13 })],
    ['no rate', () => fitBoostedTrees([[1]], [1], { rate: 0 })],
    ['one bin', () => fitBoostedTrees([[1]], [1], { bins: 1 })],
    ['no floor', () => fitBoostedTrees([[1]], [1], { floor: 0 })],
    ['a weight below 0', () => fitBoostedTrees([[1]], [1], { classWeights: [1, -1] })],
    ['weights for other rows', () => fitBoostedTrees([[1]], [1], { rowWeights: [1, 1] })],
    ['rows that weigh nothing', () => fitBoostedTrees([[1]], [1], { rowWeights: [0] })],
    ['a name too many', () => fitBoostedTrees([[1]], [1], { names: ['a', 'b'] })],
    ['a seed that is none', () => fitBoostedTrees([[1]], [1], { seed: Number.NaN })],
    ['a question with too few values', () => TREES.predict([1])],
  ])('%s: USAGE', (_, work) => expect(code(work)).toBe('USAGE'));

  test('one row, constant columns, one class: the answer is that class', () => {
    expect(fitBoostedTrees([[1, 2]], [1]).predict([1, 2])).toBeGreaterThan(0.6);
    expect(fitBoostedTrees([[1, 2]], [1]).predict([1, 2])).toBeLessThan(0.99);
    const constant = fitBoostedTrees(new Array<Row>(100).fill([3, 3]), new Array<number>(100).fill(0));
    expect(constant.predict([9, 9])).toBeLessThan(0.01);
    expect(constant.explain([9, 9]).reasons).toEqual([]);
  });

  test('more columns than rows, values that are infinite, huge or missing', () => {
    const { NaN: none, POSITIVE_INFINITY: much, NEGATIVE_INFINITY: little, MAX_VALUE: huge } = Number;
    const rows = Array.from({ length: 12 }, (_, i) => [
      ...matrix(1, 50, i)[0]!,
      ...(i % 2 === 0 ? [much, huge, none] : [little, -huge, 1]),
    ]);
    const trees = fitBoostedTrees(
      rows,
      rows.map((_, i) => i % 2),
    );
    const answers = trees.predictMany(rows);
    expect(answers.every((answer, i) => (i % 2 === 0 ? answer < 0.4 : answer > 0.6))).toBe(true);
    expect(trees.predict(new Array(53).fill(none))).toBeGreaterThanOrEqual(0);
  });

  test('are left as they were', () => {
    const rows = [
      [Number.NaN, 1],
      [2, Number.POSITIVE_INFINITY],
    ];
    const copy = structuredClone(rows);
    fitBoostedTrees(rows, [0, 1]).explain(rows[0]!);
    expect(rows).toEqual(copy);
  });
});

describe('saved trees', () => {
  test('are the same bytes for the same seed and rows, whichever way the rows are given', () => {
    const options = { trees: 30, depth: 3, seed: 4, earlyStopping: {} };
    const first = JSON.stringify(fitBoostedTrees(ROWS, LABELS, options).save());
    expect(JSON.stringify(fitBoostedTrees(ROWS, LABELS, options).save())).toBe(first);
    const flat = { data: Float64Array.from(ROWS.flat()), columns: 5 };
    expect(JSON.stringify(fitBoostedTrees(flat, LABELS, options).save())).toBe(first);
    expect(JSON.stringify(fitBoostedTrees(ROWS, LABELS, { ...options, seed: 5 }).save())).not.toBe(first);
  });

  test('restored after JSON they predict and explain the same', () => {
    const saved: unknown = JSON.parse(JSON.stringify(TREES.save()));
    for (const restored of [restoreBoostedTrees(saved), fitBoostedTrees([[1]], [1]).restore(saved)]) {
      expect(restored.predictMany(ROWS)).toEqual(TREES.predictMany(ROWS));
      expect(restored.explain(ROWS[9]!)).toEqual(TREES.explain(ROWS[9]!));
      expect(restored.save()).toEqual(TREES.save());
    }
  });

  const good = TREES.save();
  const zeros = Buffer.alloc(4 * good.nodes).toString('base64');
  const nans = (count: number) => {
    return Buffer.from(new Float64Array(count).fill(Number.NaN).buffer).toString('base64');
  };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text that was cut off', JSON.stringify(good).slice(0, 500)],
    ['a newer version', { ...good, version: 2 }],
    ['something more', { ...good, more: 1 }],
    ['values cut off', { ...good, values: good.values.slice(0, 400) }],
    ['leaves that are not numbers', { ...good, values: nans(good.nodes) }],
    ['thresholds that are not numbers', { ...good, thresholds: nans(good.nodes) }],
    ['a start that is not a number', { ...good, start: Number.NaN }],
    ['covers of nothing', { ...good, covers: good.covers.replaceAll(/\w/g, 'A') }],
    ['a way without an end', { ...good, lefts: zeros }],
    ['features that there are not', { ...good, columns: 2 }],
    ['a tree more', { ...good, trees: good.trees + 1 }],
    ['too few names', { ...good, names: ['a'] }],
  ])('%s is refused, and the trees stay what they were', (_, saved) => {
    const trees = restoreBoostedTrees(good);
    expect(code(() => restoreBoostedTrees(saved))).toBe('STATE_INVALID');
    expect(code(() => trees.restore(saved))).toBe('STATE_INVALID');
    expect(trees.predict(ROWS[0]!)).toBe(TREES.predict(ROWS[0]!));
  });
});

function uniform(rows: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: 9 }, random));
}

function waved(row: readonly number[]): number {
  const turn = row[4]! > 0.5 ? row[5]! : -row[5]!;
  return row[0]! * 2 + Math.sin(row[1]! * 9) + row[2]! * row[3]! * 3 + turn > 2.2 ? 1 : 0;
}

interface Peer {
  train(rows: readonly number[][], labels: readonly number[]): void;
  predict(rows: readonly number[][]): number[];
  free(): void;
}

/** The oracle; on loading it complains that it is in no page. */
async function xgboost(): Promise<new (options: object) => Peer> {
  const spies = (['warn', 'error', 'log'] as const).map((name) => vi.spyOn(console, name));
  for (const spy of spies) spy.mockImplementation(() => {});
  try {
    const require = createRequire(import.meta.url);
    return await require('ml-xgboost');
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

interface Table {
  readonly roots: Int32Array;
  readonly features: Int32Array;
  readonly lefts: Int32Array;
  readonly thresholds: Float64Array;
  readonly values: Float64Array;
  readonly covers: Float64Array;
}

function readNodes(trees: BoostedTrees): Table {
  const saved = trees.save();
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64')).buffer;
  return {
    roots: new Int32Array(bytes(saved.roots)),
    features: new Int32Array(bytes(saved.features)),
    lefts: new Int32Array(bytes(saved.lefts)),
    thresholds: new Float64Array(bytes(saved.thresholds)),
    values: new Float64Array(bytes(saved.values)),
    covers: new Float64Array(bytes(saved.covers)),
  };
}

/** By their definition: over all subsets of the features, the others averaged by the covers. */
function shapley(table: Table, row: readonly number[]): number[] {
  const worth = (known: number) =>
    table.roots.reduce((sum, root) => sum + expectation(table, root, { row, known }), 0);
  const factorial = [1, 1, 2, 6, 24, 120];
  return row.map((_, feature) => {
    let value = 0;
    for (let known = 0; known < 32; known++) {
      if ((known >> feature) & 1) continue;
      const size = [0, 1, 2, 3, 4].filter((f) => (known >> f) & 1).length;
      const share = (factorial[size]! * factorial[4 - size]!) / factorial[5]!;
      value += share * (worth(known | (1 << feature)) - worth(known));
    }
    return value;
  });
}

function expectation(table: Table, node: number, at: { row: readonly number[]; known: number }): number {
  const feature = table.features[node]!;
  if (feature < 0) return table.values[node]!;
  const left = table.lefts[node]!;
  if ((at.known >> feature) & 1) {
    return expectation(table, at.row[feature]! <= table.thresholds[node]! ? left : left + 1, at);
  }
  const [a, b] = [left, left + 1].map((child) => table.covers[child]! * expectation(table, child, at));
  return (a! + b!) / table.covers[node]!;
}

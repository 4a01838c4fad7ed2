import { seededRandom } from '../kit/random.ts';
import { binRows } from './boosted-bins.ts';
import { type BoostedExplanation, explainTrees } from './boosted-explain.ts';
import { TreeGrower } from './boosted-grow.ts';
import { holdOut, LogisticLoss, logLoss, probability, rowWeights } from './boosted-loss.ts';
import { type BoostedState, loadBoosted, type SavedBoosted, saveBoosted } from './boosted-saved.ts';
import { type GrowingTree, nodesOf, sumOfTrees } from './boosted-tree.ts';
import { checkRow, type Row, type Rows, shapeOf, trainingShape, usage, wholeOption } from './forest-rows.ts';

const OWNER = 'Boosted trees';

/** How trees are boosted. */
export interface BoostedOptions {
  /** At most, 1–5,000, default 100. */
  readonly trees?: number;
  /** Questions from root to leaf, 1–12, default 4. */
  readonly depth?: number;
  /** How much of its answer each tree adds, above 0 and up to 1, default 0.1. */
  readonly rate?: number;
  /** Bins of a column, 2–255, default 255. */
  readonly bins?: number;
  /** L2 penalty of leaves, default 1. */
  readonly lambda?: number;
  /** Least gain of a split, default 0. */
  readonly gain?: number;
  /**
   * Least hessian of a leaf. By default it scales with the number of rows: 1 from 80 rows on as in XGBoost, where
   * eight rows could not be learnt by it, and rows/80 below.
   */
  readonly floor?: number;
  /** What a row of each class (0, 1) weighs; `balanced` gives both classes the same sum. Default 1 each. */
  readonly classWeights?: 'balanced' | readonly [number, number];
  /** What each row weighs, besides. */
  readonly rowWeights?: ArrayLike<number>;
  /**
   * Holds a share of the rows out (default a fifth) and stops when the loss on them has not fallen for `patience`
   * trees (default 10); the trees up to the best are kept. Without effect where either class has fewer than ten rows.
   */
  readonly earlyStopping?: { readonly share?: number; readonly patience?: number };
  /** Draws what is held out; default 1. */
  readonly seed?: number;
  /** What the columns are called, for `explain`. */
  readonly names?: readonly string[];
}

/**
 * Learns to tell two classes apart: gradient-boosted trees on logistic loss, second order, on binned values (Friedman
 * 2001; Chen & Guestrin 2016). Labels are 0 and 1. A missing value (NaN) goes where it does better, an infinite one
 * counts as very large; constant columns are never asked. Where all rows have one class the answer is that class,
 * the surer the more rows there were.
 *
 * @throws LogsiftError USAGE for ragged or no rows, labels other than 0 and 1, and options out of range
 */
export function fitBoostedTrees(
  rows: Rows,
  labels: ArrayLike<number>,
  options: BoostedOptions = {},
): BoostedTrees {
  const shape = trainingShape(rows, OWNER);
  const { trees: most, names, random, patience, share, bins, ...limits } = checked(options, shape);
  const targets = checkedLabels(labels, shape.count);
  const weights = rowWeights(targets, options);
  const { learnt, held } = holdOut(targets, share, random);
  const loss = new LogisticLoss(targets, weights);
  const start = loss.start(learnt);
  const binned = binRows(rows, shape, bins);
  const grower = new TreeGrower(
    binned,
    { ...limits, floor: options.floor ?? floorOf(learnt.length) },
    learnt,
  );
  const margins = new Float64Array(shape.count).fill(start);
  const grown: GrowingTree[] = [];
  let best = { loss: logLoss(margins, { targets, weights, rows: held }), trees: 0 };
  while (grown.length < most) {
    const tree = grower.grow(loss.derivatives(margins, learnt), margins);
    grown.push(tree);
    if (held.length === 0) continue;
    for (const row of held) margins[row]! += tree.valueOf(binned.codes, row * shape.columns);
    const now = logLoss(margins, { targets, weights, rows: held });
    if (now < best.loss) best = { loss: now, trees: grown.length };
    else if (grown.length - best.trees >= patience) break;
  }
  const kept = held.length === 0 ? grown : grown.slice(0, best.trees);
  return new BoostedTrees({ columns: shape.columns, start, names, nodes: nodesOf(kept) });
}

/** The trees that `save` described. @throws LogsiftError STATE_INVALID for anything else */
export function restoreBoostedTrees(saved: unknown): BoostedTrees {
  return new BoostedTrees(loadBoosted(saved));
}

/** Fitted trees. Rows have as many values as those they were fitted on, else USAGE. */
export class BoostedTrees {
  #state: BoostedState;

  /** See `fitBoostedTrees` and `restoreBoostedTrees`. */
  constructor(state: BoostedState) {
    this.#state = state;
  }

  /** How many there are; fewer than asked for where learning stopped early. */
  get size(): number {
    return this.#state.nodes.roots.length;
  }

  /** Probability that a row is of class 1. */
  predict(row: Row): number {
    const { columns, nodes, start } = this.#state;
    checkRow(row, columns, OWNER);
    return probability(start + sumOfTrees(nodes, row));
  }

  /** Probabilities of many rows, as `predict` gives them. */
  predictMany(rows: Rows): Float64Array {
    const { columns, nodes, start } = this.#state;
    const { count } = shapeOf(rows, columns, OWNER);
    return Float64Array.from({ length: count }, (_, i) => {
      const row = 'data' in rows ? rows.data.subarray(i * columns, (i + 1) * columns) : rows[i]!;
      return probability(start + sumOfTrees(nodes, row));
    });
  }

  /** What each feature added to the answer, the most telling first. Takes some tenths of a millisecond. */
  explain(row: Row): BoostedExplanation {
    const { columns } = this.#state;
    checkRow(row, columns, OWNER);
    return explainTrees(this.#state, row);
  }

  /** JSON-safe state, about a kilobyte a tree of depth 4. */
  save(): SavedBoosted {
    return saveBoosted(this.#state);
  }

  /** Becomes the trees that `save` described. @throws LogsiftError STATE_INVALID, and stays what it was */
  restore(saved: unknown): this {
    this.#state = loadBoosted(saved);
    return this;
  }
}

/** Least hessian of a leaf for so many rows; a row in doubt has a hessian of a quarter. */
function floorOf(rows: number): number {
  return Math.min(1, rows / 80);
}

function checkedLabels(labels: ArrayLike<number>, count: number): Uint8Array {
  if (labels.length !== count) throw usage(`${count} rows need as many labels, not ${labels.length}`, OWNER);
  return Uint8Array.from({ length: count }, (_, i) => {
    const label = labels[i]!;
    if (label !== 0 && label !== 1) throw usage(`label ${i} should be 0 or 1, not ${label}`, OWNER);
    return label;
  });
}

function checked(options: BoostedOptions, { columns }: { columns: number }) {
  const whole = (name: string, value: number, most: number) => wholeOption({ name, value, most }, OWNER);
  const within = (name: string, value: number, most: number) => {
    if (value >= 0 && value <= most) return value;
    throw usage(`"${name}" should be a number from 0 to ${most}, not ${value}`, OWNER);
  };
  const { names = null, seed = 1, earlyStopping } = options;
  const rate = within('rate', options.rate ?? 0.1, 1);
  if (rate === 0) throw usage('"rate" should be above 0', OWNER);
  const bins = whole('bins', options.bins ?? 255, 255);
  if (bins < 2) throw usage('"bins" should be at least 2', OWNER);
  if (options.floor !== undefined) within('floor', options.floor - 1e-6, 1e9);
  if (!Number.isFinite(seed)) throw usage(`"seed" should be a number, not ${seed}`, OWNER);
  if (names !== null && names.length !== columns) {
    throw usage(`"names" should name ${columns} columns, not ${names.length}`, OWNER);
  }
  return {
    trees: whole('trees', options.trees ?? 100, 5000),
    depth: whole('depth', options.depth ?? 4, 12),
    lambda: within('lambda', options.lambda ?? 1, 1e9),
    gain: within('gain', options.gain ?? 0, 1e9),
    ...{ rate, bins, names, random: seededRandom(seed) },
    share: earlyStopping === undefined ? 0 : within('share', earlyStopping.share ?? 0.2, 0.5),
    patience: whole('patience', earlyStopping?.patience ?? 10, 5000),
  };
}

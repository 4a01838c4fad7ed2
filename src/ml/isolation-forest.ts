import { seededRandom } from '../kit/random.ts';
import { columnOrder, columnRanges } from './forest-columns.ts';
import { contributions, type Explanation, reasonsOf } from './forest-explain.ts';
import {
  checkRow,
  copyRow,
  type Row,
  type Rows,
  shapeOf,
  trainingShape,
  usage,
  wholeOption,
} from './forest-rows.ts';
import { type ForestState, loadForest, type SavedForest, saveForest } from './forest-saved.ts';
import { ROWS_AT_ONCE, scoreOfPaths, sumBlock, sumPaths } from './forest-score.ts';
import { blankTrees, Grower } from './forest-trees.ts';

/** How a forest is grown. */
export interface ForestOptions {
  /** 1–10,000, default 200: more trees, steadier scores. */
  readonly trees?: number;
  /** Rows each tree is grown from, 1–65,536, default 256; all rows when there are fewer. */
  readonly sample?: number;
  /**
   * Which rows are anomalies: `auto` (default) those that score above 0.5, a share in (0, 0.5] that share of the
   * training rows. The share is worked out by scoring all training rows, which takes longer than growing the trees.
   */
  readonly contamination?: 'auto' | number;
  /** The same seed and rows give the same forest; default 1. */
  readonly seed?: number;
  /** What the columns are called, for `explain`. */
  readonly names?: readonly string[];
}

/** Rows that are kept to compare odd ones with. */
const USUAL_ROWS = 64;
/** Rows that ranges are taken from. */
const RANGE_ROWS = 1024;
const BLOCK = 256;
/** Inner nodes of all trees together: about 200 MB. */
const MAX_NODES = 2 ** 24;

/**
 * Learns what usual rows look like: isolation forest (Liu, Ting & Zhou 2008; thresholds and `decision` as in
 * scikit-learn's IsolationForest). Rows need not be scaled. A missing value (NaN) counts as the median of its column,
 * an infinite one as very large. Columns that are constant are never asked; when all are, or there is one row only,
 * every row scores a neutral 0.5. The order of the columns does not matter.
 *
 * @throws LogsiftError USAGE for ragged or no rows, and options out of range
 */
export function fitIsolationForest(rows: Rows, options: ForestOptions = {}): IsolationForest {
  const { count, columns } = trainingShape(rows);
  const { trees, sample, contamination, names, random } = checked(options, { count, columns });
  const shuffled = Int32Array.from({ length: count }, (_, i) => i);
  const known = draw(shuffled, Math.min(RANGE_ROWS, count), random).slice();
  const order = columnOrder(rows, known, columns);
  const ranges = columnRanges(rows, known, columns);
  const missing = Float64Array.from(ranges, ({ typical }) => typical);

  const into = blankTrees({ columns, trees, sample, depth: Math.ceil(Math.log2(sample)) });
  const buffer = { values: new Float64Array(sample * columns), missing };
  const grower = new Grower(into);
  for (let tree = 0; tree < trees; tree++) {
    const drawn = draw(shuffled, sample, random);
    for (let slot = 0; slot < sample; slot++) copyRow(rows, drawn[slot]!, { buffer, slot });
    grower.grow(tree, { rows: buffer.values, count: sample, order, random });
  }

  const usual = { values: new Float64Array(Math.min(USUAL_ROWS, known.length) * columns), missing };
  for (let slot = 0; slot * columns < usual.values.length; slot++) {
    copyRow(rows, known[slot]!, { buffer: usual, slot });
  }
  const state = { trees: into, threshold: 0.5, names, ranges, order, usual: usual.values };
  const forest = new IsolationForest(state);
  if (contamination === 'auto') return forest;
  return new IsolationForest({ ...state, threshold: upperQuantile(forest.scoreMany(rows), contamination) });
}

/** The forest that `save` described. @throws LogsiftError STATE_INVALID for anything else */
export function restoreIsolationForest(saved: unknown): IsolationForest {
  return new IsolationForest(loadForest(saved));
}

/** A fitted isolation forest. Rows have as many values as those it was fitted on, else USAGE. */
export class IsolationForest {
  #state: ForestState;
  #single!: { values: Float64Array; missing: Float64Array };

  /** See `fitIsolationForest` and `restoreIsolationForest`. */
  constructor(state: ForestState) {
    this.#state = state;
    this.#prepare();
  }

  /** Rows that score above it are anomalies. */
  get threshold(): number {
    return this.#state.threshold;
  }

  /** How odd a row is: 0–1, higher is odder, about 0.5 for rows that are neither. */
  score(row: Row): number {
    checkRow(row, this.#state.trees.columns);
    copyRow([row], 0, { buffer: this.#single, slot: 0 });
    return this.#scoreValues(this.#single.values);
  }

  /** Scores of many rows, exactly as `score` gives them, but faster. */
  scoreMany(rows: Rows): Float64Array {
    const { trees } = this.#state;
    const { count } = shapeOf(rows, trees.columns);
    const scores = new Float64Array(count);
    const rounded = Math.ceil(Math.min(BLOCK, count) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    const buffer = { values: new Float64Array(rounded * trees.columns), missing: this.#single.missing };
    const sums = new Float64Array(rounded);
    for (let start = 0; start < count; start += rounded) {
      const end = Math.min(count, start + rounded);
      for (let i = start; i < end; i++) copyRow(rows, i, { buffer, slot: i - start });
      sumBlock(trees, buffer.values, sums);
      for (let i = start; i < end; i++) scores[i] = scoreOfPaths(trees, sums[i - start]!);
    }
    return scores;
  }

  /** Negative for anomalies, as scikit-learn's `decision_function`: the threshold less the score. */
  decision(row: Row): number {
    return this.#state.threshold - this.score(row);
  }

  /** Whether `decision` is negative. */
  isAnomaly(row: Row): boolean {
    return this.decision(row) < 0;
  }

  /** Which features made the row odd, and what is normal for them. Takes a few milliseconds. */
  explain(row: Row): Explanation {
    const { usual, order, ranges, names } = this.#state;
    const score = this.score(row);
    const values = this.#single.values.slice();
    const compared = contributions(values, { score: (mixed) => this.#scoreValues(mixed), usual, order });
    return { score, usual: compared.usual, reasons: reasonsOf(row, compared.added, { ranges, names }) };
  }

  /** JSON-safe state, about 5 kB a tree of 256 rows. */
  save(): SavedForest {
    return saveForest(this.#state);
  }

  /** Becomes the forest that `save` described. @throws LogsiftError STATE_INVALID, and stays what it was */
  restore(saved: unknown): this {
    this.#state = loadForest(saved);
    this.#prepare();
    return this;
  }

  #prepare(): void {
    const { ranges, trees } = this.#state;
    const missing = Float64Array.from(ranges, ({ typical }) => typical);
    this.#single = { values: new Float64Array(trees.columns), missing };
  }

  #scoreValues(values: Float64Array): number {
    const { trees } = this.#state;
    return scoreOfPaths(trees, sumPaths(trees, values, 0));
  }
}

function checked(options: ForestOptions, { count, columns }: { count: number; columns: number }) {
  const trees = wholeOption({ name: 'trees', value: options.trees ?? 200, most: 10_000 });
  const sample = Math.min(wholeOption({ name: 'sample', value: options.sample ?? 256, most: 65_536 }), count);
  const { contamination = 'auto', seed = 1, names = null } = options;
  if (contamination !== 'auto' && !(contamination > 0 && contamination <= 0.5)) {
    throw usage(`"contamination" should be 'auto' or a share above 0 and up to 0.5, not ${contamination}`);
  }
  if (!Number.isFinite(seed)) throw usage(`"seed" should be a number, not ${seed}`);
  if (names !== null && names.length !== columns) {
    throw usage(`"names" should name ${columns} columns, not ${names.length}`);
  }
  if (trees * 2 ** Math.ceil(Math.log2(sample)) > MAX_NODES) {
    throw usage(`${trees} trees of ${sample} rows are too large; take fewer trees or a smaller sample`);
  }
  return { trees, sample, contamination, names, random: seededRandom(seed) };
}

/** Moves `count` indexes drawn at random to the front, and gives these. */
function draw(indexes: Int32Array, count: number, random: () => number): Int32Array {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (indexes.length - i));
    const held = indexes[i]!;
    indexes[i] = indexes[j]!;
    indexes[j] = held;
  }
  return indexes.subarray(0, count);
}

/** The score that a share of the scores exceeds, between two of them by proportion. */
function upperQuantile(scores: Float64Array, share: number): number {
  const sorted = scores.sort();
  const place = (1 - share) * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - below);
}

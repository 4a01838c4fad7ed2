import { seededRandom } from '../kit/random.ts';
import type { ColumnRange } from './forest-columns.ts';

/** One feature that made a row odd. */
export interface Reason {
  /** Column, from 0. */
  readonly feature: number;
  /** What the column is called: as given when the forest was fitted, else `feature 3`. */
  readonly name: string;
  /** What the row has there; NaN when it is missing. */
  readonly value: number;
  /** What it added to the score, beside the score of a usual row; above 0. */
  readonly contribution: number;
  /** 98 % of the training rows are between `low` and `high`, half of them below `typical`. */
  readonly low: number;
  readonly typical: number;
  readonly high: number;
  /** `inside`: the value by itself is usual, but not together with the other features, or it lies in a gap. */
  readonly side: 'below' | 'inside' | 'above' | 'missing';
}

/** Why a row has the score it has. */
export interface Explanation {
  readonly score: number;
  /** Mean score of the usual rows it was compared with. */
  readonly usual: number;
  /** What made it odd, most first; empty for a row that is no odder than the usual ones. */
  readonly reasons: readonly Reason[];
}

/** What `contributions` compares a row with. */
export interface Comparison {
  readonly score: (values: Float64Array) => number;
  /** Training rows, value after value. */
  readonly usual: Float64Array;
  /** Columns in an order that does not depend on where they stand. */
  readonly order: Uint16Array;
}

/** Scores computed for one explanation are about this many, whatever the number of columns. */
const SCORES = 2048;
const MAX_WALKS = 128;
const MIN_WALKS = 8;
/** Features that add less than this share of what all added are not worth a word. */
const WORTH_NAMING = 0.05;

/**
 * What each feature adds to the score: Shapley values by sampling (Štrumbelj & Kononenko 2014). A usual row is
 * turned into the row in question, one feature after the other, in a random order and then in the reverse one; each
 * change of the score belongs to the feature just changed. They sum to the score less the mean score of the usual
 * rows.
 */
export function contributions(row: Float64Array, { score, usual, order }: Comparison) {
  const columns = row.length;
  const random = seededRandom(columns);
  const rows = usual.length / columns;
  const pairs = Math.max(MIN_WALKS, Math.min(MAX_WALKS, Math.floor(SCORES / (columns + 1)))) >> 1;
  const added = new Float64Array(columns);
  const walk = Uint16Array.from(order);
  const mixed = new Float64Array(columns);
  let start = 0;
  for (let pair = 0; pair < pairs; pair++) {
    shuffle(walk, random);
    for (let turn = 0; turn < 2; turn++) {
      const from = ((2 * pair + turn) % rows) * columns;
      mixed.set(usual.subarray(from, from + columns));
      let before = score(mixed);
      start += before;
      for (const column of walk) {
        if (mixed[column] === row[column]) continue;
        mixed[column] = row[column]!;
        const after = score(mixed);
        added[column]! += after - before;
        before = after;
      }
      walk.reverse();
    }
  }
  return { usual: start / (2 * pairs), added: added.map((sum) => sum / (2 * pairs)) };
}

/** The features that raised the score, in words' order: the strongest first. */
export function reasonsOf(
  row: ArrayLike<number>,
  added: Float64Array,
  known: { ranges: readonly ColumnRange[]; names: readonly string[] | null },
): Reason[] {
  const total = added.reduce((sum, value) => sum + Math.max(0, value), 0);
  return [...added.keys()]
    .filter((feature) => added[feature]! > 0 && added[feature]! >= WORTH_NAMING * total)
    .sort((a, b) => added[b]! - added[a]! || a - b)
    .map((feature) => {
      const value = Number(row[feature]);
      const { low, typical, high } = known.ranges[feature]!;
      const side = Number.isNaN(value)
        ? 'missing'
        : value < low
          ? 'below'
          : value > high
            ? 'above'
            : 'inside';
      const name = known.names?.[feature] ?? `feature ${feature}`;
      return { feature, name, value, contribution: added[feature]!, low, typical, high, side };
    });
}

function shuffle(list: Uint16Array, random: () => number): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = list[i]!;
    list[i] = list[j]!;
    list[j] = held;
  }
}

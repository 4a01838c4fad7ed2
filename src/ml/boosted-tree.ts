import { MISSING_BIN } from './boosted-bins.ts';

/** Trees as one table of nodes; the root of tree t is node `roots[t]`, and its nodes end where the next begins. */
export interface BoostedNodes {
  readonly roots: Int32Array;
  /** The column that is asked, −1 for a leaf. */
  readonly features: Int32Array;
  /** Up to this value a row goes left; of leaves 0. */
  readonly thresholds: Float64Array;
  /** The left child; the right one is the next node. Of leaves 0. */
  readonly lefts: Int32Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** What a leaf adds to the log odds; of inner nodes 0. */
  readonly values: Float64Array;
  /** Training rows that came through. */
  readonly covers: Float64Array;
}

/** One tree while it grows, with the bin up to which a row goes left beside the threshold. */
export class GrowingTree {
  readonly features: number[] = [];
  readonly thresholds: number[] = [];
  readonly bins: number[] = [];
  readonly lefts: number[] = [];
  readonly missingLeft: number[] = [];
  readonly values: number[] = [];
  readonly covers: number[] = [];

  /** Adds a leaf that adds nothing yet. */
  add(cover: number): number {
    this.features.push(-1);
    this.thresholds.push(0);
    this.bins.push(0);
    this.lefts.push(0);
    this.missingLeft.push(0);
    this.values.push(0);
    return this.covers.push(cover) - 1;
  }

  /** What a row of codes that begins at `at` gets. */
  valueOf(codes: Uint8Array, at: number): number {
    let node = 0;
    while (this.features[node]! >= 0) {
      const bin = codes[at + this.features[node]!]!;
      const left = bin === MISSING_BIN ? this.missingLeft[node] === 1 : bin <= this.bins[node]!;
      node = this.lefts[node]! + (left ? 0 : 1);
    }
    return this.values[node]!;
  }
}

/** All trees in one table. */
export function nodesOf(trees: readonly GrowingTree[]): BoostedNodes {
  const roots = new Int32Array(trees.length);
  for (let t = 1; t < trees.length; t++) roots[t] = roots[t - 1]! + trees[t - 1]!.features.length;
  const all = (name: 'features' | 'thresholds' | 'missingLeft' | 'values' | 'covers') =>
    trees.flatMap((tree) => tree[name]);
  return {
    roots,
    features: Int32Array.from(all('features')),
    thresholds: Float64Array.from(all('thresholds')),
    lefts: Int32Array.from(trees.flatMap((tree, t) => tree.lefts.map((left) => left && left + roots[t]!))),
    missingLeft: Uint8Array.from(all('missingLeft')),
    values: Float64Array.from(all('values')),
    covers: Float64Array.from(all('covers')),
  };
}

/** The child that a value leads to. */
export function childOf(nodes: BoostedNodes, node: number, value: number): number {
  const left = Number.isNaN(value) ? nodes.missingLeft[node] === 1 : value <= nodes.thresholds[node]!;
  return nodes.lefts[node]! + (left ? 0 : 1);
}

/** What all trees together add to the log odds of a row. */
export function sumOfTrees(nodes: BoostedNodes, row: ArrayLike<number>): number {
  const { features, values, roots } = nodes;
  let sum = 0;
  for (let t = 0; t < roots.length; t++) {
    let node = roots[t]!;
    while (features[node]! >= 0) node = childOf(nodes, node, row[features[node]!]!);
    sum += values[node]!;
  }
  return sum;
}

/**
 * Isolation trees as complete binary trees in heap order: node i has the children 2i+1 (value ≤ threshold) and 2i+2,
 * so that walking down is arithmetic without branches. A branch that ends early goes on along its left side with
 * thresholds that no value exceeds.
 */
export interface Trees {
  readonly columns: number;
  /** How many trees count; the arrays hold a multiple of four, the rest add nothing. */
  readonly trees: number;
  readonly depth: number;
  /** Rows each tree was grown from. */
  readonly sample: number;
  readonly features: Uint16Array;
  readonly thresholds: Float64Array;
  /** Path length at each leaf, in multiples of 2^-16, so that sums are exact in any order. */
  readonly paths: Float32Array;
}

/** Trees that are walked together for one row: the processor waits for memory only once for all of them. */
const TREES_AT_ONCE = 4;
const PATH_STEPS = 65_536;

/** Trees without a split. */
export function blankTrees(shape: Pick<Trees, 'columns' | 'trees' | 'depth' | 'sample'>): Trees {
  const { places, nodes, leaves } = treeSizes(shape);
  return {
    ...shape,
    features: new Uint16Array(places * nodes),
    thresholds: new Float64Array(places * nodes).fill(Number.POSITIVE_INFINITY),
    paths: new Float32Array(places * leaves),
  };
}

/** Places for trees, and inner nodes and leaves of each. */
export function treeSizes(shape: { trees: number; depth: number }) {
  const places = Math.ceil(shape.trees / TREES_AT_ONCE) * TREES_AT_ONCE;
  return { places, nodes: 2 ** shape.depth - 1, leaves: 2 ** shape.depth };
}

/**
 * Mean path length of an unsuccessful search in a binary search tree of n rows: c(n) of Liu, Ting & Zhou 2008, in
 * the steps of `Trees.paths`.
 */
export function meanPath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  const exact = 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
  return Math.round(exact * PATH_STEPS) / PATH_STEPS;
}

/** What one tree is grown from. */
export interface Sapling {
  /** Rows, value after value, all finite. */
  readonly rows: Float64Array;
  readonly count: number;
  /** Columns in the order in which they are drawn. */
  readonly order: Uint16Array;
  readonly random: () => number;
}

/** Grows trees one after the other; scratch space is kept between them. */
export class Grower {
  readonly #into: Trees;
  readonly #nodes: number;
  readonly #members: Int32Array;
  readonly #candidates: Uint16Array;
  readonly #meanPaths: Float64Array;
  #from!: Sapling;
  #tree = 0;

  constructor(into: Trees) {
    this.#into = into;
    this.#nodes = (1 << into.depth) - 1;
    this.#members = new Int32Array(into.sample);
    this.#candidates = new Uint16Array(into.columns);
    this.#meanPaths = Float64Array.from({ length: into.sample + 1 }, (_, n) => meanPath(n));
  }

  /** Grows tree number `tree`. */
  grow(tree: number, from: Sapling): void {
    this.#tree = tree;
    this.#from = from;
    for (let i = 0; i < from.count; i++) this.#members[i] = i;
    this.#candidates.set(from.order);
    this.#split(0, 0, from.count);
  }

  #split(node: number, start: number, end: number): void {
    if (end - start <= 1 || node >= this.#nodes || !this.#cut(node, start, end)) {
      this.#leaf(node, end - start);
      return;
    }
    const middle = this.#partition(node, start, end);
    this.#split(2 * node + 1, start, middle);
    this.#split(2 * node + 2, middle, end);
  }

  /** Draws a column that is not constant here and a threshold between its extremes; false when all are constant. */
  #cut(node: number, start: number, end: number): boolean {
    const { columns, features, thresholds } = this.#into;
    const { rows, random } = this.#from;
    const candidates = this.#candidates;
    for (let left = columns; left > 0; left--) {
      const drawn = Math.floor(random() * left);
      const column = candidates[drawn]!;
      let low = rows[this.#members[start]! * columns + column]!;
      let high = low;
      for (let i = start + 1; i < end; i++) {
        const value = rows[this.#members[i]! * columns + column]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high > low) {
        const threshold = low + random() * (high - low);
        const place = this.#tree * this.#nodes + node;
        features[place] = column;
        thresholds[place] = threshold < high ? threshold : low;
        return true;
      }
      candidates[drawn] = candidates[left - 1]!;
      candidates[left - 1] = column;
    }
    return false;
  }

  /** Moves the rows that go left before the others; where the others begin. */
  #partition(node: number, start: number, end: number): number {
    const { columns, features, thresholds } = this.#into;
    const { rows } = this.#from;
    const members = this.#members;
    const place = this.#tree * this.#nodes + node;
    const column = features[place]!;
    const threshold = thresholds[place]!;
    let middle = start;
    for (let i = start; i < end; i++) {
      const member = members[i]!;
      if (rows[member * columns + column]! <= threshold) {
        members[i] = members[middle]!;
        members[middle++] = member;
      }
    }
    return middle;
  }

  #leaf(node: number, size: number): void {
    const depth = 31 - Math.clz32(node + 1);
    let i = node;
    while (i < this.#nodes) i = 2 * i + 1;
    this.#into.paths[this.#tree * (this.#nodes + 1) + i - this.#nodes] = depth + this.#meanPaths[size]!;
  }
}

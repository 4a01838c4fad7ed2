import { type Binned, MISSING_BIN } from './boosted-bins.ts';
import { GrowingTree } from './boosted-tree.ts';

/** What limits a tree. */
export interface GrowLimits {
  readonly depth: number;
  readonly rate: number;
  /** Added to the hessian of a leaf (L2). */
  readonly lambda: number;
  /** Least hessian of a leaf. */
  readonly floor: number;
  /** Least gain of a split. */
  readonly gain: number;
}

/** First and second derivative of the loss for each row. */
export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

interface Part {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Sums of gradient and hessian by bin; those of each column add up to the same totals. */
  readonly sums: Float64Array;
  readonly gradient: number;
  readonly hessian: number;
}

interface Split {
  column: number;
  bin: number;
  missingLeft: boolean;
  gain: number;
}

/** Below it a gain is rounding. */
const LEAST_GAIN = 1e-9;

/**
 * Grows trees on binned rows by sums per bin (second order: Chen & Guestrin 2016; sums of the larger child by
 * subtraction: Ke et al. 2017). Missing values go to the side where they do better.
 */
export class TreeGrower {
  readonly #binned: Binned;
  readonly #limits: GrowLimits;
  readonly #rows: Int32Array;
  readonly #held: Int32Array;
  /** One for each depth: who grows deeper writes over what is done. */
  readonly #spare: Float64Array[];
  #tree = new GrowingTree();
  #derivatives!: Derivatives;

  constructor(binned: Binned, limits: GrowLimits, rows: Int32Array) {
    this.#binned = binned;
    this.#limits = limits;
    this.#rows = rows.slice();
    this.#held = new Int32Array(rows.length);
    const size = 2 * binned.starts[binned.columns]!;
    this.#spare = Array.from({ length: limits.depth + 1 }, () => new Float64Array(size));
  }

  /** One more tree; what it says of each training row is added to `margins`. */
  grow(derivatives: Derivatives, margins: Float64Array): GrowingTree {
    this.#tree = new GrowingTree();
    this.#derivatives = derivatives;
    const to = this.#rows.length;
    const sums = this.#spare[0]!;
    this.#sum(0, to, sums);
    const { gradient, hessian } = this.#total(sums);
    this.#part({ node: this.#tree.add(to), from: 0, to, depth: 0, sums, gradient, hessian }, margins);
    return this.#tree;
  }

  #part(part: Part, margins: Float64Array): void {
    const split = part.depth < this.#limits.depth ? this.#bestSplit(part) : null;
    if (split === null) this.#leaf(part, margins);
    else this.#divide(part, split, margins);
  }

  #leaf({ node, from, to, gradient, hessian }: Part, margins: Float64Array): void {
    const { rate, lambda } = this.#limits;
    const weight = hessian + lambda;
    const value = weight > 0 ? (-rate * gradient) / weight : 0;
    this.#tree.values[node] = value;
    for (let i = from; i < to; i++) margins[this.#rows[i]!]! += value;
  }

  #divide(part: Part, split: Split, margins: Float64Array): void {
    const tree = this.#tree;
    const { node, from, to, depth } = part;
    const { middle, missing } = this.#order(from, to, split);
    const left = tree.add(middle - from);
    const right = tree.add(to - middle);
    tree.features[node] = split.column;
    // Behind the last cut only missing values are left to go right.
    tree.thresholds[node] = this.#binned.cuts[split.column]![split.bin - 1] ?? Number.POSITIVE_INFINITY;
    tree.bins[node] = split.bin;
    tree.lefts[node] = left;
    const isLeftSmall = middle - from <= to - middle;
    // Where nothing was missing, what is missing later goes with the most.
    tree.missingLeft[node] = (missing > 0 ? split.missingLeft : !isLeftSmall) ? 1 : 0;
    const small = this.#spare[depth + 1]!;
    if (isLeftSmall) this.#sum(from, middle, small);
    else this.#sum(middle, to, small);
    const large = part.sums;
    for (let i = 0; i < large.length; i++) large[i]! -= small[i]!;
    const child = (isLeft: boolean): Part => {
      const sums = isLeft === isLeftSmall ? small : large;
      const range = isLeft ? { node: left, from, to: middle } : { node: right, from: middle, to };
      return { ...range, depth: depth + 1, sums, ...this.#total(sums) };
    };
    // The sums of the large child lie in this part's buffer, which nobody below the small child uses.
    const [first, second] = [child(isLeftSmall), child(!isLeftSmall)];
    this.#part(first, margins);
    this.#part(second, margins);
  }

  #sum(from: number, to: number, into: Float64Array): void {
    const { codes, columns, starts } = this.#binned;
    const { gradients, hessians } = this.#derivatives;
    into.fill(0);
    for (let i = from; i < to; i++) {
      const row = this.#rows[i]!;
      const gradient = gradients[row]!;
      const hessian = hessians[row]!;
      const at = row * columns;
      for (let c = 0; c < columns; c++) {
        const place = 2 * (starts[c]! + codes[at + c]!);
        into[place]! += gradient;
        into[place + 1]! += hessian;
      }
    }
  }

  #total(sums: Float64Array): { gradient: number; hessian: number } {
    let gradient = 0;
    let hessian = 0;
    for (let place = 0; place < 2 * this.#binned.starts[1]!; place += 2) {
      gradient += sums[place]!;
      hessian += sums[place + 1]!;
    }
    return { gradient, hessian };
  }

  #bestSplit({ sums, gradient, hessian, from, to }: Part): Split | null {
    if (to - from < 2) return null;
    const { columns, starts } = this.#binned;
    const { lambda, floor, gain } = this.#limits;
    const whole = gainOf(gradient, hessian + lambda);
    const best: Split = { column: -1, bin: 0, missingLeft: false, gain: Math.max(gain, LEAST_GAIN) };
    for (let c = 0; c < columns; c++) {
      const start = starts[c]!;
      const last = starts[c + 1]! - start - 1;
      const missingGradient = sums[2 * (start + MISSING_BIN)]!;
      const missingHessian = sums[2 * (start + MISSING_BIN) + 1]!;
      const hasMissing = missingHessian > 0;
      let g = 0;
      let h = 0;
      for (let bin = 1; bin <= last; bin++) {
        if (bin === last && !hasMissing) break;
        g += sums[2 * (start + bin)]!;
        h += sums[2 * (start + bin) + 1]!;
        if (h >= floor && hessian - h >= floor) {
          const found = gainOf(g, h + lambda) + gainOf(gradient - g, hessian - h + lambda) - whole;
          if (found > best.gain) Object.assign(best, { column: c, bin, missingLeft: false, gain: found });
        }
        const withMissing = h + missingHessian;
        if (hasMissing && bin < last && withMissing >= floor && hessian - withMissing >= floor) {
          const sum = g + missingGradient;
          const found =
            gainOf(sum, withMissing + lambda) +
            gainOf(gradient - sum, hessian - withMissing + lambda) -
            whole;
          if (found > best.gain) Object.assign(best, { column: c, bin, missingLeft: true, gain: found });
        }
      }
    }
    return best.column < 0 ? null : best;
  }

  /** Puts the rows that go left first, both sides in their order. */
  #order(from: number, to: number, { column, bin, missingLeft }: Split): { middle: number; missing: number } {
    const { codes, columns } = this.#binned;
    const rows = this.#rows;
    let left = from;
    let right = 0;
    let missing = 0;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const code = codes[row * columns + column]!;
      if (code === MISSING_BIN) missing++;
      if (code === MISSING_BIN ? missingLeft : code <= bin) rows[left++] = row;
      else this.#held[right++] = row;
    }
    rows.set(this.#held.subarray(0, right), left);
    return { middle: left, missing };
  }
}

function gainOf(gradient: number, weight: number): number {
  return weight > 0 ? (gradient * gradient) / weight : 0;
}

const BLOCKS = 64;
/** Smallest range, relative to the values: what is below is the noise of arithmetic. */
const FINEST = 1e-9;
/** Values from which a range is one. */
const LEAST_VALUES = 50;

/**
 * The range of the last values of a stream, in blocks, so that memory and work are constant whatever the values do:
 * the history is remembered within a 64th part of its length.
 */
export class SlidingRange {
  readonly #block: number;
  readonly #lows = new Float64Array(BLOCKS).fill(Number.POSITIVE_INFINITY);
  readonly #highs = new Float64Array(BLOCKS).fill(Number.NEGATIVE_INFINITY);
  /** Values in the block that is being filled, and which block that is. */
  #filled = 0;
  #at = 0;
  /** Values learnt, up to `LEAST_VALUES`. */
  #learnt = 0;
  #blockLow = Number.POSITIVE_INFINITY;
  #blockHigh = Number.NEGATIVE_INFINITY;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  /** @param history values that are remembered */
  constructor(history: number) {
    this.#block = Math.max(1, Math.round(history / BLOCKS));
  }

  /**
   * How far a value is outside the range, relative to the width of the range: 0 inside, and for the
   * first 50 values, which are no range yet.
   *
   * @param least width below which a range counts as this wide
   */
  beyond(value: number, least: number): number {
    const out = Math.max(value - this.#high, this.#low - value);
    if (!(out > 0) || this.#learnt < LEAST_VALUES) return 0;
    const finest = FINEST * Math.max(Math.abs(this.#low), Math.abs(this.#high));
    return out / Math.max(this.#high - this.#low, least, finest, Number.MIN_VALUE);
  }

  /** Learns a value. */
  add(value: number): void {
    if (this.#learnt < LEAST_VALUES) this.#learnt++;
    this.#blockLow = Math.min(this.#blockLow, value);
    this.#blockHigh = Math.max(this.#blockHigh, value);
    this.#low = Math.min(this.#low, value);
    this.#high = Math.max(this.#high, value);
    if (++this.#filled < this.#block) return;
    this.#lows[this.#at] = this.#blockLow;
    this.#highs[this.#at] = this.#blockHigh;
    this.#at = (this.#at + 1) % BLOCKS;
    this.#filled = 0;
    this.#blockLow = Number.POSITIVE_INFINITY;
    this.#blockHigh = Number.NEGATIVE_INFINITY;
    this.#spanBlocks();
  }

  /** State as numbers, always as many. */
  save(): number[] {
    const now = [this.#learnt, this.#filled, this.#at, this.#blockLow, this.#blockHigh];
    return [...now, ...this.#lows, ...this.#highs];
  }

  /** Becomes what `save` described; false, and of no use any more, when that cannot be. */
  restore(saved: Float64Array): boolean {
    const [learnt, filled, at, low, high] = saved as unknown as [number, number, number, number, number];
    const isWhole = (value: number, below: number) => Number.isInteger(value) && value >= 0 && value < below;
    if (!isWhole(learnt, LEAST_VALUES + 1) || !isWhole(filled, this.#block) || !isWhole(at, BLOCKS))
      return false;
    if (saved.some(Number.isNaN)) return false;
    this.#learnt = learnt;
    this.#filled = filled;
    this.#at = at;
    this.#blockLow = low;
    this.#blockHigh = high;
    this.#lows.set(saved.subarray(5, 5 + BLOCKS));
    this.#highs.set(saved.subarray(5 + BLOCKS));
    this.#spanBlocks();
    return true;
  }

  /** The range of the block being filled and all others, less the oldest, whose place it takes. */
  #spanBlocks(): void {
    this.#low = this.#blockLow;
    this.#high = this.#blockHigh;
    for (let block = 0; block < BLOCKS; block++) {
      if (block === this.#at) continue;
      this.#low = Math.min(this.#low, this.#lows[block]!);
      this.#high = Math.max(this.#high, this.#highs[block]!);
    }
  }
}

/** Numbers in what `SlidingRange.save` gives. */
export const RANGE_NUMBERS = 5 + 2 * BLOCKS;

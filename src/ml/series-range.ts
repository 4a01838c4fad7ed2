const BLOCKS = 64;
/** Values from which a range is one. */
const LEAST_VALUES = 50;

/** Where things stand among the numbers of one range. */
const LEARNT = 0;
const FILLED = 1;
const AT = 2;
const BLOCK_LOW = 3;
const BLOCK_HIGH = 4;
const LOW = 5;
const HIGH = 6;
const LOWS = 7;
const HIGHS = LOWS + BLOCKS;

/** Numbers that `SlidingRanges` wants for each range. */
export const RANGE_NUMBERS = HIGHS + BLOCKS;

/**
 * The ranges of the last values of some streams, in blocks, so that memory and work are constant whatever the values
 * do: the history is remembered within a 64th part of its length. All state is in the numbers handed in.
 */
export class SlidingRanges {
  readonly #numbers: Float64Array;
  readonly #block: number;

  /**
   * @param numbers `RANGE_NUMBERS` for each range; zeros for a new one
   * @param history values that are remembered
   */
  constructor(numbers: Float64Array, history: number) {
    this.#numbers = numbers;
    this.#block = Math.max(1, Math.round(history / BLOCKS));
    for (let from = 0; from < numbers.length; from += RANGE_NUMBERS) {
      for (const low of [BLOCK_LOW, LOW]) numbers[from + low] = Number.POSITIVE_INFINITY;
      for (const high of [BLOCK_HIGH, HIGH]) numbers[from + high] = Number.NEGATIVE_INFINITY;
      numbers.fill(Number.POSITIVE_INFINITY, from + LOWS, from + HIGHS);
      numbers.fill(Number.NEGATIVE_INFINITY, from + HIGHS, from + RANGE_NUMBERS);
    }
  }

  /**
   * How far a value is outside of a range, relative to the width of the range: 0 inside, and for the first 50 values,
   * which are no range yet.
   *
   * @param least width below which the range counts as this wide
   */
  beyond(range: number, value: number, least: number): number {
    const from = range * RANGE_NUMBERS;
    const low = this.#numbers[from + LOW]!;
    const high = this.#numbers[from + HIGH]!;
    const out = Math.max(value - high, low - value);
    if (!(out > 0) || this.#numbers[from + LEARNT]! < LEAST_VALUES) return 0;
    return out / Math.max(high - low, least, Number.MIN_VALUE);
  }

  /** How near a value is to the ends of a range: 0 in its middle, 1 at an end or outside; 0 where there is no range. */
  nearness(range: number, value: number): number {
    const from = range * RANGE_NUMBERS;
    const low = this.#numbers[from + LOW]!;
    const high = this.#numbers[from + HIGH]!;
    if (this.#numbers[from + LEARNT]! < LEAST_VALUES || !(high > low)) return 0;
    return Math.min(1, Math.abs(value - low - (high - value)) / (high - low));
  }

  /** Learns a value. */
  add(range: number, value: number): void {
    const from = range * RANGE_NUMBERS;
    const numbers = this.#numbers;
    if (numbers[from + LEARNT]! < LEAST_VALUES) numbers[from + LEARNT]!++;
    for (const low of [from + BLOCK_LOW, from + LOW]) if (value < numbers[low]!) numbers[low] = value;
    for (const high of [from + BLOCK_HIGH, from + HIGH]) if (value > numbers[high]!) numbers[high] = value;
    if (++numbers[from + FILLED]! < this.#block) return;
    const at = numbers[from + AT]!;
    numbers[from + LOWS + at] = numbers[from + BLOCK_LOW]!;
    numbers[from + HIGHS + at] = numbers[from + BLOCK_HIGH]!;
    numbers[from + AT] = (at + 1) % BLOCKS;
    numbers[from + FILLED] = 0;
    numbers[from + BLOCK_LOW] = Number.POSITIVE_INFINITY;
    numbers[from + BLOCK_HIGH] = Number.NEGATIVE_INFINITY;
    this.#spanBlocks(from);
  }

  /** Whether the numbers, filled in from outside, are those of ranges; of no use any more when they are not. */
  takeUp(): boolean {
    const numbers = this.#numbers;
    if (numbers.some(Number.isNaN)) return false;
    for (let from = 0; from < numbers.length; from += RANGE_NUMBERS) {
      const isWhole = (place: number, below: number) => {
        const value = numbers[from + place]!;
        return Number.isInteger(value) && value >= 0 && value < below;
      };
      if (!isWhole(LEARNT, LEAST_VALUES + 1) || !isWhole(FILLED, this.#block) || !isWhole(AT, BLOCKS))
        return false;
      this.#spanBlocks(from);
    }
    return true;
  }

  /** The range of the block being filled and all others, less the oldest, whose place it takes. */
  #spanBlocks(from: number): void {
    const numbers = this.#numbers;
    const at = numbers[from + AT]!;
    let low = numbers[from + BLOCK_LOW]!;
    let high = numbers[from + BLOCK_HIGH]!;
    for (let block = 0; block < BLOCKS; block++) {
      if (block === at) continue;
      low = Math.min(low, numbers[from + LOWS + block]!);
      high = Math.max(high, numbers[from + HIGHS + block]!);
    }
    numbers[from + LOW] = low;
    numbers[from + HIGH] = high;
  }
}

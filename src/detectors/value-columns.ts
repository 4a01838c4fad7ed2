/** Columns of a row: the last number and where it lies on the scale, how often numbers rose and fell, how many came. */
export const LAST = 0;
export const WHERE = 1;
export const UPS = 2;
export const DOWNS = 3;
export const COUNT = 4;
/** How many numbers will have come when the next one is kept in the sample. */
export const NEXT = 5;
/** The open window: its end (epoch ms, −∞ when there is none), mean, lowest, highest, how many, bits of the tenths. */
export const UNTIL = 6;
export const MEAN = 7;
export const LOW = 8;
export const HIGH = 9;
export const N = 10;
export const TENTHS = 11;
/** Places on the scale between which a number is nothing to look at. */
export const NEAR_LOW = 12;
export const NEAR_HIGH = 13;
const WIDTH = 16;
const FIRST_ROWS = 4;

/**
 * What each line changes of the places, side by side: a row is two lines of the processor's cache, and those of one
 * kind of line and host follow each other. Places are never dropped, only merged, so that rows are not used again.
 */
export class Columns {
  rows = new Float64Array(FIRST_ROWS * WIDTH);
  #used = 0;

  /** A row in which nothing came yet; the index of its first column. */
  take(): number {
    const at = this.#used;
    this.#used += WIDTH;
    if (this.#used > this.rows.length) {
      const old = this.rows;
      this.rows = new Float64Array(2 * old.length);
      this.rows.set(old);
    }
    this.rows[at + LAST] = Number.NaN;
    this.rows[at + UNTIL] = Number.NEGATIVE_INFINITY;
    this.rows[at + NEAR_LOW] = Number.NEGATIVE_INFINITY;
    this.rows[at + NEAR_HIGH] = Number.POSITIVE_INFINITY;
    return at;
  }
}

/** Columns of a row. */
export const LAST = 0;
export const COUNT = 1;
/** Pauses longer than this may be among the longest. */
export const COLLECT = 2;
/** Number of occasions at which the stream's own clock is worked out anew. */
export const PREPARE = 3;
/** Time (epoch ms) from which on a line is to be kept. */
export const SAMPLE = 4;
/** Season of the last occasions, and how many there were in it that are not yet among the hours. */
export const SEASON = 5;
export const PENDING = 6;
/** Length of a pause from which on it may be odd while it lasts. */
export const OVERDUE = 7;
const WIDTH = 8;
const FIRST_ROWS = 16;
const HOURS = 24;

/**
 * What each line changes of the streams, side by side: a row is one line of the processor's cache, where an object
 * with its numbers is many.
 */
export class Columns {
  rows = new Float64Array(FIRST_ROWS * WIDTH);
  #hours = new Uint32Array(FIRST_ROWS * HOURS);
  readonly #free: number[] = [];
  #used = 0;

  /** A row of zeros; the index of its first column. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      this.rows.fill(0, free, free + WIDTH);
      this.hoursOf(free).fill(0);
      return free;
    }
    const at = this.#used;
    this.#used += WIDTH;
    if (this.#used > this.rows.length) {
      const [rows, hours] = [this.rows, this.#hours];
      this.rows = new Float64Array(2 * rows.length);
      this.rows.set(rows);
      this.#hours = new Uint32Array(2 * hours.length);
      this.#hours.set(hours);
    }
    return at;
  }

  /** Occasions by hour of the day; a view, good until the next row is taken. */
  hoursOf(at: number): Uint32Array {
    const from = (at / WIDTH) * HOURS;
    return this.#hours.subarray(from, from + HOURS);
  }

  /** The row may be used again. */
  give(at: number): void {
    this.#free.push(at);
  }
}

import { z } from 'zod';
import { HIGH, LOW, MEAN, N, TENTHS, UNTIL } from './value-columns.ts';

const MINUTE = 60_000;

/** What the numbers of a stretch of time were, as places on the scale of `placeOf`. */
export interface Window {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The numbers of one place over time: mean, lowest and highest of each window in which there were any. Windows are
 * one minute wide at first; when there are too many, each two become one.
 */
export class Windows {
  /** Columns, one entry per window: its number, mean, lowest, highest, how many, bits of the tenths. */
  index: number[] = [];
  means: number[] = [];
  lows: number[] = [];
  highs: number[] = [];
  counts: number[] = [];
  tenths: number[] = [];
  #shift = 0;

  get length(): number {
    return this.index.length;
  }

  /** Width of a window in ms. */
  get width(): number {
    return MINUTE * 2 ** this.#shift;
  }

  /** Number of the window at a time (epoch ms). */
  numberAt(time: number): number {
    return Math.floor(time / this.width);
  }

  /** Epoch ms at which the i-th window begins. */
  startOf(i: number): number {
    return this.index[i]! * this.width;
  }

  /** Learns a place at a time beyond the last window; `tenth` is a bit or 0. Returns whether this began a new one. */
  add(time: number, place: number, { tenth, most }: { tenth: number; most: number }): boolean {
    const before = this.#shift;
    while (this.length >= most) this.#halve();
    const number = this.numberAt(time);
    const window = { mean: place, low: place, high: place, count: 1 };
    const began = before === this.#shift || number !== this.index[this.length - 1];
    this.#join(number, window, tenth);
    return began;
  }

  /** Takes what the last window holds from a row of numbers. */
  takeLast(rows: Float64Array, at: number): void {
    const last = this.length - 1;
    if (last < 0) return;
    this.means[last] = rows[at + MEAN]!;
    this.lows[last] = rows[at + LOW]!;
    this.highs[last] = rows[at + HIGH]!;
    this.counts[last] = rows[at + N]!;
    this.tenths[last] = rows[at + TENTHS]!;
  }

  /** Puts what the last window holds, and where it ends, into a row of numbers. */
  putLast(rows: Float64Array, at: number): void {
    const last = this.length - 1;
    if (last < 0) return;
    rows[at + UNTIL] = (this.index[last]! + 1) * this.width;
    rows[at + MEAN] = this.means[last]!;
    rows[at + LOW] = this.lows[last]!;
    rows[at + HIGH] = this.highs[last]!;
    rows[at + N] = this.counts[last]!;
    rows[at + TENTHS] = this.tenths[last]!;
  }

  /** Learns all that another one learnt. */
  merge(other: Windows): void {
    while (this.#shift < other.#shift) this.#halve();
    const all: [number: number, window: Window, tenths: number][] = [];
    const factor = 2 ** (this.#shift - other.#shift);
    for (const [from, by] of [
      [this, 1],
      [other, factor],
    ] as const) {
      for (let i = 0; i < from.length; i++) {
        all.push([Math.floor(from.index[i]! / by), from.window(i), from.tenths[i]!]);
      }
    }
    all.sort((a, b) => a[0] - b[0]);
    this.#clear();
    for (const [number, window, tenths] of all) this.#join(number, window, tenths);
  }

  /** Forgets windows that began before a time (epoch ms); the last stays. */
  dropBefore(time: number): void {
    const first = this.index.findIndex((_, i) => this.startOf(i) >= time || i === this.length - 1);
    for (const column of [this.index, this.means, this.lows, this.highs, this.counts, this.tenths])
      column.splice(0, first);
  }

  window(i: number): Window {
    return { mean: this.means[i]!, low: this.lows[i]!, high: this.highs[i]!, count: this.counts[i]! };
  }

  /** JSON-safe state of one pass. */
  save(): SavedWindows {
    const { index, means, lows, highs, counts } = this;
    return { shift: this.#shift, columns: [index, means, lows, highs, counts].map((column) => [...column]) };
  }

  /** What `save` described. */
  static load(saved: SavedWindows): Windows {
    const windows = new Windows();
    windows.#shift = saved.shift;
    const [index = [], means = [], lows = [], highs = [], counts = []] = saved.columns;
    Object.assign(windows, { index, means, lows, highs, counts, tenths: index.map(() => 0) });
    return windows;
  }

  #halve(): void {
    const { length } = this;
    const windows = Array.from({ length }, (_, i) => this.window(i));
    const { index, tenths } = this;
    this.#shift++;
    this.#clear();
    for (let i = 0; i < length; i++) this.#join(Math.floor(index[i]! / 2), windows[i]!, tenths[i]!);
  }

  #clear(): void {
    this.index = [];
    this.means = [];
    this.lows = [];
    this.highs = [];
    this.counts = [];
    this.tenths = [];
  }

  #join(number: number, window: Window, tenths: number): void {
    const last = this.length - 1;
    if (last < 0 || this.index[last] !== number) {
      this.#push(number, window, tenths);
      return;
    }
    const n = this.counts[last]! + window.count;
    this.means[last]! += ((window.mean - this.means[last]!) * window.count) / n;
    this.lows[last] = Math.min(this.lows[last]!, window.low);
    this.highs[last] = Math.max(this.highs[last]!, window.high);
    this.counts[last] = n;
    this.tenths[last]! |= tenths;
  }

  #push(number: number, window: Window, tenths: number): void {
    this.index.push(number);
    this.means.push(window.mean);
    this.lows.push(window.low);
    this.highs.push(window.high);
    this.counts.push(window.count);
    this.tenths.push(tenths);
  }
}

const column = z.array(z.number());

/** Columns: number, mean, lowest, highest, how many. */
export const savedWindows = z
  .strictObject({ shift: z.int().min(0).max(40), columns: z.array(column).length(5) })
  .refine(
    ({ columns }) => columns.every(({ length }) => length === columns[0]!.length),
    'columns differ in length',
  );
export type SavedWindows = z.infer<typeof savedWindows>;

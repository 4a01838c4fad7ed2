import { z } from 'zod';
import type { Event } from '../core/event.ts';
import {
  COUNT,
  Columns,
  DOWNS,
  HIGH,
  LAST,
  LOW,
  MEAN,
  N,
  NEAR_HIGH,
  NEAR_LOW,
  NEXT,
  TENTHS,
  UNTIL,
  UPS,
  WHERE,
} from './value-columns.ts';
import type { Extremes } from './value-extremes.ts';
import { LivePlace, type LiveRun, savedLive } from './value-live.ts';
import { placeOf } from './value-scale.ts';
import { savedWindows, Windows } from './value-windows.ts';

/** Numbers kept of a place, evenly over its whole history, to tell measurements from names. */
const SAMPLE = 256;
/** So many changes tell a counter from a measurement. */
const ENOUGH_CHANGES = 8;
/** Share of its changes that go the other way: a counter begins anew when its machine does. */
const ONE_WAY = 0.15;
const ENOUGH_VALUES = 100;
const NAMES = 12;

/** The numbers in one slot of one kind of line, from one host and beside one name: what is compared with itself. */
export class Place {
  readonly host: string | null;
  /** The worst numbers of its slot on its host; null where none is worse. */
  extremes: Extremes | null = null;
  /** What the line names beside the number (`fan2`), empty when nothing. */
  beside: string;
  /** 1 where all numbers are whole, a thousandth where they are not. */
  readonly grain: number;
  #windows = new Windows();
  /** How it is judged in one pass. */
  #live = new LivePlace();
  readonly #columns: Columns;
  /** Its row. */
  readonly #at: number;
  #sample: number[] = [];
  #every = 1;

  constructor(of: { host: string | null; beside: string; grain: number }, columns = new Columns()) {
    this.host = of.host;
    this.grain = of.grain;
    this.beside = of.beside;
    this.#columns = columns;
    this.#at = columns.take();
  }

  /** Numbers learnt. */
  get count(): number {
    return this.#columns.rows[this.#at + COUNT]!;
  }

  /** Its windows, the open one included. */
  get windows(): Windows {
    this.#windows.takeLast(this.#columns.rows, this.#at);
    return this.#windows;
  }

  /** How many windows there are. */
  get windowCount(): number {
    return this.#windows.length;
  }

  /** Numbers of it, evenly over its history. */
  get sample(): readonly number[] {
    return this.#sample;
  }

  /** How it is judged in one pass. */
  get live(): LivePlace {
    return this.#live;
  }

  /** Learns a number in the window that is open; false when it needs another one, and then it was not learnt. */
  learn(value: number, time: number, tenth: number): boolean {
    const { rows } = this.#columns;
    const at = this.#at;
    // A line behind its time belongs to the window that is open.
    if (!(time < rows[at + UNTIL]!)) return false;
    this.#see(value);
    const where = rows[at + WHERE]!;
    const n = ++rows[at + N]!;
    rows[at + MEAN]! += (where - rows[at + MEAN]!) / n;
    if (where < rows[at + LOW]!) rows[at + LOW] = where;
    if (where > rows[at + HIGH]!) rows[at + HIGH] = where;
    if (tenth !== 0) rows[at + TENTHS]! |= tenth;
    return true;
  }

  /** Learns a number where `learn` did not; returns whether it began a new window, and not only wider ones. */
  learnFirst(value: number, time: number, window: { tenth: number; most: number }): boolean {
    this.#see(value);
    const began = this.windows.add(time, this.where, window);
    this.#windows.putLast(this.#columns.rows, this.#at);
    return began;
  }

  /** Where the last number lies on the scale. */
  get where(): number {
    return this.#columns.rows[this.#at + WHERE]!;
  }

  /** One pass: keeps the line of the last number when it is the oddest of its window. */
  see(event: Event): void {
    const { rows } = this.#columns;
    const at = this.#at;
    const where = rows[at + WHERE]!;
    if (where <= rows[at + NEAR_LOW]! || where >= rows[at + NEAR_HIGH]!) this.#live.see(event, where);
  }

  /** One pass: the window before the last is over; `event` is the line that began the next. */
  close(event: Event): LiveRun | null {
    const windows = this.windowCount;
    if (this.#live.isIdle(windows)) return null;
    const run = this.#live.close(this, windows - 2, event);
    this.#setNear();
    return run;
  }

  /** What was told of its numbers in a stretch of time (epoch ms), as habits know it; null when nothing was. */
  toldBetween(from: number, to: number): string | null {
    const { run, drift, spells } = this.#live;
    const open = [run, drift, this.extremes?.run].find((one) => one?.told && one.from < to);
    if (open !== undefined && open !== null) return open.key;
    const last = this.extremes?.last;
    return [...spells, ...(last ? [last] : [])].find(([a, b]) => a < to && b > from)?.[2] ?? null;
  }

  /** What began at a time (epoch ms) and went on is how it is now: what was before says nothing any more. */
  settle(from: number): void {
    this.windows.dropBefore(from);
    this.#live.settle(this);
    this.#setNear();
  }

  /** Learns what can be seen of a number without knowing when it came. */
  #see(value: number): void {
    const { rows } = this.#columns;
    const at = this.#at;
    const last = rows[at + LAST]!;
    if (value !== last) {
      if (value > last) rows[at + UPS]!++;
      else if (value < last) rows[at + DOWNS]!++;
      rows[at + LAST] = value;
      rows[at + WHERE] = placeOf(value, this.grain);
    }
    if (++rows[at + COUNT]! > rows[at + NEXT]!) this.#keep(value);
  }

  /** Puts a number into the sample, unless there are so many by now that this one is not kept. */
  #keep(value: number): void {
    const number = this.count - 1;
    if (number % this.#every === 0 && this.#sample.length >= SAMPLE) {
      this.#sample = this.#sample.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
    if (number % this.#every === 0) this.#sample.push(value);
    this.#setNext();
  }

  #setNext(): void {
    this.#columns.rows[this.#at + NEXT] = Math.ceil(this.count / this.#every) * this.#every;
  }

  #setNear(): void {
    const { rows } = this.#columns;
    const [low, high] = this.#live.near;
    rows[this.#at + NEAR_LOW] = low;
    rows[this.#at + NEAR_HIGH] = high;
  }

  /** The same under another name. */
  named(beside: string): this {
    this.beside = beside;
    return this;
  }

  /** Why the size of these numbers says nothing; null when they are measurements. */
  get noMeasurement(): 'counter' | 'names' | 'anything' | null {
    const [ups, downs] = this.#changes;
    if (ups + downs >= ENOUGH_CHANGES && Math.min(ups, downs) < ONE_WAY * (ups + downs)) return 'counter';
    const [first] = this.#sample;
    if (this.#sample.every((value) => value === first)) return null;
    const sorted = new Float64Array(this.#sample).sort();
    let distinct = 0;
    for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
    if (distinct <= NAMES && areNames([...new Set(sorted)], sorted.length)) return 'names';
    return distinct > 0.8 * sorted.length && isEven(sorted) ? 'anything' : null;
  }

  /** Whether these numbers are no measurement and will not become one: of a counter only when it never rests. */
  get isNoise(): boolean {
    const [ups, downs] = this.#changes;
    const why = this.noMeasurement;
    return why === 'counter' ? 2 * (ups + downs) >= this.count : why !== null;
  }

  /** Learns all that another one learnt. */
  merge(other: Place): void {
    const { rows } = this.#columns;
    this.windows.merge(other.windows);
    this.#windows.putLast(rows, this.#at);
    const [ups, downs] = other.#changes;
    rows[this.#at + COUNT]! += other.count;
    rows[this.#at + UPS]! += ups;
    rows[this.#at + DOWNS]! += downs;
    rows[this.#at + LAST] = other.#columns.rows[other.#at + LAST]!;
    rows[this.#at + WHERE] = other.where;
    this.#every = Math.max(this.#every, other.#every);
    this.#sample.push(...other.#sample);
    while (this.#sample.length > SAMPLE) {
      this.#sample = this.#sample.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
    this.#setNext();
  }

  get #changes(): [ups: number, downs: number] {
    const { rows } = this.#columns;
    return [rows[this.#at + UPS]!, rows[this.#at + DOWNS]!];
  }

  /** JSON-safe state of one pass. */
  save(): SavedPlace {
    const last = this.#columns.rows[this.#at + LAST]!;
    return {
      host: this.host,
      beside: this.beside,
      grain: this.grain,
      windows: this.windows.save(),
      live: this.live.save(),
      count: this.count,
      changes: this.#changes,
      last: Number.isNaN(last) ? null : last,
      sample: [...this.#sample],
      every: this.#every,
    };
  }

  /** What `save` described. */
  static load(saved: SavedPlace, columns: Columns): Place {
    const place = new Place(saved, columns);
    const { rows } = columns;
    const at = place.#at;
    place.#windows = Windows.load(saved.windows);
    place.#live = LivePlace.load(saved.live);
    rows[at + COUNT] = saved.count;
    [rows[at + UPS], rows[at + DOWNS]] = saved.changes;
    rows[at + LAST] = saved.last ?? Number.NaN;
    rows[at + WHERE] = placeOf(rows[at + LAST]!, saved.grain);
    place.#sample = [...saved.sample];
    place.#every = saved.every;
    place.#windows.putLast(rows, at);
    place.#setNext();
    place.#setNear();
    return place;
  }
}

/** JSON-safe state of a place. */
export const savedPlace = z.strictObject({
  host: z.string().nullable(),
  beside: z.string(),
  grain: z.number().positive(),
  windows: savedWindows,
  live: savedLive,
  count: z.number(),
  changes: z.tuple([z.number(), z.number()]).readonly(),
  last: z.number().nullable(),
  sample: z.array(z.number()).readonly(),
  every: z.number().min(1),
});
export type SavedPlace = z.infer<typeof savedPlace>;

/**
 * A few whole numbers that come again and again and lie apart from each other, as 200, 301 and 404 do: their size
 * means nothing. A measurement of few values takes neighbouring ones (24, 25, 26), in steps of its own.
 */
function areNames(distinct: readonly number[], looks: number): boolean {
  if (distinct.length < 2 || distinct.length > NAMES || looks < 5 * distinct.length) return false;
  if (!distinct.every(Number.isInteger)) return false;
  let step = 0;
  for (let i = 1; i < distinct.length; i++) step = divisor(step, distinct[i]! - distinct[i - 1]!);
  const possible = (distinct.at(-1)! - distinct[0]!) / step + 1;
  // Small numbers are counts of something (a queue, retries), even where a few are left out.
  return distinct.length > 2 ? distinct.length < possible / 3 && distinct.at(-1)! >= 50 : false;
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** Whether numbers fill their range evenly, as ports and identifiers do (Kolmogorov's distance to the even). */
function isEven(sorted: Float64Array): boolean {
  const n = sorted.length;
  const low = sorted[0]!;
  const range = sorted[n - 1]! - low;
  if (n < ENOUGH_VALUES || !(range > 0)) return false;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const even = (sorted[i]! - low) / range;
    distance = Math.max(distance, Math.abs(even - i / n), Math.abs(even - (i + 1) / n));
  }
  return distance < 1.2 / Math.sqrt(n);
}

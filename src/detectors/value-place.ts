import { z } from 'zod';
import { LivePlace, savedLive } from './value-live.ts';
import { savedWindows, Windows } from './value-windows.ts';

/** Numbers kept of a place, evenly over its whole history, to tell measurements from names. */
const SAMPLE = 256;
/** So many changes tell a counter from a measurement. */
const ENOUGH_CHANGES = 8;
const ONE_WAY = 0.05;
const ENOUGH_VALUES = 100;
const NAMES = 12;

/** The numbers in one slot of one kind of line, from one host and beside one name: what is compared with itself. */
export class Place {
  readonly host: string | null;
  /** What the line names beside the number (`fan2`), empty when nothing. */
  beside: string;
  /** 1 where all numbers are whole, a thousandth where they are not. */
  readonly grain: number;
  windows = new Windows();
  /** How it is judged in one pass. */
  live = new LivePlace();
  count = 0;
  #ups = 0;
  #downs = 0;
  #last = Number.NaN;
  #sample: number[] = [];
  #every = 1;

  constructor(host: string | null, beside: string, grain: number) {
    this.host = host;
    this.grain = grain;
    this.beside = beside;
  }

  /** Learns what can be seen of a number without knowing when it came. */
  learn(value: number): void {
    if (value > this.#last) this.#ups++;
    else if (value < this.#last) this.#downs++;
    this.#last = value;
    if (this.count++ % this.#every !== 0) return;
    if (this.#sample.length >= SAMPLE) {
      this.#sample = this.#sample.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
      if ((this.count - 1) % this.#every !== 0) return;
    }
    this.#sample.push(value);
  }

  /** The same under another name. */
  named(beside: string): this {
    this.beside = beside;
    return this;
  }

  /** Why the size of these numbers says nothing; null when they are measurements. */
  get noMeasurement(): 'counter' | 'names' | 'anything' | null {
    const changes = this.#ups + this.#downs;
    if (changes >= ENOUGH_CHANGES && Math.min(this.#ups, this.#downs) < ONE_WAY * changes) return 'counter';
    const sorted = this.#sample.toSorted((a, b) => a - b);
    const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
    if (areNames(distinct, sorted.length)) return 'names';
    return distinct.length > 0.8 * sorted.length && isEven(sorted) ? 'anything' : null;
  }

  /** Learns all that another one learnt. */
  merge(other: Place): void {
    this.windows.merge(other.windows);
    this.count += other.count;
    this.#ups += other.#ups;
    this.#downs += other.#downs;
    this.#last = other.#last;
    this.#every = Math.max(this.#every, other.#every);
    this.#sample.push(...other.#sample);
    while (this.#sample.length > SAMPLE) {
      this.#sample = this.#sample.filter((_, i) => i % 2 === 0);
      this.#every *= 2;
    }
  }

  /** JSON-safe state of one pass. */
  save(): SavedPlace {
    return {
      host: this.host,
      beside: this.beside,
      grain: this.grain,
      windows: this.windows.save(),
      live: this.live.save(),
      count: this.count,
      changes: [this.#ups, this.#downs],
      last: Number.isNaN(this.#last) ? null : this.#last,
      sample: [...this.#sample],
      every: this.#every,
    };
  }

  /** What `save` described. */
  static load(saved: SavedPlace): Place {
    const place = new Place(saved.host, saved.beside, saved.grain);
    place.windows = Windows.load(saved.windows);
    place.live = LivePlace.load(saved.live);
    place.count = saved.count;
    [place.#ups, place.#downs] = saved.changes;
    place.#last = saved.last ?? Number.NaN;
    place.#sample = [...saved.sample];
    place.#every = saved.every;
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
function isEven(sorted: readonly number[]): boolean {
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

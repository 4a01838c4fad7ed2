import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { floatsInto, floatText } from '../ml/saved-floats.ts';

const DAY_HOURS = 24;
const WEEK_DAYS = 7;
const WORKDAYS = 5;
/** The same hour of four weeks, and the day before that is looked at with it. */
const DAYS = 28;
const KEPT = (DAYS + 1) * DAY_HOURS + 8;
/** The same day of the week says so much more than another like day. */
const SAME_DAY = 3;
/** Weight, in days, of what numbers scatter by when nothing is known of them. */
const PRIOR = 1;
/** Of a measured number, relative to its size; counts scatter by the root of theirs. */
const PRIOR_SPREAD = 0.05;
/** Values of one day of the week, or of any like it, from which on there is a range. */
const LEAST_RANGE = 4;
/** Byte of an hour of which nothing can be said. */
const UNKNOWN = 255;

/** An hour fits where it is so many deviations away. */
const FITS = 2;

/** What is usual at an hour, on the scale on which numbers scatter alike. */
export interface Usual {
  readonly mean: number;
  readonly spread: number;
  /** Days that it rests on. */
  readonly days: number;
}

/** The range that is usual at an hour, as it is told. */
export interface UsualRange {
  readonly low: number;
  readonly high: number;
  readonly days: number;
  /** Hours of which days: `a Tuesday`, `a workday`, `a weekend`; empty for those of any day. */
  readonly of: string;
}

/** The hours of the last four weeks of one series, in UTC; NaN for an hour of which nothing can be said. */
export class Hours {
  readonly #values = new Float32Array(KEPT).fill(Number.NaN);
  readonly #counts: boolean;
  /** Number of the hour (since 1970) after the last one. */
  #next = Number.NaN;

  /** @param counts whether they are numbers of events, and not measured */
  constructor(counts: boolean) {
    this.#counts = counts;
  }

  /** Takes an hour by its number since 1970; those between it and the last one are not known. */
  put(hour: number, value: number): void {
    const first = Number.isNaN(this.#next) ? hour : Math.max(this.#next, hour - KEPT);
    for (let between = first; between < hour; between++) this.#values[placeOf(between)] = Number.NaN;
    this.#values[placeOf(hour)] = value;
    this.#next = hour + 1;
  }

  /** Value of an hour; NaN where it is not known. */
  at(hour: number): number {
    return hour < this.#next && hour >= this.#next - KEPT ? this.#values[placeOf(hour)]! : Number.NaN;
  }

  /** On the scale on which the numbers scatter alike (Anscombe 1948 for counts). */
  evened(value: number): number {
    return this.#counts ? 2 * Math.sqrt(Math.max(0, value) + 3 / 8) : value;
  }

  /** What was usual at this hour of like days before it; the spread is drawn to that of chance while few are known. */
  usual(hour: number): Usual {
    let weight = 0;
    let sum = 0;
    let squares = 0;
    let days = 0;
    const today = dayOfWeek(hour);
    const weekend = today >= WORKDAYS;
    // It is asked for thousands of series an hour: no number is divided in here.
    let place = placeOf(hour);
    let dayOf = today;
    for (let day = 1; day <= DAYS; day++) {
      place -= DAY_HOURS;
      if (place < 0) place += KEPT;
      dayOf = dayOf === 0 ? WEEK_DAYS - 1 : dayOf - 1;
      if (dayOf >= WORKDAYS !== weekend) continue;
      const then = hour - day * DAY_HOURS;
      if (!(then < this.#next && then >= this.#next - KEPT)) continue;
      const value = this.#values[place]!;
      if (Number.isNaN(value)) continue;
      const even = this.evened(value);
      const w = dayOf === today ? SAME_DAY : 1;
      weight += w;
      sum += w * even;
      squares += w * even * even;
      days++;
    }
    if (days === 0) return { mean: Number.NaN, spread: Number.NaN, days };
    const mean = sum / weight;
    const prior = this.#counts ? 1 : PRIOR_SPREAD * Math.abs(mean) + 1e-9;
    const variance = Math.max(0, squares / weight - mean * mean);
    return { mean, spread: Math.sqrt((variance * days + PRIOR * prior ** 2) / (days - 1 + PRIOR)), days };
  }

  /**
   * How far an hour is from what is usual at another, in deviations of a normal number: what rests on a few days is
   * no farther than they can say (Wallace 1959 for Student's t). NaN where one of them is not known.
   */
  farFrom(hour: number, { mean, spread, days }: Usual): number {
    const far = (this.evened(this.at(hour)) - mean) / (spread * Math.sqrt(1 + 1 / days));
    const size = ((8 * days + 1) / (8 * days + 3)) * Math.sqrt(days * Math.log1p((far * far) / days));
    return Math.sign(far) * size;
  }

  /**
   * Whether an hour is odd only because a clock was set, or something was late: it is as the hour beside it usually is,
   * and that one as this; or what it lacks, or has more, is in the hour beside it.
   */
  isMoved(hour: number): boolean {
    const here = this.usual(hour);
    // However regular it is: by so much counts scatter anyway.
    const chance = this.#counts ? 1 : 0;
    const near = (at: number, like: Usual) =>
      Math.abs(this.farFrom(at, like)) < FITS || Math.abs(this.evened(this.at(at)) - like.mean) < chance;
    return [-1, 1].some((by) => {
      const beside = this.usual(hour + by);
      if (near(hour, beside) && near(hour - by, here)) return true;
      if (!this.#counts) return false;
      const both = this.evened(this.at(hour) + this.at(hour + by));
      const usual = this.evened(uneven(here.mean) + uneven(beside.mean));
      return Math.abs(both - usual) < Math.max(chance, FITS * here.spread, FITS * beside.spread);
    });
  }

  /** Between which numbers most such hours lie: those of this day of the week where enough are known; null if none. */
  range(hour: number): UsualRange | null {
    const any: number[] = [];
    const like: number[] = [];
    const same: number[] = [];
    for (let day = 1; day <= DAYS; day++) {
      const then = hour - day * DAY_HOURS;
      const value = this.at(then);
      if (Number.isNaN(value)) continue;
      any.push(value);
      if (isWeekend(then) === isWeekend(hour)) like.push(value);
      if (day % WEEK_DAYS === 0) same.push(value);
    }
    const days = like.length;
    if (same.length >= LEAST_RANGE) return { ...rangeOf(same), days, of: `a ${nameOfDay(hour)}` };
    if (days >= LEAST_RANGE)
      return { ...rangeOf(like), days, of: isWeekend(hour) ? 'a weekend' : 'a workday' };
    return any.length < LEAST_RANGE ? null : { ...rangeOf(any), days: any.length, of: '' };
  }

  /** Adds another series to this one, hour by hour. */
  add(other: Hours): void {
    const end = Math.max(this.#next, other.#next);
    const mine = Array.from({ length: KEPT }, (_, i) => {
      const [a, b] = [this.at(end - KEPT + i), other.at(end - KEPT + i)];
      return Number.isNaN(a) && Number.isNaN(b) ? Number.NaN : (a || 0) + (b || 0);
    });
    if (Number.isNaN(end)) return;
    for (const [i, value] of mine.entries()) this.#values[placeOf(end - KEPT + i)] = value;
    this.#next = end;
  }

  /** JSON-safe state. */
  save(): SavedHours {
    return { next: Number.isNaN(this.#next) ? null : this.#next, values: packed(this.#values) };
  }

  /** Takes back what `save` gave. Throws STATE_INVALID. */
  load({ next, values }: SavedHours): void {
    unpack(values, this.#values);
    if (this.#values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) {
      throw stateInvalid('rhythm', new Error('an hour is endless'));
    }
    this.#next = next ?? Number.NaN;
  }
}

/** Nine of ten lie between. */
function rangeOf(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.1), high: at(0.9) };
}

function uneven(mean: number): number {
  return Math.max(0, (mean / 2) ** 2 - 3 / 8);
}

function placeOf(hour: number): number {
  const place = hour % KEPT;
  return place < 0 ? place + KEPT : place;
}

/** 0 for a Monday; 1970 began on a Thursday. */
function dayOfWeek(hour: number): number {
  const day = (Math.floor(hour / DAY_HOURS) + 3) % WEEK_DAYS;
  return day < 0 ? day + WEEK_DAYS : day;
}

function isWeekend(hour: number): boolean {
  return dayOfWeek(hour) >= WORKDAYS;
}

const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function nameOfDay(hour: number): string {
  return DAY_NAMES[dayOfWeek(hour)]!;
}

/** Bytes as base64: one for each hour where all are small counts, else four. */
function packed(values: Float32Array): string {
  const isSmall = (value: number) =>
    Number.isNaN(value) || (value >= 0 && value < UNKNOWN && value % 1 === 0);
  if (!values.every((value) => isSmall(value) && !Object.is(value, -0))) return floatText(values);
  const bytes = Uint8Array.from(values, (value) => (Number.isNaN(value) ? UNKNOWN : value));
  return Buffer.from(bytes).toString('base64');
}

/** Fills `into` with what `packed` wrote. Throws STATE_INVALID. */
function unpack(text: string, into: Float32Array): void {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== into.length) floatsInto(text, into, 'rhythm');
  else for (const [i, byte] of bytes.entries()) into[i] = byte === UNKNOWN ? Number.NaN : byte;
}

/** JSON-safe state of `Hours`. */
export const savedHours = z.strictObject({ next: z.int().nullable(), values: z.base64() });
export type SavedHours = z.infer<typeof savedHours>;

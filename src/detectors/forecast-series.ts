import { z } from 'zod';
import type { DayPoint } from './forecast-trend.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Kept: hours of a week, days of a quarter. */
const HOURS = 7 * 24;
const DAYS = 92;
/** An hour or a day: the minute (since 1970) of its last value, its lowest, and its highest; single precision. */
const FIELDS = 3;
const MINUTE = 60_000;
/** What these hold. */
const LARGEST = 1e30;
const LAST_TIME = 2 ** 31 * MINUTE - MINUTE;
/** More in a day than this: a day that is not over says little. */
const DENSE = 4;
const NEARLY = 0.9 * DAY;
/** Finer than this share of a number nothing is told apart. */
const FINEST = 1e-3;

/** A number of a line or a metric, thinned: lowest and highest of each hour and day. Times in epoch ms. */
export class ThinSeries {
  /** Hours and days, oldest first, FIELDS numbers each. */
  #hours: number[] = [];
  #days: number[] = [];
  #values = 0;
  /** What was saved of those that are over; null when another one is over since. */
  #text: { hours: string; days: string } | null = null;
  /** The last place of its numbers. */
  grain = Number.POSITIVE_INFINITY;
  last = Number.NaN;
  lastTime = Number.NaN;

  /** One more value; true when it is the first one of a day. What no row can hold is left out. */
  add(time: number, value: number): boolean {
    if (!(Math.abs(value) <= LARGEST && Math.abs(time) <= LAST_TIME)) return false;
    this.last = value;
    this.lastTime = time;
    this.#values++;
    if (this.grain > FINEST * Math.abs(value) && value % this.grain !== 0) this.#refine(value);
    if (put(this.#hours, HOUR, { time, value })) {
      this.#text = null;
      if (this.#hours.length > HOURS * FIELDS) this.#hours.splice(0, FIELDS);
    }
    if (!put(this.#days, DAY, { time, value })) return false;
    if (this.#days.length > DAYS * FIELDS) this.#days.splice(0, FIELDS);
    return true;
  }

  /** Days with a value. */
  get days(): number {
    return this.#days.length / FIELDS;
  }

  /** A value for each day: the highest, or the lowest as what is missing to `limit`. */
  dayPoints(falling: boolean, told: (time: number) => boolean): DayPoint[] {
    const days = this.#days;
    // Where much is measured, the day at hand has not seen its evening.
    const dense = this.#values > DENSE * this.days;
    const points: DayPoint[] = [];
    for (let i = 0; i < days.length; i += FIELDS) {
      const time = days[i]! * MINUTE;
      if (dense && i === days.length - FIELDS && time % DAY < NEARLY) continue;
      const [low, high] = [days[i + 1]!, days[i + 2]!];
      const [value, back] = falling ? [-low, -high] : [high, low];
      points.push({ day: time / DAY, value, back, told: told(time) });
    }
    return points;
  }

  /** The finest points since a time: of hours as far as they reach back and are many enough, else of days. */
  since(from: number, falling: boolean): { times: number[]; values: number[] } {
    const hours = this.#hours;
    const fine = hours.length >= 2 * 24 * FIELDS && hours[0]! * MINUTE <= from + HOUR;
    const rows = fine ? hours : this.#days;
    const times: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < rows.length; i += FIELDS) {
      const time = rows[i]! * MINUTE;
      if (time < from) continue;
      times.push(time);
      values.push(rows[i + (falling ? 1 : 2)]!);
    }
    return { times, values };
  }

  /** Everything that is kept: days, and then the hours that are finer than these. */
  history(): { times: number[]; values: number[] } {
    const { times, values } = this.since(Number.NEGATIVE_INFINITY, false);
    const fine = this.since((this.#hours[0] ?? Number.POSITIVE_INFINITY) * MINUTE, false);
    const older = times.filter((time) => time < (fine.times[0] ?? Number.POSITIVE_INFINITY));
    return {
      times: [...older, ...fine.times],
      values: [...values.slice(0, older.length), ...fine.values],
    };
  }

  #refine(value: number): void {
    const size = Math.max(Math.abs(value), 1e-9);
    let grain = 1;
    while (grain > FINEST * size && Math.abs(value / grain - Math.round(value / grain)) > 1e-6) grain /= 10;
    this.grain = Math.min(this.grain, grain);
  }

  /** JSON-safe state. */
  save(): SavedThinSeries {
    const { grain, last, lastTime } = this;
    this.#text ??= {
      hours: textOf(this.#hours.slice(0, -FIELDS)),
      days: textOf(this.#days.slice(0, -FIELDS)),
    };
    return {
      ...{ grain: Number.isFinite(grain) ? grain : null, last, lastTime, ...this.#text },
      values: this.#values,
      ...{ hour: this.#hours.slice(-FIELDS), day: this.#days.slice(-FIELDS) },
    };
  }

  /** What `save` described. */
  static load(saved: SavedThinSeries): ThinSeries {
    const series = new ThinSeries();
    series.grain = saved.grain ?? Number.POSITIVE_INFINITY;
    series.last = saved.last;
    series.lastTime = saved.lastTime;
    series.#values = saved.values;
    series.#hours = [...numbersOf(saved.hours), ...saved.hour];
    series.#days = [...numbersOf(saved.days), ...saved.day];
    return series;
  }
}

/** Puts a value into the latest row, or begins one; true when it did. */
function put(rows: number[], width: number, { time, value }: { time: number; value: number }): boolean {
  const at = rows.length - FIELDS;
  const minute = Math.floor(time / MINUTE);
  const minutes = width / MINUTE;
  if (at < 0 || Math.floor(minute / minutes) > Math.floor(rows[at]! / minutes)) {
    rows.push(minute, Math.fround(value), Math.fround(value));
    return true;
  }
  if (minute > rows[at]!) rows[at] = minute;
  if (value < rows[at + 1]!) rows[at + 1] = Math.fround(value);
  if (value > rows[at + 2]!) rows[at + 2] = Math.fround(value);
  return false;
}

function textOf(rows: readonly number[]): string {
  const bytes = Buffer.alloc(rows.length * 4);
  for (let i = 0; i < rows.length; i++) {
    if (i % FIELDS === 0) bytes.writeInt32LE(rows[i]!, 4 * i);
    else bytes.writeFloatLE(rows[i]!, 4 * i);
  }
  return bytes.toString('base64');
}

function numbersOf(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4 / FIELDS) * FIELDS }, (_, i) =>
    i % FIELDS === 0 ? bytes.readInt32LE(4 * i) : bytes.readFloatLE(4 * i),
  );
}

const rows = (most: number) => z.base64().max(Math.ceil((most * FIELDS * 4) / 3) * 4);

/** JSON-safe state of a series; rows as base64 of their little-endian words. */
export const savedThinSeries = z.strictObject({
  grain: z.number().positive().nullable(),
  last: z.number(),
  lastTime: z.number(),
  values: z.int().min(0),
  hours: rows(HOURS),
  days: rows(DAYS),
  hour: z.array(z.number()).length(FIELDS),
  day: z.array(z.number()).length(FIELDS),
});
export type SavedThinSeries = z.infer<typeof savedThinSeries>;

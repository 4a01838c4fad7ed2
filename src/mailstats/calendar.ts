import { zoneOffset } from '../kit/wallclock.ts';

/** Offsets of zones change at whole quarters of an hour. */
const QUARTER = 900_000;
const HOUR = 3_600_000;

/** The local day and hour of a time; asks the zone once for each quarter of an hour. */
export class Calendar {
  readonly #offsetAt: (epoch: number) => number;
  #quarter = Number.NaN;
  /** Of the time last asked for: `2026-03-01`, and 0–23. */
  day = '';
  hour = 0;

  /** @param timeZone IANA name; the zone of this process when absent. Throws RangeError for an unknown name. */
  constructor(timeZone?: string) {
    this.#offsetAt = zoneOffset(timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  /** @param time epoch ms, of a year from 1 to 9999 */
  at(time: number): void {
    const quarter = Math.floor(time / QUARTER);
    if (quarter === this.#quarter) return;
    this.#quarter = quarter;
    const wall = time + this.#offsetAt(time);
    this.day = new Date(wall).toISOString().slice(0, 10);
    this.hour = Math.floor(wall / HOUR) - 24 * Math.floor(wall / (24 * HOUR));
  }
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/**
 * Wall times of one time zone to epoch milliseconds. Offsets are remembered per day, so a line costs no `Intl` call.
 */
export class WallClock {
  readonly #offsetAt: (epoch: number) => number;
  readonly #days = new Map<number, number>();
  #lastDay = Number.NaN;
  #lastOffset = Number.NaN;
  #last = Number.NaN;

  /** @param timeZone IANA name; the zone of this process when absent. Throws RangeError for an unknown name. */
  constructor(timeZone?: string) {
    this.#offsetAt = timeZone === undefined ? localOffset : zoneOffset(timeZone);
  }

  /**
   * Epoch ms of a wall time (`month` 1–12, `second` may be 60 for a leap second); NaN when no calendar holds it.
   * A time that occurs twice (clocks going back) or never (going forward) is read as the instant nearest `near`; where
   * that is days away (the mtime of a file), as the first one that does not go back behind the time read before it.
   */
  toEpoch(year: number, month: number, day: number, timeOfDay: number, near: number): number {
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return Number.NaN;
    if (!(timeOfDay >= 0 && timeOfDay < DAY + 1000)) return Number.NaN;
    const midnight = Date.UTC(year, month - 1, day);
    const utc = midnight + timeOfDay;
    const offset = midnight === this.#lastDay ? this.#lastOffset : this.#dayOffset(midnight);
    const epoch = Number.isNaN(offset) ? this.#atChange(utc, near) : utc - offset;
    this.#last = epoch;
    return epoch;
  }

  /**
   * Epoch ms of a wall time without a year: the year that puts it nearest `reference`, at most one day after it.
   * NaN when the date exists in none of the years around.
   */
  nearest(month: number, day: number, timeOfDay: number, reference: number): number {
    const year = new Date(reference).getUTCFullYear();
    for (let y = year + 1; y >= year - 1; y--) {
      if (y === year + 1 && month > 1) continue;
      const epoch = this.toEpoch(y, month, day, timeOfDay, reference);
      if (epoch <= reference + DAY) return epoch;
    }
    return Number.NaN;
  }

  #dayOffset(midnight: number): number {
    let offset = this.#days.get(midnight);
    if (offset === undefined) {
      const before = this.#offsetAt(midnight - DAY);
      offset = before === this.#offsetAt(midnight + 2 * DAY) ? before : Number.NaN;
      if (this.#days.size >= 4096) this.#days.clear();
      this.#days.set(midnight, offset);
    }
    this.#lastDay = midnight;
    this.#lastOffset = offset;
    return offset;
  }

  #atChange(utc: number, near: number): number {
    const before = utc - this.#offsetAt(utc - DAY);
    const after = utc - this.#offsetAt(utc + DAY);
    const candidates = [before, after].filter((t) => t + this.#offsetAt(t) === utc);
    // A time in the gap exists on no clock of this zone: the sender may well write UTC.
    if (candidates.length === 0) candidates.push(before, after, utc);
    if (Math.abs(near - utc) > 2 * DAY && Math.abs(this.#last - utc) < DAY) {
      return candidates.find((t) => t > this.#last - MINUTE) ?? candidates.at(-1)!;
    }
    return candidates.reduce((a, b) => (Math.abs(b - near) < Math.abs(a - near) ? b : a));
  }
}

/** Days of a month, 1–12, in the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function localOffset(epoch: number): number {
  return -new Date(epoch).getTimezoneOffset() * 60_000;
}

/** Gives ms east of UTC of a zone at an epoch. Throws RangeError for an unknown name. */
export function zoneOffset(timeZone: string): (epoch: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (epoch) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(epoch)) part[type] = Number(value);
    const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
    return wall - Math.floor(epoch / 1000) * 1000;
  };
}

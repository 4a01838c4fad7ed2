import {
  century,
  digits,
  isDelimiter,
  monthAt,
  numberAt,
  skipBlanks,
  twoDigits,
  weekdayAt,
  yearAt,
} from './date-parts.ts';
import { LastStamp, STAMP_LENGTH } from './last-stamp.ts';
import { ClockReader } from './time-of-day.ts';
import { daysIn, WallClock } from './wallclock.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const UTC = new WallClock('UTC');

const BLANK = 32;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;

/**
 * Reads the times that logs begin with, on bytes and without allocating. One reader per format and input: it keeps
 * the parts of the last time it read.
 *
 *     if (reader.read(bytes, at, end)) { event.time = reader.epoch(clock, reference); at = reader.end; }
 *
 * Read are: RFC 3339 and ISO 8601 (also `2016/09/28`, `2005.06.03`, DB2's `2005-06-03-15.42.50.675872` and basic
 * `20171223T221529Z`), syslog's `Oct 11 22:14:15` (year and zone before or after the time), ctime, RFC 1123, access
 * logs' `10/Oct/2000:13:55:36 -0700`, `02-Jan-2006 15:04:05`, `17/06/09 20:10:40`, `30.10.2026 16:49:06`,
 * `1/2/2026 3:04:05 PM`, Android's `03-17 16:13:38.811`, `10.30 16:49:06`, klog's `0102 15:04:05.000000`,
 * `081109 203615`, and epoch seconds, milliseconds, microseconds and nanoseconds.
 * Fractions have any number of digits; those beyond microseconds are dropped.
 */
export class TimeReader {
  /** Index after the time that was read. */
  end = 0;
  /** Four digits, 0 when the line says none. */
  year = 0;
  /** 1–12. */
  month = 0;
  day = 0;
  /** False after `readClock`, and when only the epoch is known. */
  hasDate = false;
  readonly #clock = new ClockReader();
  /** Epoch ms of a number that is one, NaN otherwise. */
  #instant = Number.NaN;

  readonly #last = new LastStamp();
  #memoClock: WallClock | null = null;
  #memoReference = 0;
  #memoDate = 0;
  #memoMinute = 0;
  #memoOffset = Number.NaN;
  #memoEpoch = 0;

  get hasYear(): boolean {
    return this.year !== 0 || !Number.isNaN(this.#instant);
  }

  get hasZone(): boolean {
    return !Number.isNaN(this.#clock.offset) || !Number.isNaN(this.#instant);
  }

  /** Ms since midnight, NaN when impossible (25:61:61). */
  get timeOfDay(): number {
    return this.#clock.timeOfDay;
  }

  /**
   * True when a time begins at `at`; then `end` and the parts are set. A date that no calendar holds still reads as
   * a time: its `epoch` is NaN.
   */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 8) return false;
    if (this.#last.isAt(bytes, at, end)) {
      this.end = at + STAMP_LENGTH;
      return true;
    }
    this.#last.forget();
    this.year = 0;
    this.#instant = Number.NaN;
    this.#clock.offset = Number.NaN;
    this.hasDate = true;
    const c = bytes[at]!;
    const stop = c >= 48 && c <= 57 ? this.#digits(bytes, at, end) : this.#named(bytes, at, end);
    if (stop < 0) return false;
    this.end = stop;
    if (stop - at === STAMP_LENGTH) this.#last.remember(bytes, at, end);
    return true;
  }

  /** True when a time of day without a date (`22:14:15.123`) begins at `at`; its date is taken from the reference. */
  readClock(bytes: Uint8Array, at: number, end: number): boolean {
    this.#last.forget();
    this.year = 0;
    this.#instant = Number.NaN;
    this.#clock.offset = Number.NaN;
    this.hasDate = false;
    const stop = this.#clock.read(bytes, at, end);
    if (stop < 0 || !this.#clock.hasSeconds) return false;
    this.end = stop;
    return true;
  }

  /**
   * Epoch ms of the last time read, with fractions to the microsecond; NaN when it is impossible.
   * @param clock zone of times that name none
   * @param reference epoch ms near which a time without a year (or date) lies
   */
  epoch(clock: WallClock, reference: number): number {
    if (!Number.isNaN(this.#instant)) return this.#instant;
    const { timeOfDay, offset } = this.#clock;
    if (!(timeOfDay >= 0)) return Number.NaN;
    const date = this.hasDate ? (this.year * 16 + this.month) * 64 + this.day : -1;
    const minute = Math.floor(timeOfDay / MINUTE);
    if (
      minute !== this.#memoMinute ||
      date !== this.#memoDate ||
      clock !== this.#memoClock ||
      reference !== this.#memoReference ||
      !Object.is(offset, this.#memoOffset)
    ) {
      this.#memoMinute = minute;
      this.#memoDate = date;
      this.#memoClock = clock;
      this.#memoReference = reference;
      this.#memoOffset = offset;
      this.#memoEpoch = this.#resolve(clock, reference, minute * MINUTE);
    }
    return this.#memoEpoch + (timeOfDay - minute * MINUTE);
  }

  #resolve(clock: WallClock, reference: number, timeOfDay: number): number {
    const shift = this.#clock.offset;
    const zone = Number.isNaN(shift) ? clock : UTC;
    const near = Number.isNaN(shift) ? reference : reference + shift;
    const back = Number.isNaN(shift) ? 0 : shift;
    if (!this.hasDate) return nearestDay(zone, near, timeOfDay) - back;
    const epoch =
      this.year === 0
        ? zone.nearest(this.month, this.day, timeOfDay, near)
        : zone.toEpoch(this.year, this.month, this.day, timeOfDay, near);
    return epoch - back;
  }

  /** Times that begin with the name of a month or weekday. */
  #named(bytes: Uint8Array, at: number, end: number): number {
    const month = monthAt(bytes, at, end);
    if (month > 0) {
      this.month = month;
      return this.#afterMonth(bytes, skipBlanks(bytes, at + 3, end), end);
    }
    if (!weekdayAt(bytes, at, end)) return -1;
    let i = at + 3;
    if (bytes[i] === COMMA) i++;
    i = skipBlanks(bytes, i, end);
    if (i === at + 3 || i >= end) return -1;
    const named = monthAt(bytes, i, end);
    if (named === 0) return this.#dayFirst(bytes, i, end);
    this.month = named;
    return this.#afterMonth(bytes, skipBlanks(bytes, i + 3, end), end);
  }

  /** `11 22:14:15`, `14 2026 10:11:12`, `13, 2017 3:15:02 PM`, `24 05:34:00 CST 1987`. */
  #afterMonth(bytes: Uint8Array, at: number, end: number): number {
    let i = this.#readDay(bytes, at, end);
    if (i < 0 || bytes[at - 1] !== BLANK) return -1;
    if (bytes[i] === COMMA) i++;
    if (bytes[i] !== BLANK) return -1;
    i = skipBlanks(bytes, i, end);
    const year = yearAt(bytes, i, end);
    if (year > 0 && bytes[i + 4] === BLANK) {
      this.year = year;
      i = skipBlanks(bytes, i + 4, end);
    }
    const stop = this.#clock.read(bytes, i, end);
    if (stop < 0 || !this.#clock.hasSeconds) return -1;
    return this.year > 0 ? stop : this.#yearAfter(bytes, stop, end);
  }

  /** A year after the time, as ctime writes it, with or without a zone between. */
  #yearAfter(bytes: Uint8Array, stop: number, end: number): number {
    if (bytes[stop] !== BLANK || stop >= end) return stop;
    const year = yearAt(bytes, stop + 1, end);
    if (year === 0) return stop;
    // `2001:db8::1` is an address behind the time.
    const next = bytes[stop + 5] === COLON ? stop + 6 : stop + 5;
    if (next < end && bytes[next] !== BLANK && bytes[next] !== 93) return stop;
    this.year = year;
    return this.#clock.zone(bytes, stop + 5, end);
  }

  /** `02 Jan 2006 15:04:05`, `10/Oct/2000:13:55:36 -0700`, `02-Jan-2006 15:04:05`. */
  #dayFirst(bytes: Uint8Array, at: number, end: number): number {
    const i = this.#readDay(bytes, at, end);
    if (i < 0 || i + 9 > end) return -1;
    const between = bytes[i]!;
    if (between !== BLANK && between !== DASH && between !== SLASH) return -1;
    const month = monthAt(bytes, i + 1, end);
    if (month === 0 || bytes[i + 4] !== between) return -1;
    this.month = month;
    this.year = yearAt(bytes, i + 5, end);
    if (this.year > 0) return this.#timeAfter(bytes, i + 9, end);
    const short = twoDigits(bytes, i + 5, end);
    if (short < 0) return -1;
    this.year = century(short);
    return this.#timeAfter(bytes, i + 7, end);
  }

  #readDay(bytes: Uint8Array, at: number, end: number): number {
    const length = digits(bytes, at, end);
    if (length !== 1 && length !== 2) return -1;
    this.day = numberAt(bytes, at, length);
    return at + length;
  }

  #digits(bytes: Uint8Array, at: number, end: number): number {
    const run = digits(bytes, at, end);
    if (run === 4) return this.#fourDigits(bytes, at, end);
    if (run === 1 || run === 2) {
      const letter = bytes[at + run + 1]! | 32;
      if (letter >= 97 && letter <= 122) return this.#dayFirst(bytes, at, end);
      return this.#shortDate(bytes, at, end);
    }
    if (run === 6 && bytes[at + run] === BLANK) return this.#sixAndSix(bytes, at, end);
    if (run === 8 || run === 14) return this.#compactDate(bytes, at, end);
    return run >= 10 && run <= 19 ? this.#epochNumber(bytes, at, end) : -1;
  }

  #fourDigits(bytes: Uint8Array, at: number, end: number): number {
    const between = bytes[at + 4];
    if (between === DASH || between === SLASH || between === DOT) {
      this.year = yearAt(bytes, at, end);
      this.month = twoDigits(bytes, at + 5, end);
      this.day = twoDigits(bytes, at + 8, end);
      if (this.year > 0 && this.month >= 0 && this.day >= 0 && bytes[at + 7] === between) {
        return this.#timeAfter(bytes, at + 10, end);
      }
      const month = monthAt(bytes, at + 5, end);
      if (this.year === 0 || month === 0 || bytes[at + 8] !== between) return -1;
      this.month = month;
      this.day = twoDigits(bytes, at + 9, end);
      return this.day < 0 ? -1 : this.#timeAfter(bytes, at + 11, end);
    }
    if (between !== BLANK) return -1;
    const i = skipBlanks(bytes, at + 4, end);
    const month = monthAt(bytes, i, end);
    if (month > 0) {
      this.year = yearAt(bytes, at, end);
      if (this.year === 0) return -1;
      this.month = month;
      return this.#afterMonth(bytes, skipBlanks(bytes, i + 3, end), end);
    }
    this.month = twoDigits(bytes, at, end);
    this.day = twoDigits(bytes, at + 2, end);
    const stop = this.#clock.read(bytes, i, end);
    return this.#isDate() && this.#clock.hasSeconds && this.#clock.possible ? stop : -1;
  }

  /** `17/06/09`, `06/17/2009`, `30.10.2026`, `03-17`, `10.30`: two small numbers first, and the time after them. */
  #shortDate(bytes: Uint8Array, at: number, end: number): number {
    const length = digits(bytes, at, end);
    const between = bytes[at + length];
    if (between !== SLASH && between !== DOT && between !== DASH) return -1;
    const a = numberAt(bytes, at, length);
    let i = at + length + 1;
    const second = digits(bytes, i, end);
    if (second !== 1 && second !== 2) return -1;
    const b = numberAt(bytes, i, second);
    i += second;
    if (bytes[i] !== between) {
      this.month = a;
      this.day = b;
      if (between === DOT && a > 12) this.#swap();
      const stop = bytes[i] === BLANK && between !== SLASH ? this.#timeAfter(bytes, i, end) : -1;
      return this.#isDate() && this.#clock.possible ? stop : -1;
    }
    i++;
    const last = digits(bytes, i, end);
    if (last !== 2 && last !== 4) return -1;
    const c = numberAt(bytes, i, last);
    if (last === 4) {
      this.year = c;
      // Dots are written day first; slashes and dashes month first, unless that cannot be.
      this.month = between === DOT ? b : a;
      this.day = between === DOT ? a : b;
      if (this.month > 12) this.#swap();
    } else {
      this.year = century(a);
      this.month = b;
      this.day = c;
      if (!this.#isDate()) {
        this.year = century(c);
        this.month = a;
        this.day = b;
        if (a > 12) this.#swap();
      }
    }
    const stop = this.#timeAfter(bytes, i + last, end);
    return this.#isDate() && this.#clock.possible ? stop : -1;
  }

  /** `081109 203615`. */
  #sixAndSix(bytes: Uint8Array, at: number, end: number): number {
    if (digits(bytes, at + 7, end) !== 6) return -1;
    this.year = century(twoDigits(bytes, at, end));
    this.month = twoDigits(bytes, at + 2, end);
    this.day = twoDigits(bytes, at + 4, end);
    const stop = this.#clock.readPacked(bytes, at + 7, end);
    return this.#isDate() && this.#clock.possible ? stop : -1;
  }

  /** `20171223-22:15:29:606`, `20171223T221529Z`, `20171223221529`. */
  #compactDate(bytes: Uint8Array, at: number, end: number): number {
    this.year = yearAt(bytes, at, end);
    this.month = twoDigits(bytes, at + 4, end);
    this.day = twoDigits(bytes, at + 6, end);
    if (this.year === 0 || !this.#isDate()) return -1;
    const run = digits(bytes, at, end);
    const packed = run === 14 ? at + 8 : at + 9;
    if (run === 8 && digits(bytes, packed, end) !== 6) return this.#timeAfter(bytes, at + 8, end);
    const stop = this.#clock.readPacked(bytes, packed, end);
    return this.#clock.possible ? stop : -1;
  }

  #epochNumber(bytes: Uint8Array, at: number, end: number): number {
    const run = digits(bytes, at, end);
    if (run !== 10 && run !== 13 && run !== 16 && run !== 19) return -1;
    const seconds = numberAt(bytes, at, 10);
    // 2001 to 2100: other numbers of ten digits are not times.
    if (seconds < 1e9 || seconds > 4_102_444_800) return -1;
    let fraction = 0;
    for (let i = 10, unit = 100; i < run && i < 16; i++, unit /= 10) fraction += (bytes[at + i]! - 48) * unit;
    let stop = at + run;
    if (run === 10 && bytes[stop] === DOT && digits(bytes, stop + 1, end) > 0) {
      const length = digits(bytes, stop + 1, end);
      for (let i = 0, unit = 100; i < length && i < 6; i++, unit /= 10) {
        fraction += (bytes[stop + 1 + i]! - 48) * unit;
      }
      stop += 1 + length;
    }
    if (stop < end && !isDelimiter(bytes[stop]!)) return -1;
    this.#instant = seconds * 1000 + Math.round(fraction * 1000) / 1000;
    this.hasDate = false;
    return stop;
  }

  /** The time of day after a date: one or two blanks, `T`, `-`, `_` or `:` between them. */
  #timeAfter(bytes: Uint8Array, at: number, end: number): number {
    if (at + 5 > end) return -1;
    const between = bytes[at]!;
    if (between === BLANK) return this.#clock.read(bytes, skipBlanks(bytes, at, end), end);
    if (between === 84 || between === 116 || between === 95 || between === COLON) {
      return this.#clock.read(bytes, at + 1, end);
    }
    if (between === COMMA) return this.#clock.read(bytes, skipBlanks(bytes, at + 1, end), end);
    if (between !== DASH) return -1;
    const dotted = this.#clock.readDotted(bytes, at + 1, end);
    return dotted >= 0 ? dotted : this.#clock.read(bytes, at + 1, end);
  }

  #swap(): void {
    const month = this.month;
    this.month = this.day;
    this.day = month;
  }

  #isDate(): boolean {
    const { month, day } = this;
    return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(this.year === 0 ? 2000 : this.year, month);
  }
}

/** Day around `near` that puts a time of day nearest to it, at most half a day away. */
function nearestDay(zone: WallClock, near: number, timeOfDay: number): number {
  const around = new Date(near);
  let best = Number.NaN;
  for (let shift = -1; shift <= 1; shift++) {
    const day = new Date(around.getTime() + shift * DAY);
    const epoch = zone.toEpoch(
      day.getUTCFullYear(),
      day.getUTCMonth() + 1,
      day.getUTCDate(),
      timeOfDay,
      near,
    );
    if (!(Math.abs(epoch - near) >= Math.abs(best - near))) best = epoch;
  }
  return best;
}

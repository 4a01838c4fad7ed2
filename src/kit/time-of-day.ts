import { digits, numberAt, twoDigits } from './date-parts.ts';
import { zoneOffset, zoneWordEnd } from './zones.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const BLANK = 32;
const PLUS = 43;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const COLON = 58;

/** Reads `22:14:15.123456 PM +0200` and its relatives; keeps the parts of the last one. */
export class ClockReader {
  /** Ms since midnight with fractions to the microsecond, NaN when impossible (25:61:61). */
  timeOfDay = Number.NaN;
  /** Zone of the time in ms east of UTC, NaN when the line names none. */
  offset = Number.NaN;
  hasSeconds = false;

  get possible(): boolean {
    return this.timeOfDay >= 0;
  }

  /** Where the time of day that begins at `at`, with its zone, ends; −1 when there is none. */
  read(bytes: Uint8Array, at: number, end: number): number {
    this.hasSeconds = false;
    this.offset = Number.NaN;
    const hourLength = digits(bytes, at, at + 3 < end ? at + 3 : end);
    if (hourLength !== 1 && hourLength !== 2) return -1;
    let hour = numberAt(bytes, at, hourLength);
    let i = at + hourLength;
    if (i + 2 > end || bytes[i] !== COLON) return -1;
    const minuteLength = digits(bytes, i + 1, i + 4 < end ? i + 4 : end);
    if (minuteLength !== 1 && minuteLength !== 2) return -1;
    const minute = numberAt(bytes, i + 1, minuteLength);
    i += 1 + minuteLength;
    let second = 0;
    let fraction = 0;
    const secondLength = i < end && bytes[i] === COLON ? digits(bytes, i + 1, i + 4 < end ? i + 4 : end) : 0;
    if (secondLength === 3 || (secondLength === 0 && minuteLength === 1)) return -1;
    if (secondLength > 0) {
      second = numberAt(bytes, i + 1, secondLength);
      i += 1 + secondLength;
      this.hasSeconds = true;
      const length = fractionLength(bytes, i, end);
      if (length > 0) {
        fraction = millis(bytes, i + 1, length);
        i += 1 + length;
      }
    }
    const half = halfOfDay(bytes, i, end);
    if (half > 0 && hour >= 1 && hour <= 12) {
      hour = (hour % 12) + (half === 2 ? 12 : 0);
      i += bytes[i] === BLANK ? 3 : 2;
    }
    this.#set(hour, minute, second);
    this.timeOfDay += fraction;
    return this.zone(bytes, i, end);
  }

  /** `15.42.50.675872`: DB2's dots; −1 when they are not there. */
  readDotted(bytes: Uint8Array, at: number, end: number): number {
    const hour = twoDigits(bytes, at, end);
    const minute = twoDigits(bytes, at + 3, end);
    const second = twoDigits(bytes, at + 6, end);
    if (hour < 0 || minute < 0 || second < 0 || bytes[at + 2] !== DOT || bytes[at + 5] !== DOT) return -1;
    this.offset = Number.NaN;
    this.hasSeconds = true;
    this.#set(hour, minute, second);
    const length = bytes[at + 8] === DOT ? digits(bytes, at + 9, end) : 0;
    if (length === 0) return at + 8;
    this.timeOfDay += millis(bytes, at + 9, length);
    return at + 9 + length;
  }

  /** `203615` with six digits at `at`; they must be there. */
  readPacked(bytes: Uint8Array, at: number, end: number): number {
    this.offset = Number.NaN;
    this.hasSeconds = true;
    this.#set(twoDigits(bytes, at, end), twoDigits(bytes, at + 2, end), twoDigits(bytes, at + 4, end));
    const i = at + 6;
    const length = fractionLength(bytes, i, end);
    if (length > 0) this.timeOfDay += millis(bytes, i + 1, length);
    return this.zone(bytes, length > 0 ? i + 1 + length : i, end);
  }

  /** Takes a zone at `at` (`Z`, `+02:00`, ` -0700`, ` UTC`, ` MSK:`) and gives where it ends, else `at`. */
  zone(bytes: Uint8Array, at: number, end: number): number {
    if (at >= end) return at;
    const c = bytes[at]!;
    if (c === PLUS || c === DASH) return this.#numeric(bytes, at, end);
    if (c === 90) {
      if (at + 1 < end && isWordByte(bytes[at + 1]!)) return at;
      this.offset = 0;
      return at + 1;
    }
    if (c !== BLANK || at + 1 >= end) return at;
    const next = bytes[at + 1]!;
    if (next === PLUS || next === DASH) {
      const stop = this.#numeric(bytes, at + 1, end);
      return stop >= at + 6 ? stop : this.#noZone(at);
    }
    return next >= 65 && next <= 90 ? this.#word(bytes, at, end) : at;
  }

  #word(bytes: Uint8Array, at: number, end: number): number {
    const stop = zoneWordEnd(bytes, at + 1, end);
    const length = stop - at - 1;
    if (length < 1 || length > 5 || (stop < end && isWordByte(bytes[stop]!))) return at;
    const offset = zoneOffset(bytes, at + 1, stop);
    if (!Number.isNaN(offset) && length > 1) {
      this.offset = offset;
      return stop;
    }
    // An unknown word may as well be a host's name; only where nothing but a zone can stand is it skipped.
    const colon = stop < end && bytes[stop] === COLON && (stop + 1 >= end || bytes[stop + 1] === BLANK);
    const year = stop + 5 <= end && bytes[stop] === BLANK && digits(bytes, stop + 1, stop + 5) === 4;
    return (length >= 2 && colon) || (length >= 3 && year) ? stop : at;
  }

  /** `+02:00`, `+0200`, `+02` and where it ends; `at` when it is something else. */
  #numeric(bytes: Uint8Array, at: number, end: number): number {
    const run = digits(bytes, at + 1, end);
    let minutes = 0;
    let stop = at + 1 + run;
    if (run === 4) minutes = twoDigits(bytes, at + 3, end);
    else if (run !== 2) return at;
    else if (bytes[stop] === COLON && digits(bytes, stop + 1, end) === 2) {
      minutes = twoDigits(bytes, stop + 1, end);
      stop += 3;
    }
    const hours = twoDigits(bytes, at + 1, end);
    if (hours > 14 || minutes > 59) return at;
    const size = hours * HOUR + minutes * MINUTE;
    if (bytes[stop] === 90 && (stop + 1 >= end || !isWordByte(bytes[stop + 1]!)) && stop < end) stop++;
    this.offset = bytes[at] === DASH ? -size : size;
    return stop;
  }

  #noZone(at: number): number {
    this.offset = Number.NaN;
    return at;
  }

  #set(hour: number, minute: number, second: number): void {
    const possible = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    this.timeOfDay = possible ? hour * HOUR + minute * MINUTE + second * 1000 : Number.NaN;
  }
}

/** Digits of a fraction whose mark (`.`, `,`, or `:` before exactly three) is at `at`. */
function fractionLength(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const mark = bytes[at];
  if (mark === DOT || mark === COMMA) return digits(bytes, at + 1, end);
  if (mark !== COLON) return 0;
  const length = digits(bytes, at + 1, end);
  return length === 3 ? 3 : 0;
}

function millis(bytes: Uint8Array, at: number, length: number): number {
  let micros = 0;
  for (let i = 0; i < 6; i++) micros = micros * 10 + (i < length ? bytes[at + i]! - 48 : 0);
  return micros / 1000;
}

/** 1 for AM, 2 for PM, with or without a blank before it; 0 for neither. */
function halfOfDay(bytes: Uint8Array, at: number, end: number): number {
  const i = at < end && bytes[at] === BLANK ? at + 1 : at;
  if (i + 2 > end || (bytes[i + 1]! | 32) !== 109) return 0;
  if (i + 2 < end && isWordByte(bytes[i + 2]!)) return 0;
  const letter = bytes[i]! | 32;
  return letter === 97 ? 1 : letter === 112 ? 2 : 0;
}

function isWordByte(c: number): boolean {
  const letter = c | 32;
  return (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 95 || c === DOT || c === DASH;
}

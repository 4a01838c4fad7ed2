/** Length of the run of ASCII digits at `at`. */
export function digits(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = bytes[i]!;
    if (c < 48 || c > 57) break;
    i++;
  }
  return i - at;
}

/** The number that `length` ASCII digits at `at` write; exact to 15 digits. */
export function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 10 + bytes[i]! - 48;
  return value;
}

/** Value of exactly two ASCII digits at `at`, −1 when there are not two. */
export function twoDigits(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const a = bytes[at]! - 48;
  const b = bytes[at + 1]! - 48;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

/** Year 1900–2199 written in four digits at `at`, 0 when there is none. */
export function yearAt(bytes: Uint8Array, at: number, end: number): number {
  const high = twoDigits(bytes, at, end);
  if (high !== 19 && high !== 20 && high !== 21) return 0;
  const low = twoDigits(bytes, at + 2, end);
  return low < 0 ? 0 : high * 100 + low;
}

/** Four digits for a year written in two: 1970–2069. */
export function century(short: number): number {
  return short < 70 ? 2000 + short : 1900 + short;
}

/** Index of the first byte at or after `at` that is not a blank. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] === 32) i++;
  return i;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'
  .split(' ')
  .map((name) => nameKey(Buffer.from(name), 0));
const WEEKDAYS = 'mon tue wed thu fri sat sun'.split(' ').map((name) => nameKey(Buffer.from(name), 0));

/** Twelve names in sixteen places without a collision (`monthPlace` is a perfect hash of them). */
const MONTH_AT_PLACE = new Int8Array(16);
for (const [index, key] of MONTHS.entries()) MONTH_AT_PLACE[monthPlace(key)] = index + 1;

/** Month 1–12 whose English three-letter name is at `at`, in any case; 0 when there is none. */
export function monthAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 3 > end) return 0;
  const key = nameKey(bytes, at);
  const month = MONTH_AT_PLACE[monthPlace(key)]!;
  return month > 0 && MONTHS[month - 1] === key ? month : 0;
}

/** True when the English three-letter name of a weekday is at `at`. */
export function weekdayAt(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 <= end && WEEKDAYS.includes(nameKey(bytes, at));
}

/** Whether a time may be followed by this byte: anything but a letter, a digit and what glues a word together. */
export function isDelimiter(byte: number): boolean {
  if (byte >= 48 && byte <= 57) return false;
  const letter = byte | 32;
  return (
    !(letter >= 97 && letter <= 122) && byte !== 95 && byte !== 45 && byte !== 46 && byte !== 64 && byte < 128
  );
}

function nameKey(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! | 32) << 16) | ((bytes[at + 1]! | 32) << 8) | (bytes[at + 2]! | 32);
}

function monthPlace(key: number): number {
  return ((key * 222) >> 8) & 15;
}

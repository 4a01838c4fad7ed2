/**
 * The decimal number written at `[start, end)`; NaN when it is none. A unit may follow: `%` or at most three letters
 * at once (`12ms`), a word after a blank (`3 seconds`). Up to 15 digits; identifiers are longer.
 */
export function decimalAt(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  const negative = bytes[i] === 45;
  if (negative) i++;
  let digits = 0;
  let value = 0;
  let scale = 0;
  for (; i < end; i++) {
    const c = bytes[i]!;
    if (c >= 48 && c <= 57) {
      if (++digits > 15) return Number.NaN;
      value = value * 10 + (c - 48);
      if (scale > 0) scale *= 10;
    } else if (c === 46 && scale === 0 && digits > 0) scale = 1;
    else break;
  }
  if (digits === 0 || scale === 1) return Number.NaN;
  let longest = 3;
  if (i < end && bytes[i] === 32) {
    if (++i === end) return Number.NaN;
    longest = 12;
  }
  if (end - i > longest) return Number.NaN;
  for (; i < end; i++) {
    const c = bytes[i]! | 32;
    if (!((c >= 97 && c <= 122) || bytes[i] === 37)) return Number.NaN;
  }
  if (scale > 1) value /= scale;
  return negative ? -value : value;
}

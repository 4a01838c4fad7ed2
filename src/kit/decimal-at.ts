/**
 * The decimal number written at `[start, end)`, a unit of at most three letters or `%` allowed behind it; NaN when
 * it is none. Up to 15 digits; identifiers are longer.
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
  if (digits === 0 || scale === 1 || end - i > 3) return Number.NaN;
  for (; i < end; i++) {
    const c = bytes[i]! | 32;
    if (!((c >= 97 && c <= 122) || bytes[i] === 37)) return Number.NaN;
  }
  if (scale > 1) value /= scale;
  return negative ? -value : value;
}

const LONGEST = 48;

/** What `readPri` gives for a PRI that breaks the rules: 192, `<013>`, `<>`, `<-1>`, 40 digits. */
export const BAD_PRI = 255;

/**
 * Reads `<PRI>` at `at` (RFC 5424 section 6.2.1): `length << 8 | value`, value 0–191 or `BAD_PRI`; −1 when there is
 * nothing like one. A lone `<` or `<note>` is not a PRI.
 */
export function readPri(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== 60) return -1;
  let value = 0;
  let i = at + 1;
  const limit = Math.min(end, at + LONGEST);
  while (i < limit) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    i++;
  }
  let digits = i - at - 1;
  if (digits === 0 && i < limit && bytes[i] === 45) {
    i++;
    while (i < limit && bytes[i]! >= 48 && bytes[i]! <= 57) i++;
    digits = LONGEST;
  }
  if (i >= limit || bytes[i] !== 62) return -1;
  const good = digits > 0 && digits <= 3 && value <= 191 && (bytes[at + 1] !== 48 || digits === 1);
  return ((i + 1 - at) << 8) | (good ? value : BAD_PRI);
}

import { BREAK, CLASS, DIGIT } from './byte-classes.ts';

/** The byte of `:`. */
export const COLON_SIGN = 0x3a;

/** Union of the class bits of `bytes[s, e)`. */
export function bitsOf(bytes: Uint8Array, s: number, e: number): number {
  let bits = 0;
  for (let i = s; i < e; i++) bits |= CLASS[bytes[i]!]!;
  return bits;
}

/** Place of the only colon of a word like `name:8080`; −1 for any other word. */
export function portColon(bytes: Uint8Array, s: number, e: number): number {
  let i = e - 1;
  while (i > s && CLASS[bytes[i]!]! & DIGIT) i--;
  if (i === e - 1 || bytes[i] !== COLON_SIGN) return -1;
  for (let k = s; k < i; k++) if (bytes[k] === COLON_SIGN) return -1;
  return i;
}

/** Whether there is a digit in `bytes[s, e)`. */
export function hasDigit(bytes: Uint8Array, s: number, e: number): boolean {
  for (let i = s; i < e; i++) if (CLASS[bytes[i]!]! & DIGIT) return true;
  return false;
}

/** Whether the name `bytes[s, p)` ends in a dot that is followed by two more. */
export function isLeader(bytes: Uint8Array, s: number, p: number): boolean {
  return p - 1 > s && bytes[p - 1] === 0x2e && bytes[p] === 0x2e && bytes[p + 1] === 0x2e;
}

/** What may stand between two values of one list: nothing, a blank, or one of , : / | ; - # with or without a blank. */
export function isListGap(out: Uint8Array, start: number, end: number): boolean {
  if (end - start > 2) return false;
  if (end === start) return true;
  const c = out[start]!;
  if (end - start === 1) return c === 0x20 || isConnector(c);
  return (c === 0x2c || c === 0x3b) && out[start + 1] === 0x20;
}

function isConnector(c: number): boolean {
  return c === 0x2c || c === 0x3a || c === 0x2f || c === 0x7c || c === 0x3b || c === 0x2d || c === 0x23;
}

/** End of `bytes[s, e)` without trailing . : ! ? — all of it when there is nothing else. */
export function trimEnd(bytes: Uint8Array, s: number, e: number): number {
  let end = e;
  while (end > s) {
    const c = bytes[end - 1]!;
    if (c !== 0x2e && c !== 0x3a && c !== 0x21 && c !== 0x3f) break;
    end--;
  }
  return end;
}

/** A path or URL goes on through = & ; , when a word follows directly: /a?x=1&y=2. */
export function pathEnd(bytes: Uint8Array, wordEnd: number, limit: number): number {
  let e = wordEnd;
  for (;;) {
    while (e < limit && !(CLASS[bytes[e]!]! & BREAK)) e++;
    const c = e < limit ? bytes[e] : 0;
    if ((c === 0x3d || c === 0x3b || c === 0x2c) && e + 1 < limit && !(CLASS[bytes[e + 1]!]! & BREAK)) e++;
    else return e;
  }
}

/** Place of the first newline of `bytes[from, limit)`, `limit` when there is none. */
export function lineEnd(bytes: Uint8Array, from: number, limit: number): number {
  let i = from;
  while (i < limit && bytes[i] !== 10) i++;
  return i;
}

import { digits, skipBlanks } from '../kit/date-parts.ts';

const OPEN = 91;
const CLOSE = 93;

/** Whether the kernel's `[   12.345678]` stands at `at`. */
export function isUptime(bytes: Uint8Array, at: number, end: number): boolean {
  return uptimeEnd(bytes, at, end) > 0;
}

/** Index after `[   12.345678]` at `at`, −1 when there is none. */
export function uptimeEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== OPEN) return -1;
  let i = skipBlanks(bytes, at + 1, Math.min(end, at + 16));
  const seconds = digits(bytes, i, Math.min(end, i + 12));
  if (seconds === 0 || seconds > 10) return -1;
  i += seconds;
  const fraction = bytes[i] === 46 ? digits(bytes, i + 1, Math.min(end, i + 12)) : 0;
  if (fraction < 3 || fraction > 9) return -1;
  i += 1 + fraction;
  return i < end && bytes[i] === CLOSE ? i + 1 : -1;
}

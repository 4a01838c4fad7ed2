import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';

const LAST = Buffer.from('last message repeated ');
const INNER = Buffer.from('message repeated ');
const LOWER_L = 108;
const LOWER_M = 109;

/** Whether `last message repeated ` stands at `at`. */
export function isLastRepeated(bytes: Uint8Array, at: number, end: number): boolean {
  return bytes[at] === LOWER_L && startsWith(bytes, at, { end, text: LAST });
}

/**
 * Gives an event its weight when its message is `last message repeated N times`, or
 * `message repeated N times: [ text]`, whose message becomes the text.
 */
export function readRepeated(event: Event): void {
  const { text: bytes, messageStart: at, messageEnd: end } = event;
  const first = bytes[at];
  if ((first !== LOWER_L && first !== LOWER_M) || at >= end) return;
  const words = first === LOWER_L ? LAST : INNER;
  if (!startsWith(bytes, at, { end, text: words })) return;
  let i = at + words.length;
  let count = 0;
  const limit = Math.min(end, i + 9);
  while (i < limit && bytes[i]! >= 48 && bytes[i]! <= 57) count = count * 10 + bytes[i++]! - 48;
  if (count === 0) return;
  if (first === LOWER_M) {
    const open = bytes.subarray(i, Math.min(end, i + 10)).indexOf(': [');
    if (open < 0) return;
    i += open + 3;
    if (bytes[i] === 32) i++;
    event.messageStart = Math.min(i, end);
    if (i < end && bytes[end - 1] === 93) event.messageEnd = end - 1;
  }
  event.weight = count;
  event.flags |= FLAG.repeated;
}

function startsWith(bytes: Uint8Array, at: number, { end, text }: { end: number; text: Buffer }): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

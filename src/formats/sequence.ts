import type { Event } from '../core/event.ts';
import { digits } from '../kit/date-parts.ts';
import { readPri } from './syslog-pri.ts';

const [BLANK, COLON, ZERO, CLOSE] = [32, 58, 48, 93];
const META = Buffer.from('[meta ', 'latin1');
const SEQUENCE = Buffer.from('sequenceId="', 'latin1');
/** More digits than any counter of 32 bits has. */
const MOST_DIGITS = 10;
/** RFC 5424 section 7.3.1. */
const HIGHEST = 2 ** 32 - 1;

/**
 * The number that a sender gives each of its lines, one more every time: that of Cisco before the time (`237: *Mar  1
 * 00:00:46: %SYS-5-…`; of two the first, which counts what is sent to syslog servers), or `sequenceId` of RFC 5424's
 * `meta`. −1 for none. Looked for in the header alone, of lines that may have one.
 */
export function sequenceOf(event: Event): number {
  switch (event.format) {
    case 'cisco':
      return ciscoNumber(event);
    case 'rfc5424':
      return sequenceId(event);
    default:
      return -1;
  }
}

function ciscoNumber({ buffer: bytes, start, messageStart: end }: Event): number {
  const pri = readPri(bytes, start, end);
  for (let i = pri > 0 ? start + (pri >> 8) : start; i < end; i++) {
    const c = bytes[i]!;
    const first = c >= ZERO && c <= ZERO + 9;
    if (first && (i === start || !isJoined(bytes[i - 1]!))) {
      const run = digits(bytes, i, end);
      const next = i + run;
      const counts = run <= MOST_DIGITS && bytes[next] === COLON && next + 1 < end;
      if (counts && bytes[next + 1] === BLANK) return numberAt(bytes, i, next);
      i = next;
    }
  }
  return -1;
}

/** Whether what stands behind it goes on with it: `sw-17:`, `10:11:12:`. */
function isJoined(c: number): boolean {
  return c !== BLANK && c !== 62 && c !== CLOSE;
}

function sequenceId({ buffer: bytes, start, end, messageStart }: Event): number {
  // Behind structured data stands a blank, and a byte order mark perhaps.
  let at = messageStart - 1;
  while (at > start && at > messageStart - 5 && bytes[at] !== CLOSE) at--;
  if (bytes[at] !== CLOSE) return -1;
  const last = Math.min(end, messageStart);
  const meta = indexOf(bytes, META, { from: start, to: last });
  if (meta < 0) return -1;
  const params = meta + META.length - 1;
  let close = params;
  while (close < last && bytes[close] !== CLOSE) close++;
  const found = indexOf(bytes, SEQUENCE, { from: params, to: close });
  if (found < 0) return -1;
  const from = found + SEQUENCE.length;
  const run = digits(bytes, from, close);
  if (run === 0 || run > MOST_DIGITS || bytes[from + run] !== 34) return -1;
  return numberAt(bytes, from, from + run);
}

/** As of a buffer, without making one for a part of it. */
function indexOf(bytes: Uint8Array, words: Uint8Array, { from, to }: { from: number; to: number }): number {
  const first = words[0]!;
  for (let i = from; i <= to - words.length; i++) {
    if (bytes[i] !== first) continue;
    let k = 1;
    while (k < words.length && bytes[i + k] === words[k]) k++;
    if (k === words.length) return i;
  }
  return -1;
}

function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) n = 10 * n + bytes[i]! - ZERO;
  return n <= HIGHEST ? n : -1;
}

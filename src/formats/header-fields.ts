import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import {
  isVersionless,
  isVersionOne,
  type StructuredData,
  StructuredDataScanner,
  structuredData,
} from './structured-data.ts';
import { readPri } from './syslog-pri.ts';

const BLANK = 32;
const OPEN = 91;

const outer = new TimeReader();
const scanner = new StructuredDataScanner();

/** What the syslog header of a line carries beyond its columns: `relay`, or the structured data of RFC 5424 as `sd`. */
export function headerFields(event: Event): Fields {
  if ((event.flags & FLAG.relayed) !== 0) return relayFields(event);
  const { buffer: bytes, start, end } = event;
  const pri = readPri(bytes, start, end);
  if (pri < 0) return {};
  const at = skipBlanks(bytes, start + (pri >> 8), end);
  return isVersionOne(bytes, at, end) || isVersionless(bytes, at, end) ? sdFields(event) : {};
}

/** `{ relay }`: the host of the outer of two headers. */
export function relayFields(event: Event): Fields {
  const { buffer: bytes, start, end } = event;
  const pri = readPri(bytes, start, end);
  const at = skipBlanks(bytes, pri > 0 ? start + (pri >> 8) : start, end);
  if (!outer.read(bytes, at, end)) return {};
  const from = skipBlanks(bytes, outer.end, end);
  let stop = from;
  while (stop < end && bytes[stop]! > BLANK) stop++;
  return { relay: bytes.toString('utf8', from, stop) };
}

/** `{ sd }` of a line of RFC 5424. */
export function sdFields(event: Event): Fields {
  return { sd: sdOf(event) };
}

/** Structured data of a line of RFC 5424; looked for again from the front, so that reading a line costs nothing for it. */
export function sdOf(event: Event): StructuredData {
  const { buffer: bytes, start, end } = event;
  let at = skipBlanks(bytes, start + (readPri(bytes, start, end) >> 8), end);
  // Without a version the time is the first word.
  const words = isVersionOne(bytes, at, end) ? 6 : 5;
  for (let word = 0; word < words; word++) at = Math.min(end, wordEnd(bytes, at, end) + 1);
  const stop = at < end && bytes[at] === OPEN ? scanner.scan(bytes, at, end) : -1;
  return stop < 0 ? {} : structuredData(bytes.toString('utf8', at, stop));
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== BLANK) i++;
  return i;
}

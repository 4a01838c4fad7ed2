import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { readCisco, setHost } from './cisco-text.ts';
import { says } from './dialect.ts';
import { readRfc3164 } from './rfc3164-text.ts';
import { readFromTime, readRfc5424 } from './rfc5424-text.ts';
import { isVersionOne } from './structured-data.ts';
import { SyslogHeader } from './syslog-header.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';
import { TagReader } from './syslog-tag.ts';

const [BLANK, ONE, COLON, LESS, M, O, F] = [32, 49, 58, 60, 77, 79, 102];
/** What AIX's syslogd writes before lines of others. */
const FORWARDED = Buffer.from('Message forwarded from ', 'latin1');
/** The same where no host stands before it, so that its first word was taken for one. */
const FIRST_WORD = 'Message';
const OTHER_WORDS = Buffer.from('forwarded from ', 'latin1');
/** What Kiwi's puts before lines whose sender it is to keep. */
const ORIGINAL = Buffer.from('Original Address=', 'latin1');
const MOST = 3;
const LONGEST_HOST = 255;

const tag = new TagReader();
const header = new SyslogHeader(true);

/**
 * A relay's header before a whole line of another: behind the header that was read, which names no program, stands a
 * PRI and a header of either RFC, or what relays write of the sender. The inner host is the event's, and its program,
 * severity and data; the relay is kept as a field, and its time stays, as the device's own clock may be anything.
 */
export function takeRelayed(event: Event, context: ParseContext): void {
  for (let n = 0; n < MOST && event.app === null && event.text === event.buffer; n++) {
    if (!takeOne(event, context)) return;
  }
}

function takeOne(event: Event, context: ParseContext): boolean {
  const { buffer: bytes, messageStart: at, messageEnd: end } = event;
  switch (bytes[at]) {
    case LESS: {
      const pri = readPri(bytes, at, end);
      return pri > 0 && (pri & 255) !== BAD_PRI && takeLine(event, context, at);
    }
    case ONE:
      return isVersionOne(bytes, at, end) && takeLine(event, context, at);
    case M:
      return says(event, at, FORWARDED) && takeForwarded(event, context, at + FORWARDED.length);
    case F:
      if (event.host !== FIRST_WORD || !says(event, at, OTHER_WORDS)) return false;
      event.host = null;
      return takeForwarded(event, context, at + OTHER_WORDS.length);
    case O:
      return says(event, at, ORIGINAL) && takeOriginal(event, context, at + ORIGINAL.length);
    default:
      return false;
  }
}

/** A whole line at `at`; what was known of the event stays when it says neither host nor program. */
function takeLine(event: Event, context: ParseContext, at: number): boolean {
  const { host, time, facility, severity, flags, format, readFields, messageStart } = event;
  const line = event.start;
  event.host = null;
  event.readFields = null;
  event.start = at;
  const read = readInner(event, context, at);
  event.start = line;
  if (!read || (event.host === null && event.app === null)) {
    Object.assign(event, {
      host,
      time,
      facility,
      severity,
      flags,
      format,
      readFields,
      messageStart,
      app: null,
    });
    return false;
  }
  if (!Number.isNaN(time)) event.time = time;
  // What is wrong with the time of the device is no more than that.
  event.flags = (event.flags & ~FLAG.bad_time) | (flags & FLAG.bad_time) | FLAG.relayed;
  event.readFields = fieldsOf(event.readFields, host, at - line);
  event.host ??= host;
  return true;
}

function readInner(event: Event, context: ParseContext, at: number): boolean {
  if (event.buffer[at] === LESS) return readRfc5424(event, context) || readRfc3164(event, context);
  readFromTime(event, context, at + 2);
  return true;
}

/** Fields of the inner line, which begins `offset` behind the outer one, and the relay. */
function fieldsOf(inner: Event['readFields'], relay: string | null, offset: number) {
  return (event: Event): Fields => {
    const { start } = event;
    event.start = start + offset;
    try {
      // What the inner line calls its relay is the outer one's device.
      const { relay: _inner, ...fields } = inner?.(event) ?? {};
      return relay === null ? fields : { relay, ...fields };
    } finally {
      event.start = start;
    }
  };
}

/** `HOST: program[1]: text`. */
function takeForwarded(event: Event, context: ParseContext, at: number): boolean {
  const { buffer: bytes, messageEnd: end } = event;
  const stop = wordEnd(bytes, at, end);
  if (stop - at < 2 || bytes[stop - 1] !== COLON) return false;
  takeHost(event, context, { start: at, end: stop - 1 });
  const next = skipBlanks(bytes, stop, end);
  event.messageStart = next;
  if (!tag.read(bytes, next, end)) return true;
  event.app = context.intern.text(bytes, tag.appStart, tag.appEnd);
  event.pidStart = tag.pidStart;
  event.pidEnd = tag.pidEnd;
  event.messageStart = tag.end;
  return true;
}

/** `ADDRESS `, and the line behind it: with a PRI, which is looked for next, or without. */
function takeOriginal(event: Event, context: ParseContext, at: number): boolean {
  const { buffer: bytes, messageEnd: end } = event;
  const stop = wordEnd(bytes, at, end);
  if (stop === at || stop >= end) return false;
  takeHost(event, context, { start: at, end: stop });
  const next = skipBlanks(bytes, stop, end);
  event.messageStart = next;
  const { time, readFields, start } = event;
  if (bytes[next] === LESS) return true;
  if (!readCisco(event, context, next) && !header.read(event, context, next)) return true;
  if (!Number.isNaN(time)) event.time = time;
  const { relay } = readFields?.(event) ?? {};
  event.readFields = fieldsOf(event.readFields, typeof relay === 'string' ? relay : null, next - start);
  return true;
}

function takeHost(event: Event, context: ParseContext, place: { start: number; end: number }): void {
  const { host, readFields } = event;
  setHost(event, context, place);
  event.flags |= FLAG.relayed;
  event.readFields = fieldsOf(readFields, host, 0);
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  const limit = Math.min(end, at + LONGEST_HOST);
  while (i < limit && bytes[i]! > BLANK) i++;
  return i;
}

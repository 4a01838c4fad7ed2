import type { Event, Fields } from '../core/event.ts';
import { defineFormat } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { uptimeEnd } from './kernel-stamp.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';
import { facilityOf, severityOf } from './syslog-words.ts';

const OPEN = 91;
const CLOSE = 93;

const time = new TimeReader();

/**
 * The kernel's ring buffer as dmesg and boot logs show it, with a level before it (`<6>`, dmesg -x) or without, and
 * dmesg -T. Seconds since boot are no time of day: such an event has none.
 */
export default defineFormat({
  name: 'kernel',
  describe: 'kernel messages: [   12.345678] message, <6>[   12.345678] message, dmesg -T and -x',
  specificity: 0.9,
  parse(event, context) {
    const { buffer: bytes, messageStart: start, messageEnd: end } = event;
    if (start >= end) return false;
    const pri = bytes[start] === 60 ? readPri(bytes, start, end) : -1;
    if (pri >= 0 && (pri & 255) === BAD_PRI) return false;
    let at = pri < 0 ? start : start + (pri >> 8);
    let facility = pri < 0 ? 0 : (pri & 255) >> 3;
    let severity = pri < 0 ? -1 : pri & 7;
    if (pri < 0 && bytes[at] !== OPEN) {
      const words = levelWords(bytes, at, end);
      if (words === null) return false;
      ({ facility, severity, at } = words);
    }
    let stop = uptimeEnd(bytes, at, end);
    let epoch = Number.NaN;
    if (stop < 0) {
      // dmesg -T: [Sat Nov 21 11:47:01 2026]
      const letter = bytes[at + 1];
      if (bytes[at] !== OPEN || letter === undefined || letter < 65 || letter > 90) return false;
      if (!time.read(bytes, at + 1, end) || !time.hasYear || bytes[time.end] !== CLOSE) return false;
      // Apache's error log begins alike and goes on with a bracket.
      if (bytes[time.end + 1] !== 32 || bytes[time.end + 2] === OPEN) return false;
      epoch = time.epoch(context.clock, context.reference);
      stop = time.end + 1;
    } else if (bytes[stop] === OPEN) stop = callerEnd(bytes, stop, end);
    event.time = epoch;
    event.app = 'kernel';
    event.facility = facility;
    event.severity = severity;
    event.messageStart = Math.min(end, bytes[stop] === 32 ? stop + 1 : stop);
    event.readFields = Number.isNaN(epoch) ? uptimeFields : null;
    event.format = 'kernel';
    return true;
  },
});

/** `{ uptime }`: seconds since boot. */
function uptimeFields(event: Event): Fields {
  const head = event.buffer.toString('latin1', event.start, Math.min(event.end, event.start + 64));
  const uptime = /\[ *(\d+\.\d+)\]/.exec(head)?.[1];
  return uptime === undefined ? {} : { uptime: Number(uptime) };
}

/** dmesg -x: `kern  :info  : [`. */
function levelWords(
  bytes: Buffer,
  start: number,
  end: number,
): { facility: number; severity: number; at: number } | null {
  if (bytes[start]! < 97 || bytes[start]! > 122) return null;
  const head = bytes.toString('latin1', start, Math.min(end, start + 24));
  const found = /^([a-z0-7]+) *:([a-z]+) *: (?=\[)/.exec(head);
  if (found === null) return null;
  const facility = facilityOf(found[1]);
  const severity = severityOf(found[2]);
  return facility < 0 || severity < 0 ? null : { facility, severity, at: start + found[0].length };
}

/** Index after `[    T0]` or `[   C12]`, the thread or processor that printed. */
function callerEnd(bytes: Buffer, at: number, end: number): number {
  const i = skipBlanks(bytes, at + 1, end);
  if (bytes[i] !== 84 && bytes[i] !== 67) return at;
  const limit = Math.min(end, i + 12);
  for (let k = i + 1; k < limit; k++) if (bytes[k] === CLOSE) return k + 1;
  return at;
}

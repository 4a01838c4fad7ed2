import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat, type ParseContext } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { skipGap } from './header-columns.ts';
import { severityOfStatus } from './http-status.ts';
import { lineHead } from './line-head.ts';

const SLASH = 47;
const COLON = 58;
const time = new TimeReader();
const PANIC = /^(?:panic: |fatal error: )/;

/**
 * Go's standard `log`: `2026/01/02 15:04:05 file.go:12: message`, with or without fraction and file. A `panic:` or
 * `fatal error:` of the runtime is an event of its own, critical; its goroutine dump folds into it.
 */
export default defineFormat({
  name: 'go',
  describe: 'Go standard log: yyyy/mm/dd hh:mm:ss [file.go:12:] message; panic:; Gin requests',
  specificity: 0.45,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (buffer[start] === 91) return parseGin(event, context);
    if (buffer[start + 4] !== SLASH || buffer[start + 7] !== SLASH) {
      const c = buffer[start];
      if (
        (c !== 112 && c !== 102) ||
        !PANIC.test(buffer.toString('latin1', start, Math.min(end, start + 16)))
      ) {
        return false;
      }
      event.severity = 2;
      return true;
    }
    if (!time.read(buffer, start, end)) return false;
    let at = skipGap(buffer, time.end, end);
    const place = fileEnd(buffer, at, end);
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    if (place > 0) {
      event.app = context.intern.text(buffer, at, buffer.indexOf(COLON, at));
      at = skipGap(buffer, place, end);
      event.readFields = readFields;
    }
    event.messageStart = at;
    return true;
  },
});

const GIN = /^\[GIN\] (\d{4}\/\d\d\/\d\d) - (\d\d:\d\d:\d\d) \| +([1-5]\d\d) \| /;

/** Gin's request log: `[GIN] 2026/02/07 - 10:49:33 | 401 |  505.317µs |  192.0.2.3 | POST  "/client"`. */
function parseGin(event: Event, context: ParseContext): boolean {
  const { buffer, start, end } = event;
  if (buffer[start + 1] !== 71) return false;
  const match = GIN.exec(buffer.toString('latin1', start, Math.min(end, start + 50)));
  if (match === null) return false;
  const [all, date, clock, status] = match;
  const bytes = Buffer.from(`${date} ${clock}`, 'latin1');
  if (!time.read(bytes, 0, bytes.length)) return false;
  event.time = time.epoch(context.clock, context.reference);
  if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
  event.severity = severityOfStatus(Buffer.from(status!), 0, 3);
  event.app = 'gin';
  event.messageStart = start + all.length - status!.length - 3;
  return true;
}

/** Index after `file.go:12:`, −1 when it is not at `at`. */
function fileEnd(bytes: Buffer, at: number, end: number): number {
  const colon = bytes.indexOf(COLON, at);
  if (colon < at + 4 || colon >= end || colon - at > 200) return -1;
  if (bytes[colon - 3] !== 46 || bytes[colon - 2] !== 103 || bytes[colon - 1] !== 111) return -1;
  let i = colon + 1;
  while (i < end && bytes[i]! >= 48 && bytes[i]! <= 57) i++;
  return i > colon + 1 && bytes[i] === COLON ? i + 1 : -1;
}

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const place = / (\S+\.go):(\d+): /.exec(lineHead(event, 400));
  if (place !== null) Object.assign(fields, { file: place[1], fileLine: Number(place[2]) });
  return fields;
}

import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { isUptime } from './kernel-stamp.ts';
import { isVersionless, isVersionOne } from './structured-data.ts';
import { SyslogHeader } from './syslog-header.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';

const header = new SyslogHeader(false);

/** Reads a line of RFC 3164, or what has a PRI and is of no other kind; false, and the event untouched, when it is none. */
export function readRfc3164(event: Event, context: ParseContext): boolean {
  const { buffer: bytes, messageStart, messageEnd } = event;
  const read = readPri(bytes, messageStart, messageEnd);
  if (read < 0) return false;
  const pri = read & 255;
  const at = messageStart + (read >> 8);
  if (
    isVersionOne(bytes, at, messageEnd) ||
    isVersionless(bytes, skipBlanks(bytes, at, messageEnd), messageEnd)
  )
    return false;
  if (pri <= 7 && isUptime(bytes, at, messageEnd)) return false;
  if (pri === BAD_PRI) event.flags |= FLAG.malformed;
  else {
    event.facility = pri >> 3;
    event.severity = pri & 7;
  }
  event.format = 'rfc3164';
  return header.read(event, context, at);
}

import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { ciscoFields, setHost, severityPlace, takeMessage } from './cisco-text.ts';
import { sdFields } from './header-fields.ts';
import { readRepeated } from './repeated.ts';
import { isVersionless, isVersionOne, StructuredDataScanner } from './structured-data.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';
import { TRAP_APP, trapFields } from './trap-fields.ts';
import { isNobodys, takeVendor, takeVendorData } from './vendors.ts';

const BLANK = 32;
const PERCENT = 37;
const DASH = 45;
const OPEN = 91;

const time = new TimeReader();
const scanner = new StructuredDataScanner();
/** Where the program is named, of the line being read; `known` when host and program are, and no vendor's event. */
const named = { appStart: 0, appEnd: 0, known: false };

/** Reads a line of RFC 5424; false, and the event untouched, when it is none. */
export function readRfc5424(event: Event, context: ParseContext): boolean {
  const { buffer: bytes, messageStart: start, messageEnd: end } = event;
  const read = readPri(bytes, start, end);
  if (read < 0) return false;
  let version = start + (read >> 8);
  const versioned = isVersionOne(bytes, version, end);
  // Without its version it may have a blank in its place.
  if (!versioned) version = skipBlanks(bytes, version, end);
  if (!versioned && !isVersionless(bytes, version, end)) return false;
  const pri = read & 255;
  if (pri === BAD_PRI) event.flags |= FLAG.malformed;
  else {
    event.facility = pri >> 3;
    event.severity = pri & 7;
  }
  readFromTime(event, context, versioned ? version + 2 : version);
  return true;
}

/** Reads what stands behind PRI and version, from the time on. */
export function readFromTime(event: Event, context: ParseContext, at: number): void {
  event.format = 'rfc5424';
  event.readFields = readFields;
  readBody(event, context, readTime(event, context, at));
}

/** Reads the time or `-` at `at`; gives where the host begins. */
function readTime(event: Event, context: ParseContext, at: number): number {
  const { buffer: bytes, messageEnd: end } = event;
  let stop = wordEnd(bytes, at, end);
  if (bytes[at] === DASH) return Math.min(end, stop + 1);
  if (time.read(bytes, at, end)) {
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    if (time.end !== stop) event.flags |= FLAG.malformed;
    stop = time.end;
  } else event.flags |= FLAG.malformed | FLAG.bad_time;
  return skipBlanks(bytes, stop, end);
}

/** HOSTNAME to MSG. */
function readBody(event: Event, context: ParseContext, at: number): void {
  const { buffer: bytes, messageEnd: end } = event;
  const hostEnd = wordEnd(bytes, at, end);
  if (hostEnd > at && !isNil(bytes, at, hostEnd)) setHost(event, context, { start: at, end: hostEnd });
  const app = Math.min(end, hostEnd + 1);
  const appEnd = wordEnd(bytes, app, end);
  if (appEnd > app && !isNil(bytes, app, appEnd)) event.app = context.intern.text(bytes, app, appEnd);
  const pid = Math.min(end, appEnd + 1);
  const pidEnd = wordEnd(bytes, pid, end);
  if (pidEnd > pid && !isNil(bytes, pid, pidEnd)) {
    event.pidStart = pid;
    event.pidEnd = pidEnd;
  }
  const msgid = Math.min(end, pidEnd + 1);
  const msgidEnd = wordEnd(bytes, msgid, end);
  if (msgidEnd > msgid && !isNil(bytes, msgid, msgidEnd)) {
    event.msgid = context.intern.text(bytes, msgid, msgidEnd);
  }
  // Names of NetApp's events are small letters, and nearly no other message id is.
  named.known = event.app !== null && event.host !== null && bytes[msgid]! < 97;
  named.appStart = app;
  named.appEnd = appEnd;
  const data = Math.min(end, msgidEnd + 1);
  if (data >= end) event.flags |= FLAG.malformed;
  const text = dataEnd(event, data);
  // What looks like structured data and is none may be a vendor's own way of writing.
  const broken = text === data && bytes[data] === OPEN;
  const vendor = takeText(event, context, text) || (text > data + 1 && takeVendorData(event, data));
  if (broken && !vendor) event.flags |= FLAG.malformed;
}

/** Index after STRUCTURED-DATA, or its own begin when it is none and stays in the message. */
function dataEnd(event: Event, at: number): number {
  const { buffer: bytes, messageEnd: end } = event;
  if (at >= end) return end;
  if (bytes[at] === OPEN) {
    const stop = scanner.scan(bytes, at, end);
    if (stop >= 0 && scanner.malformed) event.flags |= FLAG.malformed;
    return stop < 0 ? at : stop;
  }
  const stop = wordEnd(bytes, at, end);
  if (isNil(bytes, at, stop)) return stop;
  event.flags |= FLAG.malformed;
  return at;
}

/** Makes what stands at `at` the message; true when it is of a vendor whose way of writing is known. */
function takeText(event: Event, context: ParseContext, at: number): boolean {
  const { buffer: bytes, messageEnd: end } = event;
  let i = at < end && bytes[at] === BLANK ? at + 1 : at;
  if (i + 3 <= end && bytes[i] === 0xef && bytes[i + 1] === 0xbb && bytes[i + 2] === 0xbf) i += 3;
  // rsyslog hands on the blank that ended the tag of the old format.
  if (i + 1 < end && bytes[i] === BLANK && bytes[i + 1] !== BLANK) i++;
  event.messageStart = i;
  if (bytes[i] === PERCENT && severityPlace(bytes, i, end) > 0) {
    takeMessage(event, context, i);
    event.readFields = readFields;
    return true;
  }
  const nobodys = named.known && isNobodys(bytes, named, i);
  if (!nobodys && takeVendor(event, context)) return true;
  readRepeated(event);
  return false;
}

/** `{ sd }`, and what a Cisco message or an SNMP notification tells. */
function readFields(event: Event): Fields {
  if (event.app === TRAP_APP) return { ...sdFields(event), ...trapFields(event) };
  return { ...sdFields(event), ...ciscoFields(event) };
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== BLANK) i++;
  return i;
}

function isNil(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start + 1 && bytes[start] === DASH;
}

import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { digits, monthAt } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { zoneOffset } from '../kit/zones.ts';
import { withHeader } from './dialect.ts';
import { juniper } from './juniper-text.ts';
import { mnemonicFields } from './mnemonic-fields.ts';
import { Named } from './named.ts';

/** The `%` of a Cisco message is looked for in the header only. */
const HEADER = 200;
const MOST_ITEMS = 12;

const BLANK = 32;
const SLASH = 47;
const PERCENT = 37;
const STAR = 42;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

const time = new TimeReader();

/**
 * Where `%FACILITY-[SUB-]SEVERITY-MNEMONIC` at `at` has its severity digit; −1 when it is something else.
 * Shape of Cisco's system message guides, all of IOS, NX-OS, IOS-XR, ASA and FTD.
 */
export function severityPlace(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== PERCENT || !isUpper(bytes[at + 1]!)) return -1;
  const limit = Math.min(end - 2, at + 64);
  for (let i = at + 2; i < limit; i++) {
    const c = bytes[i]!;
    if (c !== DASH) {
      if (!isWord(c)) return -1;
      continue;
    }
    const level = bytes[i + 1]!;
    if (level >= 48 && level <= 55 && bytes[i + 2] === DASH && i + 3 < end && isWord(bytes[i + 3]!))
      return i + 1;
  }
  return -1;
}

/**
 * Reads a Cisco line whose header begins at `at`: sequence numbers, host, marks, times, uptimes and nodes in any of
 * the orders the platforms write them, then `%FAC-SEV-MNEMONIC`. False, and the event untouched, when something
 * else stands before the `%`. Uptimes are no time of day.
 */
export function readCisco(event: Event, context: ParseContext, at: number): boolean {
  const { buffer: bytes } = event;
  const end = event.messageEnd;
  const percent = findMessage(bytes, at, end);
  if (percent < 0) return false;
  let i = at;
  let epoch = Number.NaN;
  let flags = 0;
  let timed = false;
  let hostStart = -1;
  let hostEnd = -1;
  let names = 0;
  // The last item, when it is a name or `rpd[1234]`: what wrote the message.
  let agent = -1;
  let agentEnd = -1;
  for (let item = 0; i < percent; item++) {
    if (item === MOST_ITEMS) return false;
    const c = bytes[i]!;
    if (c === BLANK || c === COLON) {
      i++;
      item--;
      continue;
    }
    agent = -1;
    const marked = c === STAR || c === DOT;
    const begin = marked ? i + 1 : i;
    const plain = plainItem(bytes, begin, percent);
    if (plain > 0) {
      i = plain;
    } else if (time.read(bytes, begin, percent)) {
      // The first time is the relay's when there are two; the device's own may be in another zone or not set.
      if (!timed) {
        epoch = time.epoch(context.clock, context.reference);
        if (Number.isNaN(epoch)) flags |= FLAG.bad_time;
      }
      timed = true;
      i = time.end;
    } else {
      const stop = wordEnd(bytes, begin, percent);
      if (stop === begin) return false;
      if (marked) {
        // `*spamApTask1:`, the task of a wireless controller.
        i = stop;
        continue;
      }
      if (
        (timed && isZone(bytes, i, stop)) ||
        isPlace(bytes, i, stop) ||
        digits(bytes, i, stop) === stop - i
      ) {
        if (bytes[stop - 1] === CLOSE) {
          agent = i;
          agentEnd = stop;
        }
        i = stop;
        continue;
      }
      names++;
      if (names > 2 || (names === 2 && bytes[stop] !== COLON && bytes[stop + 1] !== COLON)) return false;
      if (hostStart < 0) {
        hostStart = i;
        hostEnd = stop;
      } else {
        agent = i;
        agentEnd = stop;
      }
      i = stop;
    }
    if (marked) flags |= FLAG.clock_untrusted;
  }
  if (timed) event.time = epoch;
  if (hostStart >= 0) setHost(event, context, { start: hostStart, end: hostEnd });
  event.flags |= flags;
  takeMessage(event, context, percent);
  event.format = familyOf(event, agent, agentEnd);
  if (event.format === 'juniper') takeJunos(event, context, { start: agent, end: agentEnd });
  return true;
}

/** Facilities that only Arista's EOS has. */
const EOS = new Named(
  ['AGENT', 'PROCMGR', 'ACL', 'EVENTMON', 'MLAG', 'IGMPSNOOPING', 'CAPI', 'XCVR', 'EOS'].map(
    (name) => [name, true] as const,
  ),
);
/** Facilities of syslog, which Junos writes before its own names where the priority is shown (`explicit-priority`). */
const JUNOS = new Set([
  ...['DAEMON', 'KERN', 'USER', 'AUTH', 'PFE', 'INTERACT', 'CHANGE', 'CONFLICT', 'FIREWALL', 'AUTHORIZATION'],
  'EXTERNAL',
]);

/** Whose message it is: EOS names the agent that wrote it, Junos the daemon with its number. */
function familyOf({ buffer: bytes, app }: Event, agent: number, agentEnd: number): string {
  if (agent >= 0 && bytes[agentEnd - 1] === CLOSE) return JUNOS.has(app!) ? 'juniper' : 'cisco';
  return (agent >= 0 && isAgent(bytes, agent, agentEnd)) || EOS.get(app!) === true ? 'arista' : 'cisco';
}

/** `Ebra`, `ConfigAgent`, `ProcMgr-worker`: a capital, small letters, and no number at the end. */
function isAgent(bytes: Uint8Array, start: number, end: number): boolean {
  const second = bytes[start + 1]!;
  const last = bytes[end - 1]!;
  if (!isUpper(bytes[start]!) || end - start < 3 || !(second >= 97 && second <= 122)) return false;
  for (let i = start; i < end; i++) if (bytes[i] === DOT || bytes[i] === 95) return false;
  return last >= 97 && last <= 122;
}

/** `rpd[1234]: %DAEMON-4-RPD_OSPF_NBRDOWN: …`: daemon, number, and Junos' own message. */
function takeJunos(event: Event, context: ParseContext, agent: { start: number; end: number }): void {
  const { buffer: bytes } = event;
  const level = severityPlace(bytes, event.messageStart, event.messageEnd);
  let open = agent.start;
  while (bytes[open] !== OPEN) open++;
  event.app = context.intern.text(bytes, agent.start, open);
  if (open + 1 < agent.end - 1) {
    event.pidStart = open + 1;
    event.pidEnd = agent.end - 1;
  }
  event.messageStart = level + 2;
  event.readFields = null;
  if (!juniper.take(event, context)) event.readFields = withHeader(ciscoFields);
}

/** Makes the Cisco message at `percent` the event's; its facility is the app unless there is one. */
export function takeMessage(event: Event, context: ParseContext, percent: number): void {
  const level = severityPlace(event.buffer, percent, event.messageEnd);
  event.messageStart = percent;
  event.app ??= context.intern.text(event.buffer, percent + 1, level - 1);
  if (event.severity < 0) event.severity = event.buffer[level]! - 48;
  event.readFields = ciscoFields;
}

/** `{ cisco: { facility, severity, mnemonic } }` and named fields of an event whose message begins with `%`. */
export function ciscoFields(event: Event): Fields {
  const { text, messageStart: start, messageEnd: end } = event;
  const level = severityPlace(text, start, end);
  if (level < 0) return {};
  let stop = level + 2;
  while (stop < end && isWord(text[stop]!)) stop++;
  const facility = text.toString('latin1', start + 1, level - 1);
  const severity = text[level]! - 48;
  const mnemonic = text.toString('latin1', level + 2, stop);
  return {
    cisco: { facility, severity, mnemonic },
    ...mnemonicFields(event, { facility, severity, mnemonic }),
  };
}

/** Sets the host; one longer than 255 bytes is cut and flagged. */
export function setHost(
  event: Event,
  context: ParseContext,
  { start, end }: { start: number; end: number },
): void {
  const cut = end - start > 255;
  if (cut) event.flags |= FLAG.host_cut;
  event.host = context.intern.text(event.buffer, start, cut ? start + 255 : end);
}

function findMessage(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + HEADER);
  for (let i = at; i < limit; i++) {
    if (bytes[i] !== PERCENT) continue;
    const before = i === at ? BLANK : bytes[i - 1]!;
    if ((before === BLANK || before === COLON) && severityPlace(bytes, i, end) > 0) return i;
  }
  return -1;
}

/** Sequence number (`123:`), uptime (`00:00:46`, `1w2d`) or NX-OS virtual device (`%$VDC-1%$`): where it ends, or 0. */
function plainItem(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === PERCENT && bytes[at + 1] === 36) {
    for (let i = at + 2; i + 1 < end && i < at + 40; i++) {
      if (bytes[i] === PERCENT && bytes[i + 1] === 36) return i + 2;
    }
    return 0;
  }
  const run = digits(bytes, at, end);
  if (run === 0) return 0;
  let i = at + run;
  if (i >= end) return i;
  const next = bytes[i]!;
  if (next === COLON) {
    if (digits(bytes, i + 1, end) !== 2) return i + 1 >= end || bytes[i + 1] === BLANK ? i : 0;
    if (bytes[i + 3] !== COLON || digits(bytes, i + 4, end) !== 2) return 0;
    i += 6;
    if (bytes[i] === DOT) i += 1 + digits(bytes, i + 1, end);
    return i <= end ? i : 0;
  }
  while (i < end && isUnit(bytes[i]!)) {
    i++;
    const more = digits(bytes, i, end);
    if (more === 0) return i >= end || bytes[i] === COLON || bytes[i] === BLANK ? i : 0;
    i += more;
  }
  return 0;
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = bytes[i]!;
    if (c <= BLANK || c === 61 || c === 34 || c === 44) break;
    // A colon ends a word unless an address goes on behind it.
    if (c === COLON && (i + 1 >= end || !isAddressByte(bytes[i + 1]!) || monthAt(bytes, i + 1, end) > 0))
      break;
    i++;
  }
  if (i < end && bytes[i] !== BLANK && bytes[i] !== COLON) return at;
  return i;
}

/** An IOS-XR node (`RP/0/RSP0/CPU0`) or process (`ifmgr[210]`): part of the header, and no host. */
function isPlace(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[end - 1] === 93) return true;
  for (let i = start; i < end && end - start < 40; i++) {
    if (bytes[i] === SLASH && bytes[i + 1] === 67 && bytes[i + 2] === 80 && bytes[i + 3] === 85)
      return i + 3 < end;
  }
  return false;
}

/** A zone in small letters behind the time, `10:11:12.123 gmt:`. */
function isZone(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start - 1] !== BLANK || end - start > 4 || bytes[end - 1]! < 65) return false;
  const word = Buffer.from(bytes.toString('latin1', start, end).toUpperCase(), 'latin1');
  return !Number.isNaN(zoneOffset(word, 0, word.length));
}

function isAddressByte(c: number): boolean {
  const letter = c | 32;
  return (c >= 48 && c <= 57) || (letter >= 97 && letter <= 102) || c === COLON;
}

function isUnit(c: number): boolean {
  return c === 121 || c === 119 || c === 100 || c === 104 || c === 109 || c === 115;
}

function isUpper(c: number): boolean {
  return c >= 65 && c <= 90;
}

function isWord(c: number): boolean {
  const letter = c | 32;
  return (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 95;
}

import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { digits, monthAt, skipBlanks, weekdayAt } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { readCisco, setHost, severityPlace, takeMessage } from './cisco-text.ts';
import { relayFields } from './header-fields.ts';
import { isLastRepeated, readRepeated } from './repeated.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';
import { TagReader } from './syslog-tag.ts';
import { facilityDotSeverity, isLevelWord, severityOf } from './syslog-words.ts';
import { isNobodys, takeVendor } from './vendors.ts';

const BLANK = 32;
const PERCENT = 37;
const STAR = 42;
const DOT = 46;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
/** Headers behind the first inner one that are looked for. */
const MOST_RELAYS = 2;

/** Bytes that no host name holds; names with `/ @ _ %` and addresses with `:` are seen in the wild. */
const NOT_IN_HOST = new Uint8Array(256);
for (const c of Buffer.from('[]()=,;"{}<>|\'?!*')) NOT_IN_HOST[c] = 1;

/** Reads `TIMESTAMP HOST TAG: message` (RFC 3164 section 4.1) and what is sent and written in its place. */
export class SyslogHeader {
  readonly #inFile: boolean;
  readonly #time = new TimeReader();
  readonly #inner = new TimeReader();
  readonly #tag = new TagReader();
  /** What was read so far; the event is touched only when all is read. */
  #next = 0;
  #hostStart = -1;
  #hostEnd = -1;
  #pri = -1;
  /** Severity written as a word, −1 when there is none. */
  #level = -1;
  /** Whether behind an inner header a program is named. */
  #tagged = false;

  /**
   * @param inFile true for lines without a PRI: only what clearly has such a header is taken; after a PRI everything
   * is, whatever is missing
   */
  constructor(inFile: boolean) {
    this.#inFile = inFile;
  }

  /** Reads the header at `begin`; false, and the event untouched, when there is none (never after a PRI). */
  read(event: Event, context: ParseContext, begin: number): boolean {
    const bytes = event.buffer;
    const end = event.messageEnd;
    const at = this.#inFile ? begin : skipBlanks(bytes, begin, end);
    this.#hostStart = -1;
    this.#pri = -1;
    this.#level = -1;
    if (!this.#readTime(bytes, at, end)) {
      if (this.#inFile) return false;
      if (readCisco(event, context, at)) return true;
      this.#untimed(event, context, at);
      return true;
    }
    const stop = this.#time.end;
    const glued = stop < end && bytes[stop] !== BLANK;
    if (glued) {
      if (bytes[stop] === COLON && readCisco(event, context, at)) return true;
      if (this.#inFile) return false;
    }
    this.#next = skipBlanks(bytes, bytes[stop] === COLON ? stop + 1 : stop, end);
    if (bytes[this.#next] === LESS || weekdayAt(bytes, at, end)) this.#facilityFirst(bytes, end);
    if (!this.#readHost(bytes, end)) return false;
    return this.#afterHost(event, context, at);
  }

  #afterHost(event: Event, context: ParseContext, at: number): boolean {
    const bytes = event.buffer;
    const end = event.messageEnd;
    const i = this.#next;
    const c = i < end ? bytes[i]! : 0;
    const month = c >= 65 && c <= 83 && monthAt(bytes, i, end) > 0;
    // A mark, a number or a second time behind the host: a Cisco line as a relay writes it down, or two headers.
    const odd = month || mayBeCisco(c) || c === LESS;
    if (odd && readCisco(event, context, at)) return true;
    const outer = this.#hostStart;
    const relayed = odd && outer >= 0 && this.#innerHeader(bytes, i, end);
    // A relay of relays.
    for (let n = 0; relayed && !this.#tagged && n < MOST_RELAYS; n++) {
      if (this.#innerHeader(bytes, this.#next, end)) continue;
      this.#tagged = false;
      break;
    }
    const tagged =
      (relayed ? this.#tagged : this.#tag.read(bytes, i, end)) || this.#levelBetween(bytes, this.#next, end);
    if (!tagged && this.#inFile && !this.#believable(bytes, at, end)) return false;
    if (tagged && this.#ciscoInside(bytes, end) && readCisco(event, context, at)) return true;

    event.time = this.#time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    if (this.#hostStart >= 0) setHost(event, context, { start: this.#hostStart, end: this.#hostEnd });
    if (relayed) {
      event.flags |= FLAG.relayed;
      event.readFields = relayFields;
    }
    if (this.#pri >= 0) {
      event.facility = this.#pri >> 3;
      event.severity = this.#pri & 7;
    } else if (event.severity < 0) event.severity = this.#level;
    this.#commitMessage(event, context, tagged);
    return true;
  }

  #readTime(bytes: Buffer, at: number, end: number): boolean {
    const c = at < end ? bytes[at]! : 0;
    if (this.#inFile) {
      // Of the times that begin with a digit only RFC 3339's, with its zone, is written by syslog daemons.
      const digit = c >= 48 && c <= 57;
      if (digit && (bytes[at + 4] !== 45 || bytes[at + 10] !== 84)) return false;
      return this.#time.read(bytes, at, end) && (!digit || this.#time.hasZone);
    }
    if (this.#time.read(bytes, at, end)) return true;
    // `<134>1 1563249630.774247467 host …` has RFC 5424's version and nothing else of it.
    return c === 49 && bytes[at + 1] === BLANK && this.#time.read(bytes, at + 2, end);
  }

  /** The word behind the time, unless it is no host; false when the line is no syslog line at all. */
  #readHost(bytes: Buffer, end: number): boolean {
    const start = this.#next;
    let stop = start;
    let good = true;
    while (stop < end) {
      const c = bytes[stop]!;
      if (c <= BLANK) break;
      if (NOT_IN_HOST[c] === 1) good = false;
      stop++;
    }
    if (stop === start) return !this.#inFile;
    if (bytes[stop - 1] === COLON) {
      // `10.0.0.1: text` names a host; any other word with a colon is the program's.
      if (!good || !isAddress(bytes, start, stop - 1)) return true;
      this.#hostEnd = stop - 1;
    } else {
      if (!good || bytes[start] === PERCENT || isLastRepeated(bytes, start, end)) return true;
      this.#hostEnd = stop;
    }
    this.#next = skipBlanks(bytes, stop, end);
    if (isDashes(bytes, start, stop)) return true;
    if (this.#inFile && isLevelWord(bytes, start, stop)) return false;
    this.#hostStart = start;
    return true;
  }

  /** FreeBSD's `<auth.info>` and OpenWrt's `daemon.info`, written before the host or in its place. */
  #facilityFirst(bytes: Buffer, end: number): void {
    const start = bytes[this.#next] === LESS ? this.#next + 1 : this.#next;
    let stop = start;
    while (stop < end && bytes[stop]! > BLANK && bytes[stop] !== GREATER) stop++;
    const pri = facilityDotSeverity(bytes, start, stop);
    if (pri < 0) return;
    this.#pri = pri;
    this.#next = skipBlanks(bytes, stop + 1, end);
    // OpenWrt names no host: the program follows at once.
    if (this.#tag.read(bytes, this.#next, end)) this.#hostEnd = -1;
  }

  /** BusyBox's `user.info` between host and program, a level alone, as load balancers write it, or login's `--`. */
  #levelBetween(bytes: Buffer, at: number, end: number): boolean {
    let stop = at;
    const limit = Math.min(end, at + 24);
    while (stop < limit && bytes[stop]! > BLANK) stop++;
    if (stop === at || stop >= limit) return false;
    const next = skipBlanks(bytes, stop, end);
    const pri = facilityDotSeverity(bytes, at, stop);
    if (pri < 0 && !isLevelWord(bytes, at, stop) && !isDashes(bytes, at, stop)) return false;
    if (!this.#tag.read(bytes, next, end) || (pri < 0 && this.#tag.pidStart < 0)) return false;
    if (pri >= 0) this.#pri = pri;
    else this.#level = severityOf(bytes.toString('latin1', at, stop));
    this.#next = next;
    return true;
  }

  /** A second header, `Oct 11 22:14:14 inner app: `, behind the relay's own: the inner host is the event's. */
  #innerHeader(bytes: Buffer, at: number, end: number): boolean {
    const pri = readPri(bytes, at, end);
    const begin = pri > 0 ? at + (pri >> 8) : at;
    if (!this.#inner.read(bytes, begin, end) || bytes[this.#inner.end] !== BLANK) return false;
    const month = monthAt(bytes, begin, end) > 0;
    // Only what daemons write is a header; an application's own time may stand here as well.
    if (!month && bytes[begin + 10] !== 84) return false;
    const start = skipBlanks(bytes, this.#inner.end, end);
    let stop = start;
    while (stop < end && bytes[stop]! > BLANK && NOT_IN_HOST[bytes[stop]!] === 0) stop++;
    if (bytes[stop] !== BLANK || bytes[stop - 1] === COLON || isDashes(bytes, start, stop)) return false;
    const next = skipBlanks(bytes, stop, end);
    this.#tagged = this.#tag.read(bytes, next, end);
    if ((!this.#tagged && !month) || isLevelWord(bytes, start, stop)) return false;
    if (pri > 0 && (pri & 255) !== BAD_PRI) this.#pri = pri & 255;
    this.#hostStart = start;
    this.#hostEnd = stop;
    this.#next = next;
    return true;
  }

  /** Whether a line of a file that names no program is a syslog line all the same. */
  #believable(bytes: Buffer, at: number, end: number): boolean {
    if (isLastRepeated(bytes, this.#next, end)) return true;
    if (this.#hostStart < 0) return false;
    return monthAt(bytes, at, end) > 0;
  }

  /** Whether behind the tag a Cisco line goes on: the word was its host. */
  #ciscoInside(bytes: Buffer, end: number): boolean {
    const i = this.#tag.end;
    if (i >= end) return false;
    const c = bytes[i]!;
    if (c === PERCENT || c === STAR || c === DOT || c === COLON) return true;
    const run = digits(bytes, i, Math.min(end, i + 12));
    if (run > 0) return bytes[i + run] === COLON || run === 4;
    return c >= 65 && c <= 83 && monthAt(bytes, i, end) > 0;
  }

  /** A message without a time before it: the program is taken when it is named, and nothing else. */
  #untimed(event: Event, context: ParseContext, at: number): void {
    const bytes = event.buffer;
    const end = event.messageEnd;
    this.#next = at;
    let tagged = this.#tag.read(bytes, at, end);
    const run = digits(bytes, at, end);
    // Nothing behind the PRI, or a Cisco header that stops early.
    const number = run > 0 && bytes[at + run] === COLON && bytes[at + run + 1] === BLANK;
    if (at >= end || number || bytes[at] === STAR) event.flags |= FLAG.malformed;
    if (!tagged) {
      let stop = at;
      while (stop < end && bytes[stop]! > BLANK && NOT_IN_HOST[bytes[stop]!] === 0) stop++;
      const next = skipBlanks(bytes, stop, end);
      tagged = next > stop && stop > at && this.#tag.read(bytes, next, end) && this.#tag.pidStart >= 0;
      if (tagged) setHost(event, context, { start: at, end: stop });
    }
    this.#commitMessage(event, context, tagged);
  }

  #commitMessage(event: Event, context: ParseContext, tagged: boolean): void {
    const tag = this.#tag;
    const bytes = event.buffer;
    if (tagged) {
      event.app = context.intern.text(bytes, tag.appStart, tag.appEnd);
      event.pidStart = tag.pidStart;
      event.pidEnd = tag.pidEnd;
      event.messageStart = tag.end;
    } else event.messageStart = this.#next;
    const at = event.messageStart;
    if (bytes[at] === PERCENT && severityPlace(bytes, at, event.messageEnd) > 0)
      takeMessage(event, context, at);
    else if (tagged && event.host !== null && isNobodys(bytes, tag, at)) readRepeated(event);
    else if (!takeVendor(event, context)) readRepeated(event);
  }
}

function mayBeCisco(c: number): boolean {
  return c === PERCENT || c === STAR || c === DOT || c === COLON || (c >= 48 && c <= 57);
}

function isAddress(bytes: Buffer, start: number, end: number): boolean {
  let dots = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c === DOT) dots++;
    else if (c < 48 || c > 57) return false;
  }
  return dots === 3;
}

function isDashes(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 45) return false;
  return true;
}

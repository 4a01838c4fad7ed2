import type { Event } from '../core/event.ts';
import type { Origin } from '../core/origin.ts';
import type { RuleHit } from '../core/rule-hit.ts';
import { ByteWriter } from './byte-writer.ts';
import { type Sealing, seal } from './envelope.ts';
import { MOST_EVENTS, MOST_ROW, ROW, SEVERITIES } from './event-row.ts';
import { Numbered } from './numbered.ts';
import { writeOrigin } from './origin-record.ts';

const NO_BYTES = Buffer.alloc(0);
/** So many bytes between two lines of a buffer are copied with them: line ends, and then one copy serves many lines. */
const GAP = 16;
/** From so many bytes on an entry is full. */
const FULL = 1 << 20;
/** Beyond it numbers are not told as differences. */
const FURTHEST = 2 ** 50;

const body = new ByteWriter();

/** What packing needs of others. */
export interface EventPacking {
  /** Which events' fields are to come along: those that cannot be read again from their line and format. */
  readonly carried?: ((event: Event) => boolean) | undefined;
}

/**
 * Gathers events for an entry: each is written at once and may be forgotten, but the buffers of lines must stay as they
 * are until `seal`. Not taken along: what the profiles made of an event (`firsts`, `spans`, `hostKey`, `trains`).
 */
export class EventPacker {
  count = 0;
  readonly #carried: (event: Event) => boolean;
  readonly #rows = new ByteWriter();
  readonly #texts = new ByteWriter();
  readonly #lines = new ByteWriter();
  readonly #hosts = new Numbered<string>();
  readonly #apps = new Numbered<string>();
  readonly #templates = new Numbered<string>();
  readonly #words = new Numbered<string>();
  readonly #origins = new Numbered<Origin>();
  readonly #rules = new Numbered<RuleHit>();
  /** Lines that lie together in a buffer and were not copied yet: `run[runStart, runEnd)`. */
  #run: Buffer = NO_BYTES;
  #runStart = 0;
  #runEnd = 0;
  #line = 0;
  /** Where the line before ended in its input. */
  #behind = 0;
  #time = 0;
  #received = 0;

  constructor(options: EventPacking = {}) {
    this.#carried = options.carried ?? (() => false);
  }

  /** Bytes so far, unpacked, about. */
  get bytes(): number {
    return this.#rows.length + this.#texts.length + this.#lines.length + this.#runEnd - this.#runStart;
  }

  /** It is time to seal. */
  get full(): boolean {
    return this.bytes >= FULL || this.count >= MOST_EVENTS;
  }

  /** Takes an event in. Throws RangeError beyond `MOST_EVENTS`. */
  add(event: Event): void {
    if (this.count >= MOST_EVENTS) throw new RangeError('more events than an entry holds');
    this.count++;
    const rows = this.#rows;
    rows.reserve(MOST_ROW);
    const { start, end } = event;
    const length = end - start;
    const ownText = event.text !== event.buffer || event.messageStart < start || event.messageEnd > end;
    let mask = ownText ? ROW.text : 0;
    if (event.template !== null) mask |= ROW.template;
    if (event.pidText !== null) mask |= ROW.pidText;
    else if (event.pidStart >= start && event.pidEnd <= end) mask |= ROW.pidRange;
    if (event.readFields !== null) mask |= this.#carried(event) ? ROW.fields | ROW.carried : ROW.fields;
    if (event.flags !== 0) mask |= ROW.flags;
    if (event.mark !== null) mask |= ROW.mark;
    if (event.msgid !== null) mask |= ROW.msgid;
    if (event.sender !== null) mask |= ROW.sender;
    if (event.weight !== 1) mask |= ROW.weight;
    const { time, received } = event;
    const whole = Math.floor(time);
    const micros = time === whole ? 0 : Math.round((time - whole) * 1000);
    if (Math.abs(whole) < FURTHEST && (micros === 0 ? time === whole : whole + micros / 1000 === time)) {
      mask |= micros === 0 ? ROW.time : ROW.time | ROW.micros;
    } else if (!Number.isNaN(time)) mask |= ROW.exactTime;
    if (Object.is(received, this.#received)) mask |= ROW.receivedAgain;
    else if (Object.is(received, time)) mask |= ROW.receivedAsTime;
    const { position, line } = event;
    const plainPlace = event.lineEnd === position + length && near(position) && near(line);
    if (!plainPlace) mask |= ROW.place;
    rows.varint(mask);
    const gap = this.#take(event.buffer, start, end);
    rows.varint(gap);
    rows.varint(length);
    if (plainPlace) {
      rows.zigzag(line - this.#line);
      rows.zigzag(position - this.#behind - gap);
      this.#line = line;
      this.#behind = position + length;
    } else {
      rows.double(line);
      rows.double(position);
      rows.double(event.lineEnd);
    }
    if (!ownText) {
      rows.varint(event.messageStart - start);
      rows.varint(end - event.messageEnd);
    }
    rows.varint(this.#origins.numberOf(event.origin));
    rows.varint(this.#words.numberOf(event.format));
    rows.varint((event.facility + 1) * SEVERITIES + event.severity + 1);
    rows.varint(event.host === null ? 0 : 1 + this.#hosts.numberOf(event.host));
    rows.varint(event.app === null ? 0 : 1 + this.#apps.numberOf(event.app));
    if ((mask & ROW.time) !== 0) {
      rows.zigzag(whole - this.#time);
      if (micros !== 0) rows.varint(micros);
      this.#time = whole;
    } else if ((mask & ROW.exactTime) !== 0) rows.double(time);
    if ((mask & (ROW.receivedAgain | ROW.receivedAsTime)) === 0) rows.double(received);
    this.#received = received;
    if ((mask & ROW.template) !== 0) rows.varint(this.#templates.numberOf(event.template!.text));
    if ((mask & ROW.pidRange) !== 0) {
      rows.varint(event.pidStart - start);
      rows.varint(event.pidEnd - event.pidStart);
    }
    if (mask >= ROW.text) this.#addSeldom(event, mask);
  }

  /** The entry with everything that was taken in, and begins anew. Throws RangeError where a body cannot be so long. */
  seal(sealing: Sealing): Buffer {
    this.#copyRun();
    const count = this.count;
    body.clear();
    this.#writeTables();
    for (const part of [this.#rows, this.#texts, this.#lines]) {
      body.reserve(8);
      body.varint(part.length);
    }
    for (const part of [this.#rows, this.#texts, this.#lines]) body.copy(part.bytes, 0, part.length);
    this.#clear();
    return seal({ ...sealing, kind: 'events', count }, body.written);
  }

  #addSeldom(event: Event, mask: number): void {
    const rows = this.#rows;
    const words = this.#words;
    if ((mask & ROW.text) !== 0) {
      const { text, messageStart, messageEnd } = event;
      rows.varint(messageEnd - messageStart);
      this.#texts.copy(text, messageStart, messageEnd);
    }
    if ((mask & ROW.flags) !== 0) rows.varint(event.flags >>> 0);
    if ((mask & ROW.mark) !== 0) {
      rows.varint(words.numberOf(event.mark!));
      rows.varint(event.rule === null ? 0 : 1 + this.#rules.numberOf(event.rule));
    }
    if ((mask & ROW.msgid) !== 0) rows.varint(words.numberOf(event.msgid!));
    if ((mask & ROW.sender) !== 0) rows.varint(words.numberOf(event.sender!));
    if ((mask & ROW.pidText) !== 0) rows.varint(words.numberOf(event.pidText!));
    if ((mask & ROW.weight) !== 0) rows.double(event.weight);
    if ((mask & ROW.carried) !== 0) {
      const fields = Buffer.from(JSON.stringify(event.fields));
      this.#texts.copy(fields, 0, fields.length);
      rows.varint(fields.length);
    }
  }

  /** Puts a line behind those before it; how many bytes are between them. */
  #take(buffer: Buffer, start: number, end: number): number {
    const gap = start - this.#runEnd;
    if (buffer === this.#run && gap >= 0 && gap <= GAP) {
      this.#runEnd = end;
      return gap;
    }
    this.#copyRun();
    this.#run = buffer;
    this.#runStart = start;
    this.#runEnd = end;
    return 0;
  }

  #copyRun(): void {
    if (this.#runEnd > this.#runStart) this.#lines.copy(this.#run, this.#runStart, this.#runEnd);
    this.#run = NO_BYTES;
    this.#runStart = this.#runEnd = 0;
  }

  #writeTables(): void {
    for (const { things } of [this.#hosts, this.#apps, this.#templates, this.#words]) {
      body.reserve(8);
      body.varint(things.length);
      for (const text of things) body.text(text);
    }
    body.reserve(8);
    body.varint(this.#origins.things.length);
    for (const origin of this.#origins.things) writeOrigin(body, origin);
    body.reserve(8);
    body.varint(this.#rules.things.length);
    for (const rule of this.#rules.things) body.text(JSON.stringify(rule));
  }

  #clear(): void {
    for (const table of [this.#hosts, this.#apps, this.#templates, this.#words]) table.clear();
    for (const table of [this.#origins, this.#rules]) table.clear();
    for (const part of [this.#rows, this.#texts, this.#lines]) part.clear();
    this.count = 0;
    this.#line = this.#behind = this.#time = this.#received = 0;
  }
}

/** Whether a number is whole, and can be told as the difference to another such one. */
function near(value: number): boolean {
  return value > -FURTHEST && value < FURTHEST && Number.isInteger(value);
}

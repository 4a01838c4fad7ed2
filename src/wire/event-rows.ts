import { z } from 'zod';
import { CATEGORIES } from '../core/categories.ts';
import { Event, type Fields, type Mark } from '../core/event.ts';
import type { Origin } from '../core/origin.ts';
import type { RuleHit } from '../core/rule-hit.ts';
import type { Template } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { readJsonObject, withoutPrototypes } from '../kit/json.ts';
import { ByteReader } from './byte-reader.ts';
import { ROW, SEVERITIES } from './event-row.ts';
import { invalid } from './invalid.ts';
import { jsonOf } from './json-body.ts';
import { readOrigin } from './origin-record.ts';

/** What unpacking needs of others. */
export interface EventUnpacking {
  /** Fields of an event, read again from its line by the format it names; asked when somebody wants them. */
  readonly fieldsOf: (format: string, event: Event) => Fields;
  /** The kind of line that has this text; a plain one when left out. Asked once an entry for each. */
  readonly templateOf?: ((text: string) => Template) | undefined;
  /** The rule as it is known here; the one that came when left out. Asked once an entry for each. */
  readonly ruleOf?: ((came: RuleHit) => RuleHit) | undefined;
}

const FACILITIES = 25;
const MARK = /^(?:drop|keep|escalate\([^()]{1,64}\))$/;
const MOST_FLAGS = 0x7fffffff;

const ruleSchema = z.object({
  id: z.string(),
  category: z.enum(CATEGORIES).nullable(),
  gravity: z.number().min(0).max(1),
  page: z.boolean(),
  reason: z.string(),
});

/** Reads the events of an entry one after the other; throws MESSAGE_INVALID. */
export class UnpackedRows {
  readonly #rows: ByteReader;
  readonly #texts: ByteReader;
  readonly #lines: Buffer;
  readonly #ownTexts: Buffer;
  readonly #hosts: readonly string[];
  readonly #apps: readonly string[];
  readonly #words: readonly string[];
  readonly #templates: readonly Template[];
  readonly #origins: readonly Origin[];
  readonly #rules: readonly RuleHit[];
  readonly #fieldsOf: EventUnpacking['fieldsOf'];
  readonly #readers = new Map<string, (event: Event) => Fields>();
  readonly #marks = new Map<number, Mark>();
  /** Where the line before ended. */
  #at = 0;
  #line = 0;
  #behind = 0;
  #time = 0;
  #received = 0;

  constructor(from: ByteReader, { fieldsOf, templateOf, ruleOf }: EventUnpacking) {
    this.#fieldsOf = fieldsOf;
    this.#hosts = texts(from);
    this.#apps = texts(from);
    this.#templates = texts(from).map(templateOf ?? plainTemplate);
    this.#words = texts(from);
    const origins: Origin[] = [];
    for (let left = from.count(8); left > 0; left--) origins.push(readOrigin(from));
    this.#origins = origins;
    const rules: RuleHit[] = [];
    for (let left = from.count(); left > 0; left--) rules.push(jsonOf(from.text(), ruleSchema));
    this.#rules = ruleOf === undefined ? rules : rules.map(ruleOf);
    const [rows, own, lines] = [from.varint(), from.varint(), from.varint()];
    this.#rows = from.part(rows);
    this.#ownTexts = from.bytes.subarray(from.skip(own), from.at);
    this.#texts = new ByteReader(this.#ownTexts);
    this.#lines = from.bytes.subarray(from.skip(lines), from.at);
    from.done();
  }

  /** Everything must have been read; before that no event may be used, as only the last one's end is looked at. */
  done(): void {
    this.#rows.done();
    this.#texts.done();
    if (this.#at !== this.#lines.length) throw invalid('there are more bytes of lines in it than lines');
  }

  /** The next event. */
  next(): Event {
    const rows = this.#rows;
    const mask = rows.varint();
    const gap = rows.varint();
    const length = rows.varint();
    const start = this.#at + gap;
    const end = start + length;
    this.#at = end;
    let line: number;
    let position: number;
    let lineEnd: number;
    if ((mask & ROW.place) === 0) {
      line = this.#line += rows.zigzag();
      position = this.#behind + gap + rows.zigzag();
      lineEnd = this.#behind = position + length;
    } else {
      line = rows.double();
      position = rows.double();
      lineEnd = rows.double();
    }
    let messageStart = start;
    let messageEnd = end;
    if ((mask & ROW.text) === 0) {
      messageStart = start + rows.varint();
      messageEnd = end - rows.varint();
      if (messageStart > messageEnd) throw invalid('a message lies outside of its line');
    }
    const origin = this.#origins[rows.varint()];
    const format = this.#words[rows.varint()];
    const level = rows.varint();
    const host = rows.varint();
    const app = rows.varint();
    if (origin === undefined || format === undefined) return nothing();
    if (host > this.#hosts.length || app > this.#apps.length) return nothing();
    if (level >= FACILITIES * SEVERITIES) throw invalid('an event is of no facility');
    const event = new Event(origin);
    event.line = line;
    event.position = position;
    event.lineEnd = lineEnd;
    event.buffer = this.#lines;
    event.start = start;
    event.end = end;
    event.text = this.#lines;
    event.messageStart = messageStart;
    event.messageEnd = messageEnd;
    event.format = format;
    event.facility = Math.floor(level / SEVERITIES) - 1;
    event.severity = (level % SEVERITIES) - 1;
    if (host > 0) event.host = this.#hosts[host - 1]!;
    if (app > 0) event.app = this.#apps[app - 1]!;
    let time = Number.NaN;
    if ((mask & ROW.time) !== 0) {
      time = this.#time += rows.zigzag();
      if ((mask & ROW.micros) !== 0) time += rows.varint() / 1000;
    } else if ((mask & ROW.exactTime) !== 0) time = rows.double();
    event.time = time;
    if ((mask & ROW.receivedAgain) === 0) {
      this.#received = (mask & ROW.receivedAsTime) === 0 ? rows.double() : time;
    }
    event.received = this.#received;
    if (
      Math.abs(time) === Number.POSITIVE_INFINITY ||
      Math.abs(this.#received) === Number.POSITIVE_INFINITY
    ) {
      throw invalid('a time in it is none');
    }
    if ((mask & ROW.template) !== 0) event.template = this.#templates[rows.varint()] ?? nothing();
    if ((mask & ROW.pidRange) !== 0) {
      event.pidStart = start + rows.varint();
      event.pidEnd = event.pidStart + rows.varint();
      if (event.pidEnd > end) throw invalid('a process id lies outside of its line');
    }
    if ((mask & ROW.fields) !== 0) event.readFields = this.#readerOf(format);
    if (mask >= ROW.text) this.#addSeldom(event, mask);
    return event;
  }

  #addSeldom(event: Event, mask: number): void {
    const rows = this.#rows;
    if ((mask & ROW.text) !== 0) {
      const length = rows.varint();
      event.text = this.#ownTexts;
      event.messageStart = this.#texts.skip(length);
      event.messageEnd = event.messageStart + length;
    }
    if ((mask & ROW.flags) !== 0) event.flags = rows.varint();
    if (event.flags > MOST_FLAGS) throw invalid('an event has flags that do not exist');
    if ((mask & ROW.mark) !== 0) {
      event.mark = this.#markOf(rows.varint());
      const rule = rows.varint();
      if (rule > 0) event.rule = this.#rules[rule - 1] ?? nothing();
    }
    if ((mask & ROW.msgid) !== 0) event.msgid = this.#words[rows.varint()] ?? nothing();
    if ((mask & ROW.sender) !== 0) event.sender = this.#words[rows.varint()] ?? nothing();
    if ((mask & ROW.pidText) !== 0) event.pidText = this.#words[rows.varint()] ?? nothing();
    if ((mask & ROW.weight) !== 0) event.weight = rows.double();
    if (!Number.isSafeInteger(event.weight) || event.weight < 1) throw invalid('an event has no weight');
    if ((mask & ROW.carried) !== 0) {
      const start = this.#texts.skip(rows.varint());
      const end = this.#texts.at;
      event.readFields = () => carriedFields(this.#ownTexts, start, end);
    }
  }

  #markOf(number: number): Mark {
    const known = this.#marks.get(number);
    if (known !== undefined) return known;
    const mark = this.#words[number] ?? nothing();
    if (!MARK.test(mark)) throw invalid('a mark in it is none');
    this.#marks.set(number, mark as Mark);
    return mark as Mark;
  }

  #readerOf(format: string): (event: Event) => Fields {
    const known = this.#readers.get(format);
    if (known !== undefined) return known;
    const reader = (event: Event) => this.#fieldsOf(format, event);
    this.#readers.set(format, reader);
    return reader;
  }
}

function nothing(): never {
  throw invalid('an event names something that is not in its tables');
}

function texts(from: ByteReader): string[] {
  const all: string[] = [];
  for (let left = from.count(); left > 0; left--) all.push(from.text());
  return all;
}

/** The kind of line with this text, which no miner knows. */
function plainTemplate(text: string): Template {
  const slotCount = text.split('<*>').length - 1;
  return { index: -1, id: hashText(text), text, slotCount, successor: null, profile: null };
}

function carriedFields(bytes: Buffer, start: number, end: number): Fields {
  const object = readJsonObject(bytes, start, end);
  return object === null ? {} : withoutPrototypes(object).fields;
}

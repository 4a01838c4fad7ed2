import { decimalAt } from '../kit/decimal-at.ts';
import { hashText } from '../kit/hash.ts';
import { FLAG, flagNames } from './flags.ts';
import type { Origin } from './origin.ts';
import type { RuleHit } from './rule-hit.ts';
import type { First, SlotSpans, Template } from './template.ts';

/** Tier 1's decision on a line: what is stored and shown, never what is learnt from. */
export type Mark = 'drop' | 'keep' | `escalate(${string})`;

export type Fields = { [key: string]: unknown };

const NO_BYTES = Buffer.alloc(0);
/** Bytes of a file that its identity is made of. */
const BEGINNING = 1024;

/**
 * A parsed line. Built for speed: text stays as byte ranges of the chunk it was read in until somebody asks
 * for it. A format fills it in (`buffer`, `start`, `end` are set before); everything else only reads it.
 */
export class Event {
  origin: Origin;
  /** 1-based line number in its file, 0 when unknown. */
  line = 0;
  /** Byte offset in the (decompressed) input, or a running number. */
  position = 0;
  /** Position behind its line, or behind the first of those that were joined to it; 0 when unknown. */
  lineEnd = 0;
  /** The raw line is `buffer[start, end)`, without its line end. */
  buffer: Buffer = NO_BYTES;
  start = 0;
  end = 0;
  /** Epoch ms (fractions to the µs) the line says, NaN when it says none. */
  time = Number.NaN;
  /** Epoch ms that orders detection: running maximum of `time` for files, the wall clock for sockets. */
  received = 0;
  host: string | null = null;
  /** Address that sent the line, where a socket told; what the line claims of its host may differ. */
  sender: string | null = null;
  /**
   * Number of the host, from 0 in order of first sight, set when the profiles observe the event; −1 when it names
   * none, or more hosts came than are told apart.
   */
  hostKey = -1;
  app: string | null = null;
  msgid: string | null = null;
  /** Syslog facility 0–23, −1 when the line says none. */
  facility = -1;
  /** Syslog severity 0 (emergency) – 7 (debug), −1 when the line says none. */
  severity = -1;
  /** The message is `text[messageStart, messageEnd)`; `text` is `buffer` unless a format had to decode it. */
  text: Buffer = NO_BYTES;
  messageStart = 0;
  messageEnd = 0;
  /** The process id is `buffer[pidStart, pidEnd)`; −1 when there is none, or when `pidText` is set. */
  pidStart = -1;
  pidEnd = -1;
  pidText: string | null = null;
  /** Name of the format that understood the line. */
  format = '';
  flags = 0;
  /** How many equal lines this one stands for. */
  weight = 1;
  /** Fields beyond the header, made on demand: structured data, JSON keys, `cisco`. */
  readFields: ((event: Event) => Fields) | null = null;
  template: Template | null = null;
  /** Where the values of the template's slots lie; only while the event is being observed. */
  spans: SlotSpans | null = null;
  /** What the profiles had never seen before this event, judged before it was learnt; null = nothing. */
  firsts: readonly First[] | null = null;
  mark: Mark | null = null;
  /**
   * Whether what is learnt of how things usually are may take it in: false for a line of something that people are told
   * of at once and that is not over. Counts and profiles take it in all the same.
   */
  trains = true;
  /** The rule that decided the mark; null when none did. */
  rule: RuleHit | null = null;

  constructor(origin: Origin) {
    this.origin = origin;
  }

  /** The line as text; bytes that are not UTF-8 are shown as U+FFFD. */
  get raw(): string {
    return this.buffer.toString('utf8', this.start, this.end);
  }

  /** The message as text, header and byte order mark removed. */
  get message(): string {
    return this.text.toString('utf8', this.messageStart, this.messageEnd);
  }

  get pid(): string | null {
    if (this.pidText !== null) return this.pidText;
    return this.pidStart < 0 ? null : this.buffer.toString('latin1', this.pidStart, this.pidEnd);
  }

  /** Value of the template's n-th slot as text; empty when there is none, or the event is no longer being observed. */
  slotText(slot: number): string {
    const { spans } = this;
    return spans === null || slot >= (this.template?.slotCount ?? 0)
      ? ''
      : this.text.toString('utf8', spans.slotStart[slot]!, spans.slotEnd[slot]!);
  }

  /** Number in the template's n-th slot (a unit may follow it); NaN when it holds none. */
  slotNumber(slot: number): number {
    const { spans } = this;
    return spans === null || slot >= (this.template?.slotCount ?? 0)
      ? Number.NaN
      : decimalAt(this.text, spans.slotStart[slot]!, spans.slotEnd[slot]!);
  }

  get fields(): Fields {
    return this.readFields === null ? {} : this.readFields(this);
  }

  /** Deterministic id: the same line read again, from the same place, has the same id. */
  get id(): string {
    const { source, identity, beginning } = this.origin;
    const within = beginning !== undefined && this.lineEnd > 0 && this.lineEnd < BEGINNING;
    const known = within ? `${beginning.name}\0${hashText(beginning.text.slice(0, this.lineEnd))}` : identity;
    return hashText(`${source}\0${known}\0${this.position}`);
  }

  /** `file:line` for a person, or the source's name and position. */
  get where(): string {
    const name = this.origin.file ?? this.origin.source;
    return this.line > 0 ? `${name}:${this.line}` : name;
  }

  toJSON(): EventJson {
    return eventJson(this);
  }
}

/** The public shape of an event. */
export interface EventJson {
  schemaVersion: 1;
  source: string;
  file?: string;
  line?: number;
  raw: string;
  /** Present when the bytes of the line are not valid UTF-8. */
  rawBase64?: string;
  /** RFC 3339 in UTC with microseconds, null when the line carries no usable time. */
  time: string | null;
  received: string;
  host: string | null;
  sender?: string;
  app: string | null;
  pid: string | null;
  msgid: string | null;
  facility: number | null;
  severity: number | null;
  fields: Fields;
  message: string;
  template: string | null;
  templateText: string | null;
  format: string;
  mark: Mark | null;
  flags: string[];
}

/** RFC 3339 UTC time with microseconds of epoch milliseconds; null for NaN or what no calendar holds. */
export function rfc3339(ms: number): string | null {
  if (!(Math.abs(ms) <= 8.64e15)) return null;
  const whole = Math.floor(ms);
  const micros = Math.min(999, Math.round((ms - whole) * 1000));
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

function eventJson(event: Event): EventJson {
  const bytes = event.buffer.subarray(event.start, event.end);
  const raw = event.raw;
  const valid = !raw.includes('\uFFFD') || Buffer.from(raw, 'utf8').equals(bytes);
  const flags = valid ? event.flags : event.flags | FLAG.invalid_utf8;
  const time = rfc3339(event.time);
  // Mostly the same moment, and writing it costs as much as the rest of the event.
  const received = event.received === event.time ? time : rfc3339(event.received);
  return {
    schemaVersion: 1,
    source: event.origin.source,
    ...(event.origin.file === null ? {} : { file: event.origin.file }),
    ...(event.line > 0 ? { line: event.line } : {}),
    raw,
    ...(valid ? {} : { rawBase64: bytes.toString('base64') }),
    time,
    received: received ?? rfc3339(0)!,
    host: event.host,
    ...(event.sender === null ? {} : { sender: event.sender }),
    app: event.app,
    pid: event.pid,
    msgid: event.msgid,
    facility: event.facility < 0 ? null : event.facility,
    severity: event.severity < 0 ? null : event.severity,
    fields: event.fields,
    message: event.message,
    template: event.template?.id ?? null,
    templateText: event.template?.text ?? null,
    format: event.format,
    mark: event.mark,
    flags: flagNames(flags),
  };
}

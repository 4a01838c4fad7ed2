import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { FlatJson } from '../kit/flat-json.ts';
import { exceedsCaps, type JsonObject, own, readJsonObject, withoutPrototypes } from '../kit/json.ts';
import { readRepeated } from './repeated.ts';

/** Told apart from other JSON before it is parsed; every export of an entry has one of them. */
const MARKS = ['__REALTIME_TIMESTAMP', '__CURSOR', '_SOURCE_REALTIME_TIMESTAMP'] as const;
const KEYS = [
  ...MARKS,
  ...(['_HOSTNAME', 'SYSLOG_IDENTIFIER', '_COMM', '_PID', 'SYSLOG_PID', 'MESSAGE_ID'] as const),
  ...(['SYSLOG_FACILITY', 'PRIORITY', 'MESSAGE'] as const),
];
type Key = (typeof KEYS)[number];
const MESSAGE = KEYS.indexOf('MESSAGE');
const CURSOR = KEYS.indexOf('__CURSOR');
/** Most entries hold nothing but strings. */
const flat = new FlatJson(KEYS);
const NOT_FIELDS: ReadonlySet<string> = new Set(['MESSAGE']);
const DEFAULT_SEVERITY = 6;
const SHORTENED = 200;
const TOO_LONG = '(the message was too long to be exported; journalctl shows it with --all)';

/**
 * Entries of the systemd journal as `journalctl -o json` and journal exports write them: byte arrays where a value is
 * no text, arrays where a field occurs more than once, null where a value was over 4 KiB.
 */
export default defineFormat({
  name: 'journald-json',
  describe: 'entries of the systemd journal: journalctl -o json',
  specificity: 1,
  parse(event) {
    const { buffer: bytes, messageStart: start, messageEnd: end } = event;
    if (bytes[start] !== 123 || start >= end) return false;
    if (flat.read(bytes, start, end)) {
      if (!MARKS.some((mark) => flat.has(KEYS.indexOf(mark)))) return false;
      const place = flat.place(MESSAGE);
      if (flat.has(MESSAGE)) {
        if (!header(event, (key) => flat.text(KEYS.indexOf(key)) || undefined)) return false;
        event.text = place === null ? Buffer.from(flat.text(MESSAGE)!) : bytes;
        return message(event, place?.start ?? 0, place?.end ?? event.text.length);
      }
    }
    const line = bytes.subarray(start, end);
    if (!MARKS.some((mark) => line.includes(`"${mark}"`, 0, 'latin1'))) return false;
    const entry = readJsonObject(bytes, start, end);
    if (entry === null || !header(event, (key) => text(entry, key), entry)) return false;
    if (exceedsCaps(entry)) event.flags |= FLAG.fields_cut;
    event.text = messageBytes(entry);
    return message(event, 0, event.text.length);
  },
});

/** False for what is no entry of a journal; the event is then as it was. */
function header(event: Event, get: (key: Key) => string | undefined, entry?: JsonObject): boolean {
  const micros = Number(get('__REALTIME_TIMESTAMP') ?? get('_SOURCE_REALTIME_TIMESTAMP'));
  const cursor = entry === undefined ? flat.has(CURSOR) : own(entry, '__CURSOR') !== undefined;
  if (!Number.isFinite(micros) && !cursor) return false;
  event.time = micros > 0 && micros < 8.64e18 ? micros / 1000 : Number.NaN;
  if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
  event.host = get('_HOSTNAME') ?? null;
  event.app = get('SYSLOG_IDENTIFIER') ?? get('_COMM') ?? null;
  event.pidText = get('_PID') ?? get('SYSLOG_PID') ?? null;
  event.msgid = get('MESSAGE_ID') ?? null;
  event.facility = numberUpTo(get('SYSLOG_FACILITY'), 23);
  event.severity = numberUpTo(get('PRIORITY'), 7);
  if (event.severity < 0) {
    event.severity = DEFAULT_SEVERITY;
    event.flags |= FLAG.default_severity;
  }
  return true;
}

function message(event: Event, start: number, end: number): true {
  event.messageStart = start;
  event.messageEnd = end;
  readRepeated(event);
  event.readFields = readFields;
  event.format = 'journald-json';
  return true;
}

function messageBytes(entry: JsonObject): Buffer {
  const message = own(entry, 'MESSAGE');
  if (typeof message === 'string') return Buffer.from(message);
  if (message === null) return Buffer.from(TOO_LONG);
  if (Array.isArray(message) && message.length > 0) {
    if (isBytes(message)) return Buffer.from(message);
    const parts = message.flatMap((part) => [Buffer.from('\n'), Buffer.from(asText(part))]);
    return Buffer.concat(parts.slice(1));
  }
  return message === undefined || Array.isArray(message)
    ? Buffer.from(synthetic(entry))
    : Buffer.from(asText(message));
}

/** An entry without a message: what it says in its own fields. */
function synthetic(entry: JsonObject): string {
  const keys = Object.keys(entry).filter(
    (key) => !/^_|^(?:PRIORITY|MESSAGE|SYSLOG_.*|CODE_.*|TID)$/.test(key),
  );
  const shown = keys.slice(0, 16).map((key) => `${key}=${asText(entry[key]).slice(0, SHORTENED)}`);
  return shown.length > 0 ? shown.join(' ') : '(no message)';
}

/** All fields but the message: repeated ones as lists, bytes as text. */
function readFields(event: Event): Fields {
  const entry = readJsonObject(event.buffer, event.start, event.end);
  if (entry === null) return {};
  const { fields } = withoutPrototypes(entry, NOT_FIELDS);
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (Array.isArray(value)) fields[key] = isBytes(value) ? asText(value) : value.map(asText);
  }
  return fields;
}

/** First value of a field as text; undefined when it is missing, null or empty. */
function text(entry: JsonObject, key: string): string | undefined {
  const value = own(entry, key);
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && !isBytes(value)) return value.length > 0 ? asText(value[0]) : undefined;
  return asText(value);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && isBytes(value)) return Buffer.from(value).toString();
  return JSON.stringify(value) ?? '';
}

function isBytes(value: readonly unknown[]): value is number[] {
  return (
    value.length > 0 &&
    value.every((byte) => Number.isInteger(byte) && (byte as number) >= 0 && (byte as number) <= 255)
  );
}

function numberUpTo(value: string | undefined, most: number): number {
  return value !== undefined && /^\d{1,2}$/.test(value) && Number(value) <= most ? Number(value) : -1;
}

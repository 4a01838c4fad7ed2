import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { exceedsCaps, type JsonObject, own, readJsonObject, withoutPrototypes } from '../kit/json.ts';
import { parseInner } from './inner.ts';
import { levelOf } from './levels.ts';

const BEGINNING = Buffer.from('{"timeUnixNano":"');
const CONSUMED: ReadonlySet<string> = new Set([
  ...['timeUnixNano', 'observedTimeUnixNano', 'severityNumber', 'severityText', 'body', 'attributes'],
  ...['traceId', 'spanId', 'eventName'],
]);
/** Keys of a structured body that hold its message, as loggers name it. */
const MESSAGES = ['message', 'msg', 'MESSAGE', 'short_message', 'text', 'log', 'event'];

/**
 * Log records of OpenTelemetry as the source `otlp` keeps them, one JSON object for each: the names of OTLP's own JSON,
 * attributes and bodies as plain JSON. A header inside a body of text is read too.
 */
export default defineFormat({
  name: 'otlp-json',
  describe: 'Log records of OpenTelemetry, as the source otlp keeps them',
  specificity: 0.98,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (end - start < BEGINNING.length) return false;
    if (buffer.compare(BEGINNING, 0, BEGINNING.length, start, start + BEGINNING.length) !== 0) return false;
    const record = readJsonObject(buffer, start, end);
    if (record === null) return false;
    const resource = objectAt(record, 'resource');
    const attributes = objectAt(record, 'attributes');
    const time = timeAt(record, 'timeUnixNano');
    event.time = Number.isNaN(time) ? timeAt(record, 'observedTimeUnixNano') : time;
    const severity = severityOf(record);
    const host = nameAt(resource, 'host.name') ?? nameAt(resource, 'k8s.node.name');
    const app = nameAt(resource, 'service.name');
    event.host = host;
    event.app = app;
    event.msgid = nameAt(record, 'eventName') ?? nameAt(attributes, 'event.name');
    const pid = own(resource, 'process.pid');
    if (typeof pid === 'number' && Number.isInteger(pid) && pid >= 0) event.pidText = String(pid);
    const body = own(record, 'body');
    const message = messageOf(body) ?? event.msgid;
    if (message !== null) {
      event.text = Buffer.from(message, 'utf8');
      event.messageStart = 0;
      event.messageEnd = event.text.length;
    }
    if (exceedsCaps(record)) event.flags |= FLAG.fields_cut;
    event.readFields = readFields;
    if (typeof body === 'string') parseInner(event, context);
    // What the record says of itself counts, whatever its text says.
    if (severity >= 0) event.severity = severity;
    if (host !== null) event.host = host;
    if (app !== null) event.app = app;
    return true;
  },
});

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function nameAt(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : null;
}

/** Epoch ms; NaN for 0, which says that nobody knows. */
function timeAt(record: JsonObject, key: string): number {
  const nanos = own(record, key);
  if (typeof nanos !== 'string' || !/^\d{1,20}$/.test(nanos) || /^0+$/.test(nanos)) return Number.NaN;
  // In microseconds, as in nanoseconds a number would not hold it.
  return Number(nanos.slice(0, -3)) / 1000;
}

/**
 * Severity by its number, as OpenTelemetry's table of syslog has it (logs data model, appendix B): INFO2 is a notice,
 * ERROR2 critical, ERROR3 an alert. FATAL is critical, as with every program that has no more than one word for it,
 * unless the text says more. Without a number, by the text.
 */
function severityOf(record: JsonObject): number {
  const number = own(record, 'severityNumber');
  const text = own(record, 'severityText');
  const byText = typeof text === 'string' ? levelOf(text.trim()) : -1;
  if (typeof number !== 'number' || !(number >= 1 && number <= 24)) return byText;
  if (number >= 21) return byText >= 0 && byText < 2 ? byText : 2;
  if (number >= 17) return number < 18 ? 3 : number < 19 ? 2 : 1;
  if (number >= 13) return 4;
  return number >= 10 ? 5 : number >= 9 ? 6 : 7;
}

function messageOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return body === '' ? null : body;
  if (typeof body === 'object' && !Array.isArray(body)) {
    for (const key of MESSAGES) {
      const value = own(body as JsonObject, key);
      if (typeof value === 'string' && value !== '') return value;
    }
  }
  return JSON.stringify(body);
}

function readFields(event: Event): Fields {
  const record = readJsonObject(event.buffer, event.start, event.end);
  if (record === null) return {};
  const fields: Fields = withoutPrototypes(objectAt(record, 'attributes')).fields;
  for (const [ours, theirs] of [
    ['trace.id', 'traceId'],
    ['span.id', 'spanId'],
  ] as const) {
    const id = own(record, theirs);
    if (typeof id === 'string') fields[ours] ??= id;
  }
  const body = own(record, 'body');
  const rest = typeof body === 'object' && body !== null ? { ...withoutPrototypes({ body }).fields } : {};
  return Object.assign(fields, rest, withoutPrototypes(record, CONSUMED).fields);
}

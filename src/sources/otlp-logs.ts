import {
  attributesIn,
  listIn,
  nanosIn,
  numberIn,
  type OtlpAttributes,
  OtlpBudget,
  OtlpInvalid,
  type OtlpValue,
  objectIn,
  textIn,
  valueIn,
} from './otlp-values.ts';

/** What comes of the records of one request. */
export interface OtlpLines {
  readonly lines: readonly Buffer[];
  /** Indices of lines that were cut. */
  readonly cut: ReadonlySet<number>;
  /** Records that are none. */
  readonly rejected: number;
  /** What is wrong with the first of them. */
  readonly why: string;
}

export interface OtlpLineLimits {
  readonly maxLine: number;
  /** Bytes of all lines of a request: each repeats its resource. */
  readonly maxBytes: number;
}

/** Records of a request; collectors send 8192 at most unless told otherwise. */
const MOST_LINES = 100_000;
/** Bytes of a resource that each line repeats, and of a text where a line has to be made shorter. */
const MOST_RESOURCE = 4096;
const MOST_SHORT = 1024;
/** Kept of a resource whatever else is left out. */
const FIRST = ['host.name', 'service.name', 'k8s.node.name'];

/** The lines of a request came to more than is taken. */
export class OtlpTooLarge extends Error {}

/**
 * One line of JSON for each log record of an ExportLogsServiceRequest, as the format `otlp-json` reads it: equal records
 * make equal lines. Fails with OtlpInvalid where it is no such request at all, and with OtlpTooLarge.
 */
export function otlpLines(request: unknown, limits: OtlpLineLimits): OtlpLines {
  const lines: Buffer[] = [];
  const cut = new Set<number>();
  let rejected = 0;
  let why = '';
  let bytes = 0;
  const whole = objectIn(request);
  if (whole === null) throw new OtlpInvalid('an object is wanted');
  for (const ofResource of listIn(whole.resourceLogs)) {
    const outer = objectIn(ofResource);
    const resource = resourceText(outer?.resource);
    for (const ofScope of listIn(outer?.scopeLogs)) {
      const inner = objectIn(ofScope);
      const scope = scopeText(inner?.scope);
      for (const given of listIn(inner?.logRecords)) {
        let line: { readonly bytes: Buffer; readonly cut: boolean };
        try {
          line = lineOf(given, resource + scope, limits.maxLine);
        } catch (error) {
          if (!(error instanceof OtlpInvalid)) throw error;
          rejected++;
          why ||= error.message;
          continue;
        }
        bytes += line.bytes.length;
        if (bytes > limits.maxBytes || lines.length >= MOST_LINES) throw new OtlpTooLarge();
        if (line.cut) cut.add(lines.length);
        lines.push(line.bytes);
      }
    }
  }
  return { lines, cut, rejected, why };
}

function lineOf(given: unknown, tail: string, maxLine: number): { bytes: Buffer; cut: boolean } {
  const record = objectIn(given);
  if (record === null) throw new OtlpInvalid('a log record is an object');
  const budget = new OtlpBudget();
  const attributes = attributesIn(record.attributes, budget);
  const body = valueIn(record.body, budget);
  const head = headOf(record);
  const dropped = Math.max(0, Math.floor(numberIn(record.droppedAttributesCount)) || 0);
  const rest = { head, tail, attributes, body, dropped: dropped + budget.dropped };
  const bytes = Buffer.from(written(rest));
  if (bytes.length <= maxLine) return { bytes, cut: false };
  const short = Buffer.from(written({ ...rest, ...shortened(rest, maxLine) }));
  return { bytes: short, cut: true };
}

/** All that stands before the body; the time always comes first, and tells the format. */
function headOf(record: { readonly [key: string]: unknown }): string {
  const observed = nanosIn(record.observedTimeUnixNano);
  const severity = numberIn(record.severityNumber);
  const text = textIn(record.severityText);
  const event = textIn(record.eventName);
  const trace = idIn(record.traceId, 32);
  const span = idIn(record.spanId, 16);
  let head = `{"timeUnixNano":"${nanosIn(record.timeUnixNano)}"`;
  if (observed !== '0') head += `,"observedTimeUnixNano":"${observed}"`;
  if (severity >= 1 && severity <= 24) head += `,"severityNumber":${Math.floor(severity)}`;
  if (text !== '') head += `,"severityText":${JSON.stringify(text.slice(0, 64))}`;
  if (event !== '') head += `,"eventName":${JSON.stringify(event.slice(0, 255))}`;
  if (trace !== '') head += `,"traceId":"${trace}"`;
  if (span !== '') head += `,"spanId":"${span}"`;
  return head;
}

interface Parts {
  readonly head: string;
  readonly tail: string;
  readonly body: OtlpValue;
  readonly attributes: OtlpAttributes;
  readonly dropped: number;
}

function written({ head, tail, body, attributes, dropped }: Parts): string {
  let text = head;
  if (body !== null) text += `,"body":${JSON.stringify(body)}`;
  for (const _ in attributes) {
    text += `,"attributes":${JSON.stringify(attributes)}`;
    break;
  }
  if (dropped > 0) text += `,"droppedAttributesCount":${dropped}`;
  return `${text + tail}}`;
}

/** Attributes of a few bytes each while there is room, and as much of the body's text as there is room for then. */
function shortened({ head, tail, body, attributes, dropped }: Parts, maxLine: number): Partial<Parts> {
  // A character takes up to three bytes, one that has to be escaped six.
  let room = Math.floor((maxLine - 3 * (head.length + tail.length) - 100) / 6);
  const kept: { [key: string]: OtlpValue } = Object.create(null);
  let left = 0;
  for (const [key, value] of Object.entries(attributes)) {
    const short = typeof value === 'string' ? value.slice(0, MOST_SHORT) : value;
    const size =
      key.length + (typeof short === 'object' ? JSON.stringify(short).length : String(short).length) + 8;
    if (size > room / 2) left++;
    else {
      kept[key] = short;
      room -= size;
    }
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { attributes: kept, dropped: dropped + left, body: text.slice(0, Math.max(0, room)) };
}

function resourceText(given: unknown): string {
  const attributes = attributesIn(objectIn(given)?.attributes, new OtlpBudget());
  const text = JSON.stringify(attributes);
  if (text === '{}') return '';
  if (text.length <= MOST_RESOURCE) return `,"resource":${text}`;
  const kept: { [key: string]: OtlpValue } = Object.create(null);
  let room = MOST_RESOURCE;
  for (const key of [...FIRST.filter((key) => key in attributes), ...Object.keys(attributes)]) {
    const size = JSON.stringify(key).length + JSON.stringify(attributes[key]).length;
    if (key in kept || size > room) continue;
    kept[key] = attributes[key]!;
    room -= size;
  }
  return `,"resource":${JSON.stringify(kept)}`;
}

function scopeText(given: unknown): string {
  const scope = objectIn(given);
  const name = textIn(scope?.name).slice(0, 255);
  const version = textIn(scope?.version).slice(0, 64);
  if (name === '') return '';
  return `,"scope":${JSON.stringify(version === '' ? { name } : { name, version })}`;
}

/** An id in hex, in lower case; empty for none, and for one that is no id, as OTLP wants it. */
function idIn(value: unknown, digits: number): string {
  if (typeof value !== 'string' || value.length !== digits || !/^[\da-f]+$/i.test(value)) return '';
  return /^0+$/.test(value) ? '' : value.toLowerCase();
}

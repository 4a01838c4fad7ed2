import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { levelInField } from './levels.ts';
import { lineHead } from './line-head.ts';
import { PAIRS_BYTES, readPairs, unescapeQuoted } from './pairs.ts';

const BLANK = 32;
const QUOTE = 34;
const EQUALS = 61;
const HEAD_BYTES = 4096;

const TIME_KEYS = new Set(['time', 'ts', 't', 'timestamp', '@timestamp', 'datetime']);
const LEVEL_KEYS = new Set(['level', 'lvl', 'severity', 'loglevel', 'pri']);
const MESSAGE_KEYS = new Set(['msg', 'message', 'error', 'err', 'event']);
const APP_KEYS = new Set(['logger', 'component', 'app', 'service', 'module', 'caller', 'source']);
const HOST_KEYS = new Set(['host', 'hostname', 'devname', 'instance']);

const time = new TimeReader();

/**
 * `key=value key="quoted value"` from the first word on, with a time, level or message among the keys. The message
 * is the value of `msg`, the whole line where there is none.
 */
export default defineFormat({
  name: 'logfmt',
  describe: 'key=value lines: logfmt (Go kit, logrus, Grafana, Traefik) and key="value" firewalls',
  specificity: 0.75,
  parse(event, context) {
    const { buffer, start } = event;
    const end = Math.min(event.end, start + HEAD_BYTES);
    let at = start;
    let pairs = 0;
    let known = 0;
    let message = 9;
    let from = -1;
    let to = -1;
    let severity = -1;
    let epoch = Number.NaN;
    let app: string | null = null;
    let host: string | null = null;
    while (at < end) {
      const equals = keyEnd(buffer, at, end);
      if (equals < 0) {
        // A bare word among the pairs is allowed, once pairs have begun.
        if (pairs < 2) return false;
        at = nextWord(buffer, at, end);
        continue;
      }
      pairs++;
      const quoted = buffer[equals + 1] === QUOTE;
      const valueStart = quoted ? equals + 2 : equals + 1;
      const valueEnd = quoted ? closing(buffer, valueStart, event.end) : wordEnd(buffer, valueStart, end);
      if (valueEnd < 0) return false;
      const key = context.intern.text(buffer, at, equals);
      if (TIME_KEYS.has(key) && Number.isNaN(epoch)) {
        if (time.read(buffer, valueStart, valueEnd)) epoch = time.epoch(context.clock, context.reference);
        if (!Number.isNaN(epoch)) known++;
      } else if (LEVEL_KEYS.has(key) && severity < 0) {
        severity = levelInField(context.intern.text(buffer, valueStart, valueEnd));
        if (severity >= 0) known++;
      } else if (MESSAGE_KEYS.has(key) && valueEnd > valueStart) {
        // `error` is the message only where there is no `msg`.
        const rank = key === 'msg' || key === 'message' ? 0 : 1;
        if (rank < message) {
          message = rank;
          from = valueStart;
          to = valueEnd;
          known++;
        }
      } else if (valueEnd === valueStart || valueEnd - valueStart > 255) {
        // nothing that could name anything
      } else if (APP_KEYS.has(key)) app ??= context.intern.text(buffer, valueStart, valueEnd);
      else if (HOST_KEYS.has(key)) host ??= context.intern.text(buffer, valueStart, valueEnd);
      at = skip(buffer, quoted ? valueEnd + 1 : valueEnd, end);
    }
    if (pairs < 2 || known === 0 || (pairs < 3 && known < 2)) return false;
    event.time = epoch;
    event.severity = severity;
    event.app = app;
    event.host = host;
    if (from >= 0) setMessage(event, from, to);
    if (pairs > 256) event.flags |= FLAG.fields_cut;
    event.readFields = readFields;
    return true;
  },
});

function setMessage(event: Event, from: number, to: number): void {
  event.messageStart = from;
  event.messageEnd = to;
  if (event.buffer.subarray(from, to).indexOf(92) < 0) return;
  event.text = Buffer.from(unescapeQuoted(event.buffer.toString('utf8', from, to)), 'utf8');
  event.messageStart = 0;
  event.messageEnd = event.text.length;
}

/** Index of the `=` after the key at `at`; −1 when no key is there. */
function keyEnd(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + 64);
  for (let i = at; i < stop; i++) {
    const c = bytes[i]!;
    if (c === EQUALS) return i > at ? i : -1;
    const letter = c | 32;
    const word =
      (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 95 || c === 45 || c === 46 || c === 64;
    if (!word && c !== 47) return -1;
  }
  return -1;
}

function closing(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    if (bytes[i] === 92) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return -1;
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== BLANK && bytes[i] !== 9) i++;
  return i;
}

function nextWord(bytes: Uint8Array, at: number, end: number): number {
  return skip(bytes, wordEnd(bytes, at, end), end);
}

/** Blanks, tabs and commas between pairs. */
function skip(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && (bytes[i] === BLANK || bytes[i] === 9 || bytes[i] === 44)) i++;
  return i;
}

function readFields(event: Event): Fields {
  return readPairs(lineHead(event, PAIRS_BYTES)).fields;
}

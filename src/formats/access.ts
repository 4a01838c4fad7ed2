import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { severityOfStatus } from './http-status.ts';
import { lineHead } from './line-head.ts';

const BLANK = 32;
const QUOTE = 34;
const OPEN = 91;
const HEAD_BYTES = 400;

const time = new TimeReader();

/**
 * Access logs: common and combined log format (Apache, nginx), with a virtual host in front and any fields behind.
 * The message is the request and what follows it: `"GET /path HTTP/1.1" 200 2326 …`.
 */
export default defineFormat({
  name: 'access',
  describe: 'web access logs: common, combined, nginx, with or without a virtual host and trailing fields',
  specificity: 0.95,
  parse(event, context) {
    const { buffer, start, end } = event;
    const first = buffer[start]!;
    // An address or a host name; never a bracket, a quote or a brace.
    if (first < 45 || first > 122 || first === OPEN || first === 60) return false;
    const stop = Math.min(end, start + HEAD_BYTES);
    let blanks = 0;
    let at = start;
    while (at < stop && buffer[at] !== OPEN) {
      if (buffer[at] === QUOTE || buffer[at] === 123) return false;
      if (buffer[at++] === BLANK) blanks++;
    }
    if (at >= stop || blanks < 3 || blanks > 8 || buffer[at - 1] !== BLANK) return false;
    if (!time.read(buffer, at + 1, end) || buffer[time.end] !== 93) return false;
    const request = time.end + 2;
    if (buffer[request - 1] !== BLANK || buffer[request] !== QUOTE) return false;
    const closed = closingQuote(buffer, request + 1, end);
    if (closed < 0 || closed + 5 > end || buffer[closed + 1] !== BLANK) return false;
    const severity = severityOfStatus(buffer, closed + 2, end);
    if (severity < 0) return false;
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.severity = severity;
    event.messageStart = request;
    event.readFields = readFields;
    return true;
  },
});

/** Index of the quote that closes the one before `at`, `\"` inside it left alone; −1 when none does. */
function closingQuote(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    if (bytes[i] === 92) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return -1;
}

const REQUEST =
  /^\[[^\]]*\] "((?:[^"\\]|\\.)*)" (\d{3})(?: (\S+)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?)?/s;

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const raw = lineHead(event, 16_384);
  const open = raw.indexOf('[');
  const words = raw.slice(0, open).trim().split(' ');
  // A word more than client, ident and user: the virtual host comes first.
  if (words.length > 3) fields.vhost = words.shift();
  fields.client = words[0];
  if (words[1] !== '-') fields.ident = words[1];
  const user = words.slice(2).join(' ');
  if (user !== '-' && user !== '') fields.user = user;
  const match = REQUEST.exec(raw.slice(open));
  if (match === null) return fields;
  const [, request, status, bytes, referrer, agent] = match;
  const [method, path, protocol] = request!.split(' ');
  fields.method = method;
  if (path !== undefined) fields.path = path;
  if (protocol !== undefined) fields.protocol = protocol;
  fields.status = Number(status);
  if (/^\d+$/.test(bytes ?? '')) fields.bytes = Number(bytes);
  if (referrer !== undefined && referrer !== '-') fields.referrer = referrer;
  if (agent !== undefined && agent !== '-') fields.agent = agent;
  return fields;
}

import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { severityOfStatus } from './http-status.ts';
import { lineHead } from './line-head.ts';

const BLANK = 32;
const time = new TimeReader();

/** HAProxy's HTTP and TCP log lines without a syslog header (configuration manual, section 8.2). */
export default defineFormat({
  name: 'haproxy',
  describe: 'HAProxy HTTP and TCP logs: client:port [time] frontend backend/server timers status bytes …',
  specificity: 0.93,
  parse(event, context) {
    const { buffer, start, end } = event;
    const blank = buffer.indexOf(BLANK, start);
    if (blank < 0 || blank + 12 > end || blank - start > 60 || buffer[blank + 1] !== 91) return false;
    if (!portBefore(buffer, start, blank) || !time.read(buffer, blank + 2, end)) return false;
    if (buffer[time.end] !== 93 || buffer[time.end + 1] !== BLANK) return false;
    const frontend = time.end + 2;
    const backend = buffer.indexOf(BLANK, frontend) + 1;
    const timers = buffer.indexOf(BLANK, backend) + 1;
    const next = buffer.indexOf(BLANK, timers) + 1;
    if (backend === 0 || timers === 0 || next === 0 || next > end) return false;
    const slash = buffer.indexOf(47, backend);
    if (slash < 0 || slash >= timers || !isTimers(buffer, timers, next - 1)) return false;
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.severity = Math.max(-1, severityOfStatus(buffer, next, end));
    if (event.severity < 0) event.severity = 6;
    event.app = 'haproxy';
    event.messageStart = frontend;
    event.readFields = readFields;
    return true;
  },
});

/** Whether `bytes[start, end)` ends in a colon and digits: an address with its port. */
function portBefore(bytes: Uint8Array, start: number, end: number): boolean {
  let i = end;
  while (i > start && bytes[i - 1]! >= 48 && bytes[i - 1]! <= 57) i--;
  return i < end && i - 1 > start && bytes[i - 1] === 58;
}

/** `10/0/30/69/109`: at least two numbers, −1 and +n among them. */
function isTimers(bytes: Uint8Array, start: number, end: number): boolean {
  let slashes = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c === 47) slashes++;
    else if (!((c >= 48 && c <= 57) || c === 45 || c === 43)) return false;
  }
  return slashes >= 2;
}

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const words = lineHead(event, 8192).split(' ');
  const [client, , frontend, backend, timers, status, bytes] = words;
  Object.assign(fields, { client, frontend, backend, timers });
  if (/^\d{3}$/.test(status ?? '')) Object.assign(fields, { status: Number(status), bytes: Number(bytes) });
  const quote = words.findIndex((word) => word.startsWith('"'));
  if (quote > 0) fields.request = words.slice(quote).join(' ').replace(/^"|"$/g, '');
  return fields;
}

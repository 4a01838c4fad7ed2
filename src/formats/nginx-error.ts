import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { digits } from '../kit/date-parts.ts';
import { ColumnReader } from './header-columns.ts';
import { lineHead } from './line-head.ts';

const columns = new ColumnReader();

/** nginx's error log: `2021/09/30 09:23:53 [error] 4242#4242: *17 message`. */
export default defineFormat({
  name: 'nginx-error',
  describe: 'nginx error log: time [level] pid#thread: *connection message',
  specificity: 0.9,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (buffer[start + 4] !== 47 || !columns.time.read(buffer, start, end)) return false;
    const level = columns.time.end + 1;
    if (buffer[level] !== 91) return false;
    const pid = columns.read({ kind: 'level' }, buffer, level, end) + 1;
    if (pid === 0) return false;
    const pidEnd = pid + digits(buffer, pid, end);
    if (pidEnd === pid || buffer[pidEnd] !== 35) return false;
    let at = pidEnd + 1 + digits(buffer, pidEnd + 1, end);
    if (buffer[at] !== 58 || at >= end) return false;
    at = Math.min(end, at + 2);
    if (buffer[at] === 42) {
      const run = digits(buffer, at + 1, end);
      if (run > 0 && buffer[at + 1 + run] === 32) at += run + 2;
    }
    event.time = columns.time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.severity = columns.severity;
    event.app = 'nginx';
    event.pidStart = pid;
    event.pidEnd = pidEnd;
    event.messageStart = Math.min(at, end);
    event.readFields = readFields;
    return true;
  },
});

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const text = lineHead(event, 8192);
  const head = /\] \d+#(\d+): (?:\*(\d+) )?/.exec(text);
  if (head?.[1] !== undefined) fields.thread = head[1];
  if (head?.[2] !== undefined) fields.connection = head[2];
  for (const key of ['client', 'server', 'upstream', 'host'] as const) {
    const value = new RegExp(`, ${key}: "?([^",]+)`).exec(text);
    if (value !== null) fields[key] = value[1];
  }
  return fields;
}

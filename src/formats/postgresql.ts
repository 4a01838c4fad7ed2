import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { digits } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { skipGap } from './header-columns.ts';
import { lineHead } from './line-head.ts';

const COLON = 58;
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['LOG', 6],
  ['STATEMENT', 6],
  ['DETAIL', 6],
  ['HINT', 6],
  ['CONTEXT', 6],
  ['QUERY', 6],
  ['LOCATION', 6],
  ['INFO', 6],
  ['NOTICE', 5],
  ['WARNING', 4],
  ['ERROR', 3],
  ['FATAL', 2],
  ['PANIC', 0],
  ['DEBUG', 7],
]);
const time = new TimeReader();

/** PostgreSQL's stderr log with its default prefix and what is often added: `time zone [pid] user@db LEVEL:  message`. */
export default defineFormat({
  name: 'postgresql',
  describe: 'PostgreSQL log: time [pid] user@database LEVEL:  message',
  specificity: 0.9,
  parse(event, context) {
    const { buffer, start, end } = event;
    const c = buffer[start]!;
    if (c < 48 || c > 57 || !time.read(buffer, start, end)) return false;
    const pid = skipGap(buffer, time.end, end) + 1;
    const pidEnd = pid + digits(buffer, pid, end);
    if (buffer[pid - 1] !== 91 || pidEnd === pid || pidEnd >= end) return false;
    // `[147]`, and `[147-1]` with the number of the line in its session.
    const close = buffer.indexOf(93, pidEnd);
    if (close < 0 || close - pidEnd > 12) return false;
    const stop = Math.min(end, close + 200);
    let word = skipGap(buffer, close + 1, end);
    for (let i = word; i < stop; i++) {
      const b = buffer[i]!;
      if (b === 32) word = i + 1;
      else if (b === COLON && buffer[i + 1] === 32 && i > word && i - word < 10) {
        const severity = LEVELS.get(context.intern.text(buffer, word, i).replace(/\d$/, ''));
        if (severity === undefined) continue;
        event.time = time.epoch(context.clock, context.reference);
        if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
        event.severity = severity;
        event.app = 'postgres';
        event.pidStart = pid;
        event.pidEnd = pidEnd;
        event.messageStart = skipGap(buffer, i + 1, end);
        event.readFields = readFields;
        return true;
      }
    }
    return false;
  },
});

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const session = /\] (?:(\S+) )??(?:([^\s@]*)@([^\s@]*) )?[A-Z]+\d?: /.exec(lineHead(event, 600));
  if (session?.[2] !== undefined) fields.user = session[2];
  if (session?.[3] !== undefined) fields.database = session[3];
  return fields;
}

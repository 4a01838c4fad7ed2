import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { digits } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { skipGap } from './header-columns.ts';
import { levelInField } from './levels.ts';
import { lineHead } from './line-head.ts';

const OPEN = 91;
const CLOSE = 93;
const COLON = 58;
const time = new TimeReader();

/**
 * Apache's error log, 2.2 and 2.4: `[time] [level] …` and `[time] [module:level] [pid 1:tid 2] …`. What follows,
 * `[client …]` too, is the message.
 */
export default defineFormat({
  name: 'apache-error',
  describe: 'Apache error log: [time] [module:level] [pid N:tid N] message',
  specificity: 0.9,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (buffer[start] !== OPEN || buffer[start + 4] !== 32) return false;
    if (!time.read(buffer, start + 1, end) || time.end >= end || buffer[time.end] !== CLOSE) return false;
    let at = skipGap(buffer, time.end + 1, end);
    if (at >= end || buffer[at] !== OPEN) return false;
    const close = buffer.indexOf(CLOSE, at);
    if (close < 0 || close >= end || close - at > 60) return false;
    const colon = buffer.subarray(at, close).indexOf(COLON);
    const word = colon < 0 ? at + 1 : at + colon + 1;
    const severity = levelInField(levelName(context.intern.text(buffer, word, close)));
    if (severity < 0) return false;
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.severity = severity;
    event.app = colon > 1 ? context.intern.text(buffer, at + 1, at + colon) : null;
    at = skipGap(buffer, close + 1, end);
    if (isPid(buffer, at, end)) {
      const run = digits(buffer, at + 5, end);
      if (run > 0) {
        event.pidStart = at + 5;
        event.pidEnd = at + 5 + run;
      }
      const after = buffer.indexOf(CLOSE, at);
      at = after < 0 || after >= end ? end : skipGap(buffer, after + 1, end);
    }
    event.messageStart = at;
    event.readFields = readFields;
    return true;
  },
});

/** `trace1` … `trace8` are levels too. */
function levelName(word: string): string {
  return word.startsWith('trace') ? 'trace' : word;
}

function isPid(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 7 < end &&
    bytes[at] === OPEN &&
    bytes[at + 1] === 112 &&
    bytes[at + 2] === 105 &&
    bytes[at + 3] === 100
  );
}

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const thread = /\[pid \d+:tid (\d+)\]/.exec(lineHead(event, 1000));
  if (thread !== null) fields.thread = thread[1];
  const client = /\[(?:client|remote) ([^\]]+)\]/.exec(lineHead(event, 1000));
  if (client !== null) fields.client = client[1];
  return fields;
}

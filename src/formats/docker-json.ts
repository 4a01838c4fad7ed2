import type { Event, Fields } from '../core/event.ts';
import { defineFormat } from '../core/format.ts';
import { withoutPrototypes } from '../kit/json.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { parseInner } from './inner.ts';
import { parseObject } from './json.ts';

const reader = new TimeReader();
const CONSUMED = new Set(['log', 'time']);

/** Docker's json-file driver: `{"log":"text\n","stream":"stdout","time":"…"}`; a header inside the text is read too. */
export default defineFormat({
  name: 'docker-json',
  describe: 'Docker json-file logs: {"log":…,"stream":…,"time":…}',
  specificity: 0.97,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (buffer[start] !== 123) return false;
    if (buffer.subarray(start, Math.min(end, start + 2)).length < 2) return false;
    // The keys come in this order, save for an `attrs` that some have before the time.
    if (buffer[start + 2] !== 108 || buffer[start + 3] !== 111 || buffer[start + 4] !== 103) return false;
    const json = parseObject(buffer, start, end);
    if (json === null || typeof json.log !== 'string' || typeof json.time !== 'string') return false;
    const time = Buffer.from(json.time, 'latin1');
    if (!reader.read(time, 0, time.length)) return false;
    event.time = reader.epoch(context.clock, context.reference);
    event.text = Buffer.from(json.log.replace(/\r?\n$/, ''), 'utf8');
    event.messageStart = 0;
    event.messageEnd = event.text.length;
    event.readFields = readFields;
    parseInner(event, context);
    return true;
  },
});

function readFields(event: Event): Fields {
  const json = parseObject(event.buffer, event.start, event.end);
  if (json === null) return {};
  return withoutPrototypes(json, CONSUMED).fields;
}

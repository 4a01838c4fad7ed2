import type { Event, Fields } from '../core/event.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { parseInner } from './inner.ts';
import { lineHead } from './line-head.ts';

const BLANK = 32;
const time = new TimeReader();

/**
 * Container runtimes' log lines (Kubernetes CRI): `2016-10-06T00:17:09.669794202Z stdout F message`. `P` marks a part
 * of a longer line; parts stay events of their own.
 */
export default defineFormat({
  name: 'cri',
  describe: 'Kubernetes container logs: time stdout|stderr F|P message',
  specificity: 0.97,
  parse(event, context) {
    const { buffer, start, end } = event;
    const c = buffer[start]!;
    if (c < 48 || c > 57 || !time.read(buffer, start, end)) return false;
    const at = time.end;
    // " stdout F ", " stderr P "
    if (at + 9 > end || buffer[at] !== BLANK || buffer[at + 1] !== 115 || buffer[at + 2] !== 116)
      return false;
    if (buffer[at + 3] !== 100 || buffer[at + 7] !== BLANK) return false;
    const stream = context.intern.text(buffer, at + 1, at + 7);
    if (stream !== 'stdout' && stream !== 'stderr') return false;
    const tag = buffer[at + 8];
    if ((tag !== 70 && tag !== 80) || (at + 9 < end && buffer[at + 9] !== BLANK)) return false;
    event.time = time.epoch(context.clock, context.reference);
    event.messageStart = Math.min(end, at + 10);
    event.readFields = readFields;
    parseInner(event, context);
    return true;
  },
});

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const head = / (stdout|stderr) ([FP])(?: |$)/.exec(lineHead(event, 100));
  if (head === null) return fields;
  fields.stream = head[1];
  if (head[2] === 'P') fields.partial = true;
  return fields;
}

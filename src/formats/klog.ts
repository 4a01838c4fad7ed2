import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { digits } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { skipGap } from './header-columns.ts';
import { lineHead } from './line-head.ts';

const CLOSE = 93;
const COLON = 58;
const SEVERITY: { readonly [letter: number]: number } = { 73: 6, 87: 4, 69: 3, 70: 2, 68: 7 };
const time = new TimeReader();

/** glog and klog: `I0102 15:04:05.000000  1234 file.go:12] message` (Kubernetes, Ceph-CSI, TensorFlow, …). */
export default defineFormat({
  name: 'klog',
  describe: 'klog and glog: Lmmdd hh:mm:ss.uuuuuu threadid file:line] message',
  specificity: 0.95,
  parse(event, context) {
    const { buffer, start, end } = event;
    const severity = SEVERITY[buffer[start]!];
    if (severity === undefined || digits(buffer, start + 1, end) < 4) return false;
    if (!time.read(buffer, start + 1, end)) return false;
    const pid = skipGap(buffer, time.end, end);
    const pidEnd = pid + digits(buffer, pid, end);
    if (pidEnd === pid) return false;
    const file = skipGap(buffer, pidEnd, end);
    const close = buffer.indexOf(CLOSE, file);
    if (close < 0 || close >= end || close - file > 200) return false;
    const colon = buffer.lastIndexOf(COLON, close);
    if (colon <= file) return false;
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.severity = severity;
    event.app = context.intern.text(buffer, file, colon);
    event.pidStart = pid;
    event.pidEnd = pidEnd;
    event.messageStart = skipGap(buffer, close + 1, end);
    event.readFields = readFields;
    return true;
  },
});

function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const place = /([^\s:]+):(\d+)\]/.exec(lineHead(event, 400));
  if (place !== null) Object.assign(fields, { file: place[1], fileLine: Number(place[2]) });
  return fields;
}

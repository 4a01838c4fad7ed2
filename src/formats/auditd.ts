import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { lineHead } from './line-head.ts';
import { PAIRS_BYTES, readPairs } from './pairs.ts';

const BLANK = 32;
const MARK = Buffer.from(' msg=audit(');
const NODE = Buffer.from('node=');
const TYPE = Buffer.from('type=');
const time = new TimeReader();

/**
 * The kernel's audit trail: `[node=HOST ]type=SYSCALL msg=audit(1364481363.243:24287): key=value …`. The type is the
 * `msgid`, and the message begins with it: it is what tells records with the same keys apart.
 */
export default defineFormat({
  name: 'auditd',
  describe: 'Linux audit log: type=… msg=audit(epoch:serial): key=value …',
  specificity: 0.98,
  parse(event, context) {
    const { buffer, start, end } = event;
    const c = buffer[start];
    if (c !== 116 && c !== 110) return false;
    let at = start;
    let host: string | null = null;
    if (startsWith(buffer, at, NODE)) {
      const blank = buffer.indexOf(BLANK, at);
      if (blank <= at + 5 || blank >= end || blank - at > 260) return false;
      host = context.intern.text(buffer, at + 5, blank);
      at = blank + 1;
    }
    if (!startsWith(buffer, at, TYPE)) return false;
    const mark = buffer.indexOf(BLANK, at);
    if (mark <= at + 5 || mark + 24 > end || !startsWith(buffer, mark, MARK)) return false;
    if (!time.read(buffer, mark + MARK.length, end)) return false;
    event.time = time.epoch(context.clock, context.reference);
    if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
    event.host = host;
    event.app = 'audit';
    event.msgid = context.intern.text(buffer, at + 5, mark);
    event.messageStart = at + 5;
    event.readFields = readFields;
    return true;
  },
});

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

function readFields(event: Event): Fields {
  const raw = lineHead(event, PAIRS_BYTES);
  const serial = /audit\([\d.]+:(\d+)\):?/.exec(raw);
  const { fields } = readPairs(serial === null ? raw : raw.slice(serial.index + serial[0].length));
  if (serial !== null) fields.serial = serial[1];
  return fields;
}

import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { exceedsCaps, withoutPrototypes } from '../kit/json.ts';
import { skipGap } from './header-columns.ts';
import { type Json, readHeader } from './json-keys.ts';

/**
 * One JSON object per line: pino, bunyan, winston, ECS, zap, Serilog, GELF, MongoDB, and any object with a time, a
 * level or a message. Without a message the whole line is it. Objects are kept to depth 32 and 256 keys.
 */
export default defineFormat({
  name: 'json',
  describe: 'JSON lines: pino, bunyan, winston, ECS, zap, Serilog, GELF, MongoDB and others',
  specificity: 0.8,
  parse(event, context) {
    const json = parseObject(event.buffer, event.start, event.end);
    if (json === null) return false;
    const header = readHeader(json, context.clock, context.reference);
    event.time = header.time;
    event.severity = header.severity;
    event.app = header.app;
    event.host = header.host;
    event.pidText = header.pid;
    if (header.message !== null) {
      const text = Buffer.from(header.message, 'utf8');
      event.text = text;
      event.messageStart = 0;
      event.messageEnd = text.length;
    }
    if (exceedsCaps(json)) event.flags |= FLAG.fields_cut;
    event.readFields = readFields;
    return true;
  },
});

/** The object that `buffer[start, end)` is; null for anything else, never a throw. */
export function parseObject(buffer: Buffer, start: number, end: number): Json | null {
  const open = skipGap(buffer, start, end);
  if (buffer[open] !== 123) return null;
  let close = end - 1;
  while (close > open && buffer[close]! <= 32) close--;
  if (buffer[close] !== 125) return null;
  try {
    return JSON.parse(buffer.toString('utf8', open, close + 1)) as Json;
  } catch {
    return null;
  }
}

function readFields(event: Event): Fields {
  const json = parseObject(event.buffer, event.start, event.end);
  return json === null ? {} : withoutPrototypes(json).fields;
}

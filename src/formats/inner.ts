import { Event, type Fields } from '../core/event.ts';
import type { Format, ParseContext } from '../core/format.ts';
import access from './access.ts';
import apacheError from './apache-error.ts';
import app from './app.ts';
import json from './json.ts';
import klog from './klog.ts';
import logfmt from './logfmt.ts';
import nginxError from './nginx-error.ts';

/** Formats that are told by their first bytes, so that asking costs little. */
const INSIDE: readonly Format[] = [json, klog, nginxError, apacheError, access, logfmt, app];

/**
 * The message of a container's line often begins with a header of its own: its level, program, host and time of day
 * are taken over, and the message is what follows. The outer time stays: it has a zone and is never wrong.
 */
export function parseInner(event: Event, context: ParseContext): void {
  const inner = new Event(event.origin);
  inner.buffer = event.text;
  inner.text = event.text;
  inner.start = event.messageStart;
  inner.end = event.messageEnd;
  inner.messageStart = inner.start;
  inner.messageEnd = inner.end;
  const format = INSIDE.find((f) => f.parse(inner, context));
  if (format === undefined) return;
  if (Number.isNaN(event.time)) event.time = inner.time;
  if (inner.severity >= 0) event.severity = inner.severity;
  event.app = inner.app ?? event.app;
  event.host = inner.host ?? event.host;
  event.msgid = inner.msgid ?? event.msgid;
  event.pidText = inner.pid ?? event.pidText;
  event.text = inner.text;
  event.messageStart = inner.messageStart;
  event.messageEnd = inner.messageEnd;
  event.flags |= inner.flags;
  const outer = event.readFields;
  const read = inner.readFields;
  if (read === null) return;
  event.readFields = (e): Fields => Object.assign(Object.create(null), outer?.(e), read(inner));
}

import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { type Column, ColumnReader, skipGap } from './header-columns.ts';
import { levelOf } from './levels.ts';

const TIME: Column = { kind: 'time' };
const LEVEL: Column = { kind: 'level' };
const BRACKET: Column = { kind: 'bracket', mark: '[' };
const MARK: Column = { kind: 'mark' };
const COMPONENT: Column = { kind: 'component' };
const NUMBER: Column = { kind: 'number' };
const WORD: Column = { kind: 'word' };
const OPEN = 91;
const COLON = 58;
const MAX_PARTS = 9;

const columns = new ColumnReader();

/**
 * Lines of applications that carry a level: `time LEVEL [status] [12ms] message`, log4j, logback and Spring Boot,
 * Python logging (`time - name - LEVEL - message`, `LEVEL:name:message`). Read from one line alone, so only what
 * stands around the level is header; for whole logs the columns are learnt instead where that says more.
 */
export default defineFormat({
  name: 'app',
  describe:
    'application logs with a level: time LEVEL [status] [12ms] message, log4j, logback, Python logging',
  specificity: 0.45,
  parse(event, context) {
    const { buffer, start, end } = event;
    if (!mayBegin(buffer[start]!)) return false;
    let at = readTime(buffer, start, end);
    const timed = at > start;
    let time = timed ? columns.time.epoch(context.clock, context.reference) : Number.NaN;
    const badTime = timed && Number.isNaN(time);
    let severity = -1;
    let app: string | null = null;
    let words = 0;
    let pidStart = -1;
    let pidEnd = -1;
    for (let part = 0; part < MAX_PARTS; part++) {
      at = skipGap(buffer, at, end);
      if (at >= end) break;
      if (severity < 0) {
        const level = columns.read(LEVEL, buffer, at, end);
        if (level >= 0) {
          severity = columns.severity;
          const named = pythonName(buffer, at, end);
          if (named > 0) {
            app = context.intern.text(buffer, buffer.indexOf(COLON, at) + 1, named);
            at = named + 1;
            break;
          }
          at = level;
          if (!timed && Number.isNaN(time)) {
            // `INFO  [main] 2026-01-02 12:00:00,123 Class.java:12 - message`
            const later = timeAfterLevel(buffer, at, end);
            if (later > 0) {
              time = columns.time.epoch(context.clock, context.reference);
              at = later;
            }
          }
          continue;
        }
      }
      const mark = columns.read(MARK, buffer, at, end);
      if (mark >= 0 && (severity < 0 || part > 0)) {
        at = mark;
        continue;
      }
      if (buffer[at] === OPEN) {
        const bracket = columns.read(BRACKET, buffer, at, end);
        if (bracket < 0) break;
        at = bracket;
        continue;
      }
      const component = columns.read(COMPONENT, buffer, at, end);
      if (component >= 0 && app === null && (severity >= 0 || (timed && columns.severity >= 0))) {
        app = context.intern.text(buffer, columns.from, columns.to);
        if (severity < 0) severity = columns.severity;
        if (columns.pidStart >= 0) ({ pidStart, pidEnd } = columns);
        at = component;
        break;
      }
      if (severity < 0) {
        // Before the level: a process id, a logger's name; not more, or the level is a word of the message.
        if (!timed || ++words > 3) return false;
        const number = columns.read(NUMBER, buffer, at, end);
        if (number >= 0) {
          pidStart = columns.from;
          pidEnd = columns.to;
          at = number;
          continue;
        }
        const word = columns.read(WORD, buffer, at, end);
        if (word < 0 || !isName(buffer, columns.from, columns.to)) return false;
        app = context.intern.text(buffer, columns.from, columns.to);
        at = word;
        continue;
      }
      const spring = columns.read(NUMBER, buffer, at, end);
      if (spring >= 0 && buffer[skipGap(buffer, spring, end)] === 45) {
        pidStart = columns.from;
        pidEnd = columns.to;
        at = spring;
        continue;
      }
      const logger = app === null ? loggerEnd(buffer, at, end) : -1;
      if (logger > 0) {
        app = context.intern.text(buffer, columns.from, columns.to);
        at = logger;
        continue;
      }
      break;
    }
    if (severity < 0) return false;
    event.time = time;
    if (badTime) event.flags |= FLAG.bad_time;
    event.severity = severity;
    event.app = app;
    event.pidStart = pidStart;
    event.pidEnd = pidEnd;
    event.messageStart = skipGap(buffer, at, end);
    event.readFields = readFields;
    return true;
  },
});

/** Digits, capital letters, `[`: what a time or a level begins with; lower-case levels too. */
function mayBegin(c: number): boolean {
  return (c >= 48 && c <= 57) || c === OPEN || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}

/** Index after a time at the beginning, in brackets or not; `start` when there is none. */
function readTime(buffer: Buffer, start: number, end: number): number {
  if (buffer[start] === OPEN) {
    const stop = columns.read(BRACKET, buffer, start, end);
    return stop > 0 && columns.time.read(buffer, columns.from, columns.to) ? stop : start;
  }
  const stop = columns.read(TIME, buffer, start, end);
  return stop < 0 ? start : stop;
}

function timeAfterLevel(buffer: Buffer, from: number, end: number): number {
  let at = skipGap(buffer, from, end);
  for (let k = 0; k < 2; k++) {
    const stop = columns.read(TIME, buffer, at, end);
    if (stop > 0) return stop;
    const bracket = columns.read(BRACKET, buffer, at, end);
    if (bracket < 0) return -1;
    if (columns.time.read(buffer, columns.from, columns.to)) return bracket;
    at = skipGap(buffer, bracket, end);
  }
  return -1;
}

/** `LEVEL:name:message` as Python's basicConfig writes it: index of the second colon, −1 for anything else. */
function pythonName(buffer: Buffer, at: number, end: number): number {
  let colon = at;
  while (colon < end && colon - at < 10 && buffer[colon]! >= 65 && buffer[colon]! <= 90) colon++;
  if (buffer[colon] !== COLON || levelOf(buffer.toString('latin1', at, colon)) < 0) return -1;
  const stop = Math.min(end, colon + 80);
  for (let i = colon + 1; i < stop; i++) {
    const c = buffer[i]!;
    if (c === COLON) return i > colon + 1 ? i : -1;
    if (c <= 32) return -1;
  }
  return -1;
}

/** A logger's name after the level: `org.acme.Pool - `, `acme.store `; −1 when what follows reads like a message. */
function loggerEnd(buffer: Buffer, at: number, end: number): number {
  const word = columns.read(WORD, buffer, at, end);
  if (word < 0 || !isName(buffer, columns.from, placeStart(buffer, columns.from, columns.to))) return -1;
  const { from } = columns;
  const to = placeStart(buffer, from, columns.to);
  const next = skipGap(buffer, word, end);
  const dash = columns.read(MARK, buffer, next, end);
  columns.from = from;
  columns.to = to;
  if (dash > 0 && dash - next <= 2) return dash;
  return buffer.subarray(from, to).includes(46) ? word : -1;
}

/** Where the `:12` of `Server.java:12` begins; `to` when there is none. */
function placeStart(buffer: Buffer, from: number, to: number): number {
  let i = to;
  while (i > from && buffer[i - 1]! >= 48 && buffer[i - 1]! <= 57) i--;
  return i < to && i - 1 > from && buffer[i - 1] === COLON ? i - 1 : to;
}

/** A dotted or plain identifier: no address, path, or number. */
function isName(buffer: Buffer, from: number, to: number): boolean {
  const first = buffer[from]! | 32;
  if (first < 97 || first > 122 || to - from > 120) return false;
  for (let i = from; i < to; i++) {
    const c = buffer[i]!;
    const letter = c | 32;
    const fits =
      (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 46 || c === 95 || c === 36 || c === 45;
    if (!fits) return false;
  }
  return buffer[to - 1] !== 46;
}

/** The bracketed parts of the header: `status`, `latency`, `thread`, `request`. */
function readFields(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const header = event.buffer.toString('utf8', event.start, event.messageStart);
  for (const [, content] of header.matchAll(/\[([^\]]*)\]/g)) {
    const text = content!.trim();
    if (/^[1-5]\d\d$/.test(text)) fields.status ??= Number(text);
    else if (/^\d+(?:\.\d+)? ?(?:ms|s|us|µs|ns)$/.test(text)) fields.latency ??= text;
    else if (/^(?:req-)?[\da-f]{8}-?[\da-f-]{8,}/i.test(text)) fields.request ??= text;
    else if (text !== '' && levelOf(text) < 0 && !/^\d{4}-|\d\d:\d\d/.test(text)) fields.thread ??= text;
  }
  return fields;
}

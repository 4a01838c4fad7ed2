import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { defineFormat, type Format, type ParseContext } from '../core/format.ts';
import { Interner } from '../kit/interner.ts';
import { ColumnReader, skipGap } from './header-columns.ts';
import { parseInner } from './inner.ts';
import type { LearntHeader } from './learn-header.ts';
import { levelInField } from './levels.ts';

/**
 * The format of one input whose header was learnt from its own lines. A line that has the header's beginning, up to
 * its time or level, is taken even where later columns are missing: its message begins at the first one that is.
 */
export function learntFormat(header: LearntHeader): Format {
  // Without a time or a level the columns may as well be a message's first words.
  const sure = header.roles.time >= 0 || header.roles.severity >= 0;
  const specificity = sure ? 0.5 : 0.4;
  return { ...learnt, specificity, parse: new LearntParser(header).parse };
}

class LearntParser {
  readonly #header: LearntHeader;
  readonly #reader = new ColumnReader();
  readonly #levels = new Interner(64);
  /** Columns without which a line has not this header. */
  readonly #least: number;

  constructor(header: LearntHeader) {
    this.#header = header;
    const anchors = header.columns.findIndex(
      (c) => c.kind === 'time' || c.kind === 'level' || c.kind === 'letter',
    );
    const { time } = header.roles;
    this.#least = (time >= 0 ? time : anchors >= 0 ? anchors : header.columns.length - 1) + 1;
  }

  /** Fills in the event; see `Format.parse`. */
  readonly parse = (event: Event, context: ParseContext): boolean => {
    const { columns, roles } = this.#header;
    const { buffer, end } = event;
    const reader = this.#reader;
    const count = columns.length;
    let at = event.start;
    let time = Number.NaN;
    let severity = -1;
    let timed = false;
    let pidStart = -1;
    let pidEnd = -1;
    let app: string | null = null;
    let host: string | null = null;
    for (let k = 0; k < count; k++) {
      const column = columns[k]!;
      at = skipGap(buffer, at, end);
      if (column.optional === true && k + 1 < count && reader.read(columns[k + 1]!, buffer, at, end) >= 0)
        continue;
      const stop = reader.read(column, buffer, at, end);
      if (stop < 0) {
        if (column.optional === true) continue;
        if (k < this.#least) return false;
        break;
      }
      at = stop;
      if (k === roles.time) {
        timed =
          column.kind === 'time' ||
          reader.time.read(buffer, skipGap(buffer, reader.from, reader.to), reader.to);
        if (timed) time = reader.time.epoch(context.clock, context.reference);
      } else if (k === roles.severity) severity = this.#severityOf(column.kind, buffer);
      else if (k === roles.app) {
        app = context.intern.text(buffer, reader.from, withoutPlace(buffer, reader.from, reader.to));
        if (column.kind === 'component') {
          ({ pidStart, pidEnd } = reader);
          if (roles.severity < 0) severity = reader.severity;
        }
      } else if (k === roles.host) host = context.intern.text(buffer, reader.from, reader.to);
      else if (k === roles.pid) {
        pidStart = reader.from;
        pidEnd = reader.to;
      }
    }
    event.time = time;
    if (timed && Number.isNaN(time)) event.flags |= FLAG.bad_time;
    event.severity = severity;
    event.app = app;
    event.host = host;
    event.pidStart = pidStart;
    event.pidEnd = pidEnd;
    if (buffer[at] === 44 && at < end) at++;
    event.messageStart = skipGap(buffer, at, end);
    event.readFields = this.#readFields;
    // Docker compose and the like put a name before lines that have headers of their own.
    if (roles.time < 0 && roles.severity < 0) parseInner(event, context);
    return true;
  };

  #severityOf(kind: string, buffer: Buffer): number {
    const reader = this.#reader;
    if (kind === 'level' || kind === 'letter') return reader.severity;
    return levelInField(this.#levels.text(buffer, reader.from, reader.to));
  }

  /** The columns that are no part of the event otherwise, as `thread` and `column1`, `column2`, … */
  readonly #readFields = (event: Event): Fields => {
    const fields: Fields = Object.create(null);
    const { columns, roles } = this.#header;
    const known = new Set([roles.time, roles.severity, roles.app, roles.host, roles.pid]);
    let at = event.start;
    for (const [k, column] of columns.entries()) {
      at = skipGap(event.buffer, at, event.end);
      const stop = this.#reader.read(column, event.buffer, at, event.end);
      if (stop < 0 || at >= event.messageStart) {
        if (column.optional === true) continue;
        break;
      }
      at = stop;
      if (known.has(k) || column.kind === 'mark' || column.kind === 'time') continue;
      const name = k === roles.thread ? 'thread' : `column${k + 1}`;
      fields[name] = event.buffer.toString('utf8', this.#reader.from, this.#reader.to).trim();
    }
    return fields;
  };
}

/** End of a name without the line of the source file that some write after it: `Pool.java:152`. */
function withoutPlace(buffer: Buffer, from: number, to: number): number {
  let i = to;
  while (i > from && buffer[i - 1]! >= 48 && buffer[i - 1]! <= 57) i--;
  return i < to && i - 1 > from && (buffer[i - 1] === 58 || buffer[i - 1] === 64) ? i - 1 : to;
}

/** What one line alone can say for certain: a time at its beginning, perhaps a level after it. */
const LEAST: LearntHeader = {
  columns: [{ kind: 'time' }, { kind: 'level', optional: true }],
  roles: { time: 0, severity: 1, host: -1, app: -1, pid: -1, thread: -1 },
  share: 1,
};

const learnt = defineFormat({
  name: 'learnt',
  describe: 'a header nobody knows, learnt from the columns that all lines of an input share',
  specificity: 0.1,
  parse: new LearntParser(LEAST).parse,
});

export default learnt;

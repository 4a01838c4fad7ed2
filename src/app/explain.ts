import { Event } from '../core/event.ts';
import type { Explanation } from '../core/explanation.ts';
import type { ParseContext } from '../core/format.ts';
import type { Origin } from '../core/origin.ts';
import type { LineBatch } from '../core/source.ts';
import { formats } from '../formats/index.ts';
import { EventReader } from '../formats/reader.ts';
import { placeLine } from '../formats/recognise.ts';
import { Interner } from '../kit/interner.ts';
import { WallClock } from '../kit/wallclock.ts';
import { createMiner } from '../templates/create-miner.ts';

/** How lines are explained. */
export interface ExplainOptions {
  /** Name of the format to use instead of looking. */
  readonly format?: string;
  /** IANA zone of times without one; this process's zone when absent. */
  readonly timeZone?: string;
  /** Epoch ms near which times without a year lie; now when absent. */
  readonly receivedAt?: number;
}

/** What each step makes of one line, as if it were a log of its own. Throws UNKNOWN_FORMAT for a format name that is none. */
export function explainLine(line: string, options: ExplainOptions = {}): Explanation {
  return explainLines([line], options)[0]!;
}

/**
 * The same of the lines of one log, none of them empty: together they decide the format and the kinds of lines, as
 * they would in a file.
 */
export function explainLines(lines: readonly string[], options: ExplainOptions = {}): Explanation[] {
  const reference = options.receivedAt ?? Date.now();
  const origin: Origin = { source: 'argument', file: null, identity: 'argument', referenceTime: reference };
  const { format, timeZone } = options;
  const reader = new EventReader(origin, {
    fold: false,
    ...(format === undefined ? {} : { format }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const batch = batchOf(lines);
  reader.feed(batch);
  reader.end();
  const context = { intern: new Interner(), clock: new WallClock(timeZone), reference };
  const miner = createMiner();
  const explained: { readonly event: Event; readonly mined: ReturnType<typeof miner.add> }[] = [];
  for (let event = reader.next(); event !== null; event = reader.next()) {
    if (Number.isNaN(event.time)) event.received = reference;
    else event.received = event.time;
    const mined = miner.add(event.text.subarray(event.messageStart, event.messageEnd));
    explained.push({ event, mined });
  }
  return explained.map(({ event, mined }) => ({
    schemaVersion: 1,
    line: event.raw,
    event: { ...event.toJSON(), template: mined.id, templateText: mined.text },
    fitting: fitting(event, context),
    tried: format === undefined ? formats.length : 1,
    template: mined,
  }));
}

function batchOf(lines: readonly string[]): LineBatch {
  const buffer = Buffer.from(lines.join('\n'));
  const starts = new Int32Array(lines.length);
  const ends = new Int32Array(lines.length);
  let at = 0;
  lines.forEach((line, i) => {
    starts[i] = at;
    at += Buffer.byteLength(line);
    ends[i] = at++;
  });
  return { buffer, starts, ends, count: lines.length, firstLine: 1, offset: 0, truncated: [] };
}

function fitting(line: Event, context: ParseContext): Explanation['fitting'] {
  return formats
    .filter((format) => {
      const event = new Event(line.origin);
      placeLine(event, line);
      return format.parse(event, context);
    })
    .map(({ name, specificity }) => ({ format: name, specificity }))
    .sort((a, b) => b.specificity - a.specificity);
}

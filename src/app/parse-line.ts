import { LogsiftError } from '../core/errors.ts';
import { Event, type EventJson } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { Format } from '../core/format.ts';
import type { Origin } from '../core/origin.ts';
import { formats } from '../formats/index.ts';
import { formatNamed } from '../formats/reader.ts';
import { Interner } from '../kit/interner.ts';
import { WallClock } from '../kit/wallclock.ts';

export interface ParseLineOptions {
  /** Name of the format to read the line in; found by trying when absent. */
  readonly format?: string;
  /** Epoch ms at which the line came; now when absent. Times without a year are read near it. */
  readonly receivedAt?: number;
  /** IANA zone of times that name none; the zone of this process when absent. */
  readonly timeZone?: string;
}

const intern = new Interner();
const bySpecificity: readonly Format[] = [...formats].sort((a, b) => b.specificity - a.specificity);
let clockZone: string | undefined;
let clock = new WallClock();

/**
 * Parses one line, without its file and its neighbours: the surest format that fits is taken. A line that none fits
 * is the message as it stands, flagged `unparsed`; an empty one has an empty message. Throws UNKNOWN_FORMAT and, for
 * an unknown time zone, USAGE; never because of the line.
 */
export function parseLine(line: Uint8Array | string, options: ParseLineOptions = {}): EventJson {
  return lineEvent(line, options).toJSON();
}

/** The same as an event. */
export function lineEvent(line: Uint8Array | string, options: ParseLineOptions = {}): Event {
  const bytes =
    typeof line === 'string' ? Buffer.from(line) : Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const received = options.receivedAt ?? Date.now();
  const origin: Origin = { source: 'line', file: null, identity: 'line', referenceTime: received };
  const event = new Event(origin);
  event.received = received;
  event.buffer = bytes;
  event.end = withoutLineEnd(bytes);
  event.text = bytes;
  event.messageEnd = event.end;
  const tried = options.format === undefined ? bySpecificity : [formatNamed(options.format)];
  const context = { intern, clock: clockOf(options.timeZone), reference: received };
  const fitting = event.end === 0 ? undefined : tried.find((format) => format.parse(event, context));
  if (fitting === undefined) event.flags |= FLAG.unparsed;
  else if (event.format === '') event.format = fitting.name;
  return event;
}

function clockOf(timeZone: string | undefined): WallClock {
  if (timeZone === clockZone) return clock;
  try {
    clock = new WallClock(timeZone);
  } catch (cause) {
    throw new LogsiftError(
      'USAGE',
      `Unknown time zone "${timeZone}"; wanted an IANA name like Europe/Berlin.`,
      {
        cause,
      },
    );
  }
  clockZone = timeZone;
  return clock;
}

function withoutLineEnd(bytes: Buffer): number {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === 10) end--;
  if (end > 0 && bytes[end - 1] === 13) end--;
  return end;
}

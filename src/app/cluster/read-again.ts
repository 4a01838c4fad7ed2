import { Event, type Fields } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { Format } from '../../core/format.ts';
import { formats } from '../../formats/index.ts';
import { Interner } from '../../kit/interner.ts';
import { WallClock } from '../../kit/wallclock.ts';

const LF = 10;
/** Its columns were learnt from the lines of one input: elsewhere nobody knows them. */
const LEARNT = 'learnt';

const intern = new Interner();
const clock = new WallClock('UTC');
const byName = new Map(formats.map((format) => [format.name, format]));

/** Whether the fields of an event must come along with it, as they cannot be read again from its line. */
export function mustBeCarried(event: Event): boolean {
  return event.format === LEARNT;
}

/**
 * Fields of an event that came over the bus, read from its line by the format it names, as they were where it was read
 * first: those of its first line, where others were joined to it. None where the format does not know the line.
 */
export function readAgain(format: string, event: Event): Fields {
  const named = byName.get(format);
  const again = (named && parsed(named, format, event)) ?? parsedByAnother(format, event);
  return again?.readFields?.(event) ?? {};
}

/** A format that hands lines on may have known it, where the one it handed it to does not by itself. */
function parsedByAnother(name: string, event: Event): Event | null {
  for (const format of formats) {
    const again = parsed(format, name, event);
    if (again !== null) return again;
  }
  return null;
}

/** The event of the line alone; null where the format gives it to another than the one of that name, or refuses it. */
function parsed(
  format: Format,
  name: string,
  { origin, buffer, start, end, flags, received }: Event,
): Event | null {
  const event = new Event(origin);
  const first = (flags & FLAG.folded) === 0 ? -1 : buffer.subarray(start, end).indexOf(LF);
  event.buffer = event.text = buffer;
  event.start = event.messageStart = start;
  event.end = event.messageEnd = first < 0 ? end : start + first;
  const reference = Number.isNaN(received) ? origin.referenceTime : received;
  if (!format.parse(event, { intern, clock, reference })) return null;
  return (event.format || format.name) === name ? event : null;
}

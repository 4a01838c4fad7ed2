import type { Interner } from '../kit/interner.ts';
import type { WallClock } from '../kit/wallclock.ts';
import type { Event } from './event.ts';

/** What a format may use while it parses; one per input. */
export interface ParseContext {
  readonly intern: Interner;
  /** Wall times of the input's zone to epoch ms. */
  readonly clock: WallClock;
  /** Epoch ms near which a time without a year lies. */
  readonly reference: number;
}

/**
 * One way of writing a log line. `parse` gets an event whose `buffer[start, end)` is the line, with `text`,
 * `messageStart`, `messageEnd` set to the whole of it; it fills in what the header says, moves the message, and
 * returns true; or returns false and leaves the event as it was. It never throws, whatever the bytes.
 */
export interface Format {
  readonly name: string;
  /** One line for `--help` and docs. */
  readonly describe: string;
  /**
   * How sure a fit is, 0–1: when several formats fit the sample lines of an input, the higher one is taken.
   * 1 = cannot be mistaken (a journald entry), .1 = nearly everything fits.
   */
  readonly specificity: number;
  parse(event: Event, context: ParseContext): boolean;
}

/** Names the shape for inference and for the completeness test. */
export function defineFormat(format: Format): Format {
  return format;
}

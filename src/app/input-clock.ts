import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';

const DAY = 86_400_000;

/**
 * Gives the events of one input their place in time: `received` is the running maximum of `time`. A line more than a
 * day ahead is flagged `future` and does not move the clock, unless the next line confirms it (a log with a gap); a
 * line without a time takes that of the line before, or `start`.
 */
export class InputClock {
  readonly #start: number;
  #now = Number.NaN;
  #ahead = Number.NaN;
  /** Events more than a second behind the ones before them. */
  late = 0;
  /** Events more than a day ahead of the ones around them. */
  future = 0;
  /** Events without a usable time. */
  untimed = 0;
  timed = 0;

  /** @param start epoch ms for lines before the first that has a time: a file's mtime, or the wall clock */
  constructor(start: number) {
    this.#start = start;
  }

  /** Sets `received` and the flags of time. */
  place(event: Event): void {
    const { time } = event;
    if (Number.isNaN(time)) {
      this.untimed++;
      event.flags |= FLAG.no_time;
      event.received = Number.isNaN(this.#now) ? this.#start : this.#now;
      return;
    }
    this.timed++;
    const limit = Number.isNaN(this.#now) ? this.#start : this.#now;
    if (time > limit + DAY && !(Math.abs(time - this.#ahead) <= DAY)) {
      this.#ahead = time;
      event.flags |= FLAG.future;
      this.future++;
      event.received = limit;
      return;
    }
    if (Number.isNaN(this.#now) || time > this.#now) this.#now = time;
    else if (Math.floor(time / 1000) < Math.floor(this.#now / 1000)) {
      event.flags |= FLAG.late;
      this.late++;
    }
    event.received = this.#now;
  }
}

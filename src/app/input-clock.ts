import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';

const DAY = 86_400_000;
/** So many lines of one host in a row are a log that goes on with that host. */
const ENOUGH_ALONE = 50;

/**
 * Gives the events of one input their place in time: `received` is the running maximum of `time`. A line more than a
 * day ahead is flagged `future` and does not move the clock, unless the lines after it confirm it (a log with a gap); a
 * line without a time takes that of the line before, or `start`.
 */
export class InputClock {
  readonly #start: number;
  #now = Number.NaN;
  /** Lines in a row that are ahead: the latest time, the host of the first, how many. */
  #ahead = Number.NaN;
  #aheadHost: string | null = null;
  #aheadLines = 0;
  #host: string | null | undefined;
  #manyHosts = false;
  /** Events more than a second behind the ones before them. */
  late = 0;
  /** Events more than a day ahead of the ones around them. */
  future = 0;
  /** Events without a usable time. */
  untimed = 0;
  timed = 0;

  /**
   * @param start epoch ms for lines before the first that has a time: a file's mtime, or the wall clock
   * @param now epoch ms at which an earlier run over the same input stopped; NaN for one that begins
   */
  constructor(start: number, now = Number.NaN) {
    this.#start = start;
    this.#now = now;
  }

  /** Epoch ms of the latest event; NaN before the first that has a time. */
  get now(): number {
    return this.#now;
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
    if (this.#host === undefined) this.#host = event.host;
    else if (event.host !== this.#host) this.#manyHosts = true;
    if (time > limit + DAY && !this.#confirmed(event)) {
      event.flags |= FLAG.future;
      this.future++;
      event.received = limit;
      return;
    }
    this.#aheadLines = 0;
    if (Number.isNaN(this.#now) || time > this.#now) this.#now = time;
    else if (Math.floor(time / 1000) < Math.floor(this.#now / 1000)) {
      event.flags |= FLAG.late;
      this.late++;
    }
    event.received = this.#now;
  }

  /** A log with a gap goes on ahead for all of its hosts; one wrong clock is ahead alone. */
  #confirmed(event: Event): boolean {
    const goesOn = this.#aheadLines > 0 && Math.abs(event.time - this.#ahead) <= DAY;
    this.#ahead = event.time;
    this.#aheadLines = goesOn ? this.#aheadLines + 1 : 1;
    if (!goesOn) this.#aheadHost = event.host;
    if (this.#aheadLines < 2) return false;
    return !this.#manyHosts || event.host !== this.#aheadHost || this.#aheadLines >= ENOUGH_ALONE;
  }
}

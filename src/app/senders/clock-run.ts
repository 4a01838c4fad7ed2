/** Stretch of which one time counts: of its lines the one that took the shortest way, ms. */
const STRETCH = 20_000;
/** Stretches of which the middle one counts; a clock that is set right is known to be after half of them. */
const STRETCHES = 9;
const ENOUGH = 3;
/** What is read back from a buffer comes ever less late; a clock that is off is off by the same, ms or share of it. */
const [STEADY, STEADY_SHARE] = [30_000, 0.1];

/**
 * How far the clock of one host is ahead of ours, by the times that its lines say and those at which they came. A line
 * may have waited on its way, but none comes before it was written: of each stretch the least late one counts, and of
 * several stretches the middle one. What was held back and comes all at once is no clock.
 */
export class ClockRun {
  /** Of the latest stretches, oldest first, ms ahead; the last is still going on. */
  readonly #ahead: number[] = [];
  #since = Number.NEGATIVE_INFINITY;
  #middle = Number.NaN;
  /** Epoch ms since when it has been off; NaN while it is not. */
  offSince = Number.NaN;
  told = false;

  /** Returns whether a stretch began: what is known of the clock may be another thing then. */
  observe(ahead: number, now: number): boolean {
    const last = this.#ahead.length - 1;
    if (now - this.#since < STRETCH && now >= this.#since) {
      if (ahead > this.#ahead[last]!) this.#ahead[last] = ahead;
      return false;
    }
    this.#since = now;
    this.#ahead.push(ahead);
    if (this.#ahead.length > STRETCHES) this.#ahead.shift();
    this.#middle = this.#middleOf();
    return true;
  }

  /** Epoch ms of the last stretch. */
  get since(): number {
    return this.#since;
  }

  /** Ms that it is ahead, below zero behind; NaN while that is not known or not steady. */
  get ahead(): number {
    return this.#middle;
  }

  #middleOf(): number {
    // The one that goes on may have had a slow line alone.
    const whole = this.#ahead.slice(0, -1);
    if (whole.length < ENOUGH) return Number.NaN;
    const sorted = whole.sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1]!;
    const spread =
      sorted[Math.ceil(0.75 * (sorted.length - 1))]! - sorted[Math.floor(0.25 * (sorted.length - 1))]!;
    return spread <= Math.max(STEADY, STEADY_SHARE * Math.abs(middle)) ? middle : Number.NaN;
  }
}

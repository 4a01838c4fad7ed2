const SHORTEST = 60_000;
const LONGEST = 3_600_000;

/** State of a pace as JSON-safe data. */
export interface PaceState {
  readonly next: number;
  readonly interval: number;
}

/**
 * How soon after one message the next may leave: the first at once, what comes within the pause is gathered. The pause
 * doubles from a minute to an hour while a storm lasts and is short again when twice the pause was quiet, so that a day
 * of storm is some thirty messages, however many things go wrong.
 */
export class Pace {
  #next = Number.NEGATIVE_INFINITY;
  #interval = SHORTEST;

  /** Whether a message may leave now (epoch ms). A clock that was set back does not hold messages for long. */
  allows(now: number): boolean {
    return now >= this.#next || this.#next - now > LONGEST;
  }

  /** A message left. */
  left(now: number): void {
    const quiet = !(now < this.#next + this.#interval);
    this.#interval = quiet ? SHORTEST : Math.min(LONGEST, this.#interval * 2);
    this.#next = now + this.#interval;
  }

  saved(): PaceState | null {
    return Number.isFinite(this.#next) ? { next: this.#next, interval: this.#interval } : null;
  }

  restore(state: PaceState | null): void {
    if (state === null) return;
    this.#next = state.next;
    this.#interval = Math.min(LONGEST, Math.max(SHORTEST, state.interval));
  }
}

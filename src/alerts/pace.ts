const SHORTEST = 60_000;
const LONGEST = 3_600_000;

/** State of a pace as JSON-safe data. */
export interface PaceState {
  readonly next: number;
  readonly interval: number;
  readonly spare: number;
}

/**
 * How soon after one message the next may leave. The first ones leave at once, `burst` of them; then what comes within
 * the pause is gathered. The pause doubles while a storm lasts, from a minute to an hour, and all is as in the beginning
 * when twice the pause was quiet: a day of storm is some thirty messages, however many things go wrong.
 */
export class Pace {
  readonly #burst: number;
  #next = Number.NEGATIVE_INFINITY;
  #interval = SHORTEST;
  #spare: number;

  constructor(burst: number) {
    this.#burst = burst;
    this.#spare = burst;
  }

  /** Whether a message may leave now (epoch ms). A clock that was set back does not hold messages for long. */
  allows(now: number): boolean {
    return this.#spare > 0 || now >= this.#next || this.#next - now > LONGEST;
  }

  /** A message left. */
  left(now: number): void {
    const quiet = !(now < this.#next + this.#interval);
    if (quiet) {
      this.#spare = this.#burst;
      this.#interval = SHORTEST;
    }
    if (this.#spare > 0) this.#spare--;
    else this.#interval = Math.min(LONGEST, this.#interval * 2);
    this.#next = now + this.#interval;
  }

  saved(): PaceState | null {
    if (!Number.isFinite(this.#next)) return null;
    return { next: this.#next, interval: this.#interval, spare: this.#spare };
  }

  restore(state: PaceState | null): void {
    if (state === null) return;
    this.#next = state.next;
    this.#interval = Math.min(LONGEST, Math.max(SHORTEST, state.interval));
    this.#spare = Math.min(this.#burst, state.spare);
  }
}

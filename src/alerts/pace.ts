import type { Rate } from '../core/option-values.ts';

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
 * when twice the pause was quiet: a day of storm is some thirty messages, however many things go wrong. Where the limit
 * allows more than one message a minute, the pauses are as short as that.
 */
export class Pace {
  readonly #burst: number;
  readonly #shortest: number;
  readonly #longest: number;
  #next = Number.NEGATIVE_INFINITY;
  #interval: number;
  #spare: number;

  constructor(limit: Rate, burst: number) {
    const share = limit.perMs / Math.max(1, limit.count);
    this.#burst = burst;
    this.#shortest = Math.min(SHORTEST, share);
    this.#longest = Math.min(LONGEST, share);
    this.#interval = this.#shortest;
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
      this.#interval = this.#shortest;
    }
    if (this.#spare > 0) this.#spare--;
    else this.#interval = Math.min(this.#longest, this.#interval * 2);
    this.#next = now + this.#interval;
  }

  saved(): PaceState | null {
    if (!Number.isFinite(this.#next)) return null;
    return { next: this.#next, interval: this.#interval, spare: this.#spare };
  }

  restore(state: PaceState | null): void {
    if (state === null) return;
    this.#next = state.next;
    this.#interval = Math.min(this.#longest, Math.max(this.#shortest, state.interval));
    this.#spare = Math.min(this.#burst, state.spare);
  }
}

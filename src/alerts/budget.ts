import type { Rate } from '../core/option-values.ts';

/** How many messages left within the last day, or whatever the limit is per. Criticals are counted and never refused. */
export class Budget {
  readonly limit: Rate;
  #left: number[] = [];

  constructor(limit: Rate) {
    this.limit = limit;
  }

  /** Messages that may still leave. */
  remaining(now: number): number {
    const { count, perMs } = this.limit;
    // What left "later than now" did so before the clock was set back.
    this.#left = this.#left.filter((time) => now - time < perMs && time <= now + perMs);
    return Math.max(0, Math.floor(count) - this.#left.length);
  }

  spend(now: number): void {
    this.#left.push(now);
    if (this.#left.length > this.limit.count) this.#left.shift();
  }

  /** Epoch ms at which the next message may leave; NaN when one may now. */
  next(now: number): number {
    return this.remaining(now) > 0 ? Number.NaN : (this.#left[0] ?? now) + this.limit.perMs;
  }

  saved(): readonly number[] {
    return this.#left;
  }

  restore(left: readonly number[]): void {
    this.#left = left.slice(-Math.max(1, Math.floor(this.limit.count)));
  }
}

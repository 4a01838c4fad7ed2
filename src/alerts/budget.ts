const DAY = 86_400_000;

/** How many messages left within the last 24 hours. Criticals are counted and never refused. */
export class Budget {
  readonly perDay: number;
  #left: number[] = [];

  constructor(perDay: number) {
    this.perDay = perDay;
  }

  /** Messages that may still leave. */
  remaining(now: number): number {
    // What left "later than now" did so before the clock was set back.
    this.#left = this.#left.filter((time) => now - time < DAY && time <= now + DAY);
    return Math.max(0, this.perDay - this.#left.length);
  }

  spend(now: number): void {
    this.#left.push(now);
    if (this.#left.length > this.perDay) this.#left.shift();
  }

  /** Epoch ms at which the next message may leave; NaN when one may now. */
  next(now: number): number {
    return this.remaining(now) > 0 ? Number.NaN : this.#left[0]! + DAY;
  }

  saved(): readonly number[] {
    return this.#left;
  }

  restore(left: readonly number[]): void {
    this.#left = left.slice(-this.perDay);
  }
}

/** A difference that delays on the way may make, ms. */
const NOISE = 2000;
const WINDOW = 30_000;

/**
 * The time as the broker has it, so that machines whose clocks differ speak of the same time. Known from when entries
 * that come were taken by the broker; where nothing says so, and where both agree, it is the wall clock.
 */
export class BusClock {
  readonly #wall: () => number;
  /** Ms by which the broker's clock is ahead of ours at least, in this window and the one before. */
  #ahead = Number.NEGATIVE_INFINITY;
  #aheadBefore = Number.NEGATIVE_INFINITY;
  #turned = Number.NEGATIVE_INFINITY;

  /** @param wall epoch ms */
  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** An entry came just now that the broker took at `time` (epoch ms by its clock; NaN: unknown). */
  heard(time: number): void {
    if (Number.isNaN(time)) return;
    const now = this.#wall();
    // A wall clock that was set back begins a new window, too.
    if (Math.abs(now - this.#turned) > WINDOW) {
      this.#aheadBefore = this.#ahead;
      this.#ahead = Number.NEGATIVE_INFINITY;
      this.#turned = now;
    }
    this.#ahead = Math.max(this.#ahead, time - now);
  }

  /** Ms by which the broker's clock is ahead of ours; 0 where they agree, or nobody knows. */
  get ahead(): number {
    const ahead = Math.max(this.#ahead, this.#aheadBefore);
    return Math.abs(ahead) < NOISE || !Number.isFinite(ahead) ? 0 : ahead;
  }

  /** Epoch ms. */
  now(): number {
    return this.#wall() + this.ahead;
  }
}

/** A step of the wall clock that is larger than this is no drift. */
const STEP = 5000;

/** What the clock says, and whether it was set. Epoch ms. */
export interface ClockReading {
  readonly now: number;
  /** Ms by which the wall clock was set forward (positive) or back since the last reading; 0 mostly. */
  readonly step: number;
}

/**
 * A wall clock that does not run backwards. When the system's clock is set forward this one follows, and says so, as
 * nothing was missed in the time left out; when it is set back this one goes on from where it was.
 */
export class SteadyClock {
  readonly #wall: () => number;
  readonly #monotonic: () => number;
  #now: number;
  #lastWall: number;
  #lastMonotonic: number;

  /**
   * @param wall epoch ms, may be set at any time
   * @param monotonic ms that only run forward
   * @param start the clock is not before this, epoch ms
   */
  constructor(wall: () => number, monotonic: () => number, start = Number.NEGATIVE_INFINITY) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.#lastWall = wall();
    this.#lastMonotonic = monotonic();
    this.#now = Math.max(start, this.#lastWall);
  }

  read(): ClockReading {
    const wall = this.#wall();
    const monotonic = this.#monotonic();
    const passed = Math.max(0, monotonic - this.#lastMonotonic);
    const step = wall - this.#lastWall - passed;
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
    this.#now += passed;
    const ahead = wall - this.#now;
    // Small drift is followed at once when forward; a clock that was set back is waited for.
    if (ahead > 0) this.#now = wall;
    return { now: this.#now, step: Math.abs(step) < STEP ? 0 : step };
  }
}

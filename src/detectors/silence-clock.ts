import { z } from 'zod';

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** Longer pauses are told by the calendar's clock alone. */
const LONGEST_OWN = 400 * DAY;

/** When something came: by hour of the day (UTC), at weekends, and from when to when (epoch ms). */
export interface Occasions {
  readonly hours: Uint32Array;
  readonly weekend: number;
  readonly first: number;
  readonly last: number;
  /** No more will be known. */
  readonly all: boolean;
}

/** The clock of a stream, which runs fast at the hours when it usually comes, and slowly at weekends if it keeps them. */
export class OwnClock {
  /** How fast it runs in each hour, as a sum up to it; null while it runs evenly. */
  #speeds: Float64Array | null = null;
  /** How fast it runs at weekends. */
  #offSpeed = 1;
  /** How fast it runs in its fastest hour. */
  fastest = 1;

  /** Whether it is known at which hours it runs fast. */
  get isKnown(): boolean {
    return this.#speeds !== null;
  }

  /** Runs evenly again. */
  reset(): void {
    this.#speeds = null;
    this.fastest = 1;
  }

  /** Length of a time by this clock. */
  between(from: number, to: number): number {
    if (this.#speeds === null || to - from > LONGEST_OWN) return to - from;
    return this.#at(to) - this.#at(from);
  }

  /** Works out how fast it runs. */
  learn({ hours, weekend, first, last, all }: Occasions): void {
    const life = last - first;
    const sum = hours.reduce((total, one) => total + one, 0);
    const speeds = new Float64Array(25);
    let slowest = 24;
    for (let h = 0; h < 24; h++) {
      // An hour borrows from its neighbours, and from all of them together as much as one line each.
      const near = (hours[(h + 23) % 24]! + 2 * hours[h]! + hours[(h + 1) % 24]!) / 4;
      const speed = sum < 24 ? 1 : (24 * (near + 1)) / (sum + 24);
      speeds[h + 1] = speeds[h]! + speed;
      slowest = Math.min(slowest, sum < 24 ? 0 : speed);
    }
    this.#use(speeds);
    const offTime = daysOff(first, last);
    const usual = (sum - weekend) / Math.max(HOUR, life - offTime);
    // While no weekend is known, what keeps no hours is believed to keep no weekends either.
    const roundTheClock = slowest > 0.5 || weekend > 0 || (all && sum < 24);
    if (offTime < DAY / 4) this.#offSpeed = roundTheClock ? 1 : 0;
    else this.#offSpeed = usual > 0 ? Math.min(1, weekend / offTime / usual) : 1;
  }

  /** JSON-safe state. */
  save(): SavedClock {
    return { speeds: this.#speeds === null ? null : [...this.#speeds], off: this.#offSpeed };
  }

  /** Becomes what `save` described. */
  load({ speeds, off }: SavedClock): void {
    this.reset();
    this.#offSpeed = off;
    if (speeds !== null) this.#use(Float64Array.from(speeds));
  }

  #use(speeds: Float64Array): void {
    this.#speeds = speeds;
    for (let h = 0; h < 24; h++) this.fastest = Math.max(this.fastest, speeds[h + 1]! - speeds[h]!);
  }

  #at(time: number): number {
    const day = Math.floor(time / DAY);
    const inDay = (time - day * DAY) / HOUR;
    const hour = Math.floor(inDay);
    const speeds = this.#speeds!;
    const within = (speeds[hour]! + (speeds[hour + 1]! - speeds[hour]!) * (inDay - hour)) * HOUR;
    // The epoch began on a Thursday: weeks are counted from the Monday before.
    const week = Math.floor((day + 3) / 7);
    const weekday = day + 3 - week * 7;
    const off = this.#offSpeed;
    const days = week * (5 + 2 * off) + Math.min(5, weekday) + Math.max(0, weekday - 5) * off;
    return days * DAY + within * (weekday >= 5 ? off : 1);
  }
}

/** ms of Saturdays and Sundays (UTC) between two times. */
export function daysOff(from: number, to: number): number {
  const upTo = (time: number) => {
    const since = time + 3 * DAY;
    const weeks = Math.floor(since / (7 * DAY));
    return weeks * 2 * DAY + Math.max(0, since - weeks * 7 * DAY - 5 * DAY);
  };
  return upTo(to) - upTo(from);
}

/** JSON-safe state of such a clock. */
export const savedClock = z.strictObject({
  speeds: z.array(z.number()).length(25).nullable(),
  off: z.number(),
});
export type SavedClock = z.infer<typeof savedClock>;

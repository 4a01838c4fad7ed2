const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours of a working day and of a day of the weekend. */
const PLACES = 48;
/** Minutes of such an hour before the most of them says anything. */
const ENOUGH = 60;

/** The most that came in a minute at each hour of a working day and of the weekend. */
export class HourlyMost {
  /** Most and minutes, per segment and hour. */
  #values: Float64Array;

  /** @param segments 1 or 10 */
  constructor(segments: number) {
    this.#values = new Float64Array(segments * PLACES * 2);
  }

  /** Learns a minute. */
  learn(time: number, value: number, segment: number): void {
    const place = placeOf(time);
    if (place < 0) return;
    const at = (Math.max(0, segment) * PLACES + place) * 2;
    this.#values[at] = Math.max(this.#values[at]!, value);
    this.#values[at + 1]!++;
  }

  /** The most at the hour of `time` in the segments that are not left out; infinity when too few are known. */
  most(time: number, leftOut: (segment: number) => boolean): number {
    const place = placeOf(time);
    let most = 0;
    let minutes = 0;
    for (let k = 0; k * PLACES * 2 < this.#values.length; k++) {
      if (place < 0 || leftOut(k)) continue;
      const at = (k * PLACES + place) * 2;
      most = Math.max(most, this.#values[at]!);
      minutes += this.#values[at + 1]!;
    }
    return minutes < ENOUGH ? Number.POSITIVE_INFINITY : most;
  }

  /** JSON-safe values. */
  save(): number[] {
    return [...this.#values];
  }

  /** What `save` gave. */
  static load(values: readonly number[]): HourlyMost {
    const hours = new HourlyMost(1);
    hours.#values = Float64Array.from(values);
    return hours;
  }

  /** How many numbers `save` gives in one pass. */
  static readonly fields = PLACES * 2;
}

function placeOf(time: number): number {
  if (Number.isNaN(time)) return -1;
  const day = Math.floor(time / DAY);
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  return Math.floor((time - day * DAY) / HOUR) + (weekday < 5 ? 0 : 24);
}

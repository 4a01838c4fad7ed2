/**
 * Counts over time in a bounded number of buckets, without knowing beforehand how long it will take: when the time
 * runs out of the buckets their width doubles. Buckets begin at whole multiples of their width, so that two
 * histograms of the same width lie on one grid.
 */
export class TimeBuckets {
  /** Milliseconds a bucket covers. */
  width: number;
  readonly #limit: number;
  #first = 0;
  #counts: Float64Array;
  #used = 0;

  /** @param limit buckets at most (at least 2) @param width milliseconds that a bucket covers in the beginning */
  constructor(limit: number, width = 1000) {
    this.#limit = limit;
    this.width = width;
    this.#counts = new Float64Array(Math.min(limit, 8));
  }

  /** Counts something at a time (epoch ms, finite). */
  add(time: number, times = 1): void {
    let index = Math.floor(time / this.width) - this.#first;
    if (index < 0 || index >= this.#counts.length || this.#used === 0) index = this.#makeRoom(time);
    if (index >= this.#used) this.#used = index + 1;
    this.#counts[index]! += times;
  }

  /** Begin of the first bucket (epoch ms); NaN while nothing was counted. */
  get from(): number {
    return this.#used === 0 ? Number.NaN : this.#first * this.width;
  }

  /** Counts of the buckets from `from` on, the empty ones between them included. */
  get counts(): number[] {
    return [...this.#counts.subarray(0, this.#used)];
  }

  /** Makes buckets at least this wide, by doubling. */
  widen(width: number): void {
    while (this.width < width) this.#double();
  }

  /** Learns all that another one counted; both become as wide as the wider one. Widths must be of one series. */
  merge(other: TimeBuckets): void {
    this.widen(other.width);
    const half = other.width / 2;
    other.counts.forEach((count, i) => {
      if (count > 0) this.add(other.from + i * other.width + half, count);
    });
  }

  /**
   * How much more unevenly things come than by chance: variance over mean of the counts between `from` and `to`
   * (epoch ms), 1 for what comes at random, larger for what comes in bursts; NaN with fewer than `least` buckets.
   */
  dispersion(from: number, to: number, least = 8): number {
    const buckets = Math.ceil((to - from) / this.width);
    if (!(buckets >= least)) return Number.NaN;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < this.#used; i++) {
      sum += this.#counts[i]!;
      squares += this.#counts[i]! ** 2;
    }
    if (sum === 0) return Number.NaN;
    const mean = sum / buckets;
    return (squares / buckets - mean * mean) / mean;
  }

  #makeRoom(time: number): number {
    if (this.#used === 0) {
      this.#first = Math.floor(time / this.width);
      return 0;
    }
    for (;;) {
      const place = Math.floor(time / this.width);
      const first = Math.min(place, this.#first);
      const last = Math.max(place, this.#first + this.#used - 1);
      const wanted = last - first + 1;
      if (wanted > this.#limit) {
        this.#double();
        continue;
      }
      if (first < this.#first || wanted > this.#counts.length) {
        const room = Math.min(this.#limit, Math.max(wanted, this.#counts.length * 2));
        const counts = new Float64Array(room);
        counts.set(this.#counts.subarray(0, this.#used), this.#first - first);
        this.#used += this.#first - first;
        this.#counts = counts;
        this.#first = first;
      }
      return place - first;
    }
  }

  #double(): void {
    this.width *= 2;
    const first = Math.floor(this.#first / 2);
    const counts = new Float64Array(this.#counts.length);
    let used = 0;
    for (let i = 0; i < this.#used; i++) {
      const place = Math.floor((this.#first + i) / 2) - first;
      counts[place]! += this.#counts[i]!;
      used = place + 1;
    }
    this.#counts = counts;
    this.#first = first;
    this.#used = used;
  }
}

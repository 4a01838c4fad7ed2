/** Width of a bucket of time, ms. */
export const BUCKET = 300_000;
/** Buckets kept; when there are more, each two become one. */
const MOST = 20_000;
/** Silence of the whole log beyond so many buckets is not counted bucket by bucket. */
const LONGEST_GAP = 2016;

/** The buckets of a log: when each begins, how many lines it has in all, and in which tenth it begins. */
export class Timeline {
  readonly starts: number[] = [];
  readonly lines: number[] = [];
  readonly tenths: number[] = [];
  #shift = 0;
  #number = Number.NaN;
  /** End of the open bucket, epoch ms. */
  #until = Number.NEGATIVE_INFINITY;

  /** How often each two buckets became one. */
  get shift(): number {
    return this.#shift;
  }

  /** Width of a bucket now, ms. */
  get width(): number {
    return BUCKET * 2 ** this.#shift;
  }

  get length(): number {
    return this.starts.length;
  }

  /** Counts a line; returns the ordinal of its bucket. A line behind its time belongs to the bucket that is open. */
  count(received: number, weight: number, tenth: number): number {
    if (!(received < this.#until)) this.#open(received, tenth);
    const last = this.lines.length - 1;
    this.lines[last]! += weight;
    return last;
  }

  #open(received: number, tenth: number): void {
    const number = Math.floor(received / this.width);
    const gap = Number.isNaN(this.#number) ? 0 : Math.min(LONGEST_GAP, number - this.#number - 1);
    for (let i = gap; i >= 0; i--) this.#push((number - i) * this.width, tenth);
    this.#number = number;
    this.#until = (number + 1) * this.width;
    if (this.length > MOST) this.halve();
  }

  /** Makes each two buckets one. */
  halve(): void {
    const { starts, lines, tenths } = this;
    const half = (starts.length + 1) >> 1;
    for (let i = 0; i < half; i++) {
      starts[i] = starts[2 * i]!;
      lines[i] = lines[2 * i]! + (lines[2 * i + 1] ?? 0);
      tenths[i] = tenths[2 * i]!;
    }
    starts.length = lines.length = tenths.length = half;
    this.#shift++;
    this.#number = Math.floor(starts[half - 1]! / this.width);
    this.#until = (this.#number + 1) * this.width;
  }

  #push(start: number, tenth: number): void {
    this.starts.push(start);
    this.lines.push(0);
    this.tenths.push(tenth);
  }
}

/** Lines of one kind from one place, by bucket: only those buckets that have any. */
export class Series {
  readonly host: string | null;
  readonly at: number[] = [];
  readonly #counts: number[] = [];
  #total = 0;
  #shift = 0;
  /** The bucket that is open, and lines in it that are not yet among the counts. */
  #open = Number.MIN_SAFE_INTEGER;
  #more = 0;

  constructor(host: string | null) {
    this.host = host;
  }

  /** Lines by bucket, as `at` has them. */
  get counts(): number[] {
    if (this.#more > 0) {
      this.#counts[this.#counts.length - 1]! += this.#more;
      this.#total += this.#more;
      this.#more = 0;
    }
    return this.#counts;
  }

  get total(): number {
    return this.#total + this.#more;
  }

  /** Counts lines in a bucket; returns whether that is a new entry. */
  add(bucket: number, weight: number, shift: number): boolean {
    if (bucket === this.#open && shift === this.#shift) {
      this.#more += weight;
      return false;
    }
    if (this.#shift < shift) this.settle(shift);
    const { at, counts } = this;
    this.#total += weight;
    const last = at.length - 1;
    const known = last >= 0 && at[last]! >= bucket;
    if (known) counts[last]! += weight;
    else {
      at.push(bucket);
      counts.push(weight);
    }
    this.#open = at.at(-1)!;
    return !known;
  }

  /** Follows the timeline, whose buckets became fewer. */
  settle(shift: number): void {
    const by = 2 ** (shift - this.#shift);
    this.#shift = shift;
    if (by === 1) return;
    const { at, counts } = this;
    this.#open = Number.MIN_SAFE_INTEGER;
    let n = 0;
    for (let i = 0; i < at.length; i++) {
      const bucket = Math.floor(at[i]! / by);
      if (n > 0 && at[n - 1] === bucket) counts[n - 1]! += counts[i]!;
      else {
        at[n] = bucket;
        counts[n++] = counts[i]!;
      }
    }
    at.length = counts.length = n;
  }

  /** The sum of several series, in the widest of their buckets. */
  static sum(all: readonly Series[], host: string | null): Series {
    const by = new Map<number, number>();
    const shift = Math.max(0, ...all.map((series) => series.#shift));
    for (const series of all) series.settle(shift);
    for (const { at, counts } of all) {
      for (let i = 0; i < at.length; i++) by.set(at[i]!, (by.get(at[i]!) ?? 0) + counts[i]!);
    }
    const sum = new Series(host);
    sum.#shift = shift;
    for (const [bucket, count] of [...by].sort((a, b) => a[0] - b[0])) {
      sum.at.push(bucket);
      sum.counts.push(count);
      sum.#total += count;
    }
    return sum;
  }

  /** The same in buckets that are `by` times as wide. */
  widened(by: number): Series {
    const wide = new Series(this.host);
    for (let i = 0; i < this.at.length; i++) wide.add(Math.floor(this.at[i]! / by), this.counts[i]!, 0);
    return wide;
  }
}

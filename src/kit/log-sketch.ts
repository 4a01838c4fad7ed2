const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Mantissa bits kept per bucket: 3 bits = buckets 12.5 % wide, so quantiles are right to about ±6 %. */
const SHIFT = 17;
const SMALLEST = 1e-9;
const LOWEST = bucketOf(SMALLEST);
const HIGHEST = bucketOf(1e18);
/** Places of a sketch's numbers; counters of buckets follow. */
const MIN = 0;
const MAX = 1;
const COUNT = 2;
const ZEROS = 3;
const HEAD = 4;

/**
 * Quantiles of a stream of numbers in bounded memory and a few nanoseconds per number: a histogram with
 * logarithmic buckets taken from the bits of the float (the idea of DDSketch, Masson et al. 2019). Zero and
 * negative numbers have buckets of their own; relative error ±6 %. Numbers below 1e-9 count as 0, above 1e18 as 1e18.
 */
export class LogSketch {
  /** All numbers side by side, since much of the time goes into fetching them: see the places below. */
  #data: number[] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  /** Bucket number of the first counter. */
  #first = 0;
  /** Sizes of the negative numbers. */
  #negative: LogSketch | null = null;

  get count(): number {
    return this.#data[COUNT]!;
  }

  get min(): number {
    return this.#data[MIN]!;
  }

  get max(): number {
    return this.#data[MAX]!;
  }

  /** Learns one number; NaN and infinities are ignored. */
  add(value: number, times = 1): void {
    if (!Number.isFinite(value)) return;
    const data = this.#data;
    data[COUNT]! += times;
    if (value < data[MIN]!) data[MIN] = value;
    if (value > data[MAX]!) data[MAX] = value;
    if (value >= SMALLEST) this.#addTo(bucketOf(value), times);
    else if (value <= -SMALLEST) (this.#negative ??= new LogSketch()).add(-value, times);
    else data[ZEROS]! += times;
  }

  #addTo(bucket: number, times: number): void {
    const place = bucket < LOWEST ? LOWEST : bucket > HIGHEST ? HIGHEST : bucket;
    const index = place - this.#first + HEAD;
    if (index < HEAD || index >= this.#data.length) this.#grow(place);
    this.#data[place - this.#first + HEAD]! += times;
  }

  /** Makes room for a bucket, and a few more on its side. */
  #grow(place: number): void {
    const counters = this.#data.length - HEAD;
    const first = counters === 0 ? place - 4 : Math.min(this.#first, place - 4);
    const last = counters === 0 ? place + 4 : Math.max(this.#first + counters - 1, place + 4);
    const data = this.#data.slice(0, HEAD);
    for (let bucket = first; bucket <= last; bucket++) data.push(this.#counterOf(bucket));
    this.#first = first;
    this.#data = data;
  }

  #counterOf(bucket: number): number {
    const index = bucket - this.#first + HEAD;
    return index < HEAD ? 0 : (this.#data[index] ?? 0);
  }

  /** Buckets with their counts, smallest numbers first. */
  *buckets(): Generator<[bucket: number, times: number]> {
    for (let i = HEAD; i < this.#data.length; i++) {
      if (this.#data[i]! > 0) yield [this.#first + i - HEAD, this.#data[i]!];
    }
  }

  /** The value below which the share `q` (0–1) of the numbers lies; NaN when nothing was learnt. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(q * this.count));
    for (const [bucket, times] of bucketsOf(this.#negative).reverse()) {
      left -= times;
      if (left <= 0) return this.#clamp(-middleOf(bucket));
    }
    left -= this.#data[ZEROS]!;
    if (left <= 0) return 0;
    for (const [bucket, times] of this.buckets()) {
      left -= times;
      if (left <= 0) return this.#clamp(middleOf(bucket));
    }
    return this.max;
  }

  /** Learns all that another sketch learnt. */
  merge(other: LogSketch): void {
    const data = this.#data;
    data[COUNT]! += other.count;
    data[ZEROS]! += other.#data[ZEROS]!;
    data[MIN] = Math.min(this.min, other.min);
    data[MAX] = Math.max(this.max, other.max);
    for (const [bucket, times] of other.buckets()) this.#addTo(bucket, times);
    if (other.#negative !== null) (this.#negative ??= new LogSketch()).merge(other.#negative);
  }

  /** JSON-safe state. */
  save(): SavedSketch {
    const pairs = (sketch: LogSketch | null) => bucketsOf(sketch).flat();
    return {
      range: this.count === 0 ? null : [this.min, this.max],
      zeros: this.#data[ZEROS]!,
      positive: pairs(this),
      negative: pairs(this.#negative),
    };
  }

  /** The sketch that `save` described. */
  static load(saved: SavedSketch): LogSketch {
    const sketch = new LogSketch();
    const data = sketch.#data;
    data[COUNT] = data[ZEROS] = saved.zeros;
    if (saved.range !== null) [data[MIN], data[MAX]] = saved.range;
    const fill = (pairs: readonly number[], into: () => LogSketch) => {
      for (let i = 0; i + 1 < pairs.length; i += 2) {
        into().#addTo(pairs[i]!, pairs[i + 1]!);
        sketch.#data[COUNT]! += pairs[i + 1]!;
      }
    };
    fill(saved.positive, () => sketch);
    fill(saved.negative, () => (sketch.#negative ??= new LogSketch()));
    return sketch;
  }

  #clamp(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}

/** `range` is null before the first number; buckets are flat pairs of bucket and count. */
export interface SavedSketch {
  readonly range: readonly [number, number] | null;
  readonly zeros: number;
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

function bucketsOf(sketch: LogSketch | null): [bucket: number, times: number][] {
  return sketch === null ? [] : [...sketch.buckets()];
}

function bucketOf(size: number): number {
  word[0] = size;
  return halves[1]! >>> SHIFT;
}

function middleOf(bucket: number): number {
  halves[1] = bucket << SHIFT;
  halves[0] = 0;
  const low = word[0]!;
  halves[1] = (bucket + 1) << SHIFT;
  return (low + word[0]!) / 2;
}

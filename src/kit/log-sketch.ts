const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
/** Mantissa bits kept per bucket: 3 bits = buckets 12.5 % wide, so quantiles are right to about ±6 %. */
const SHIFT = 17;
const LOWEST = bucketOf(1e-9);
const HIGHEST = bucketOf(1e18);

/**
 * Quantiles of a stream of numbers in bounded memory and a few nanoseconds per number: a histogram with
 * logarithmic buckets taken from the bits of the float (the idea of DDSketch, Masson et al. 2019). Zero and
 * negative numbers have buckets of their own; relative error ±6 %. Numbers below 1e-9 count as 0, above 1e18 as 1e18.
 */
export class LogSketch {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #zeros = 0;
  #positive = new Buckets();
  #negative: Buckets | null = null;

  /** Learns one number; NaN and infinities are ignored. */
  add(value: number, times = 1): void {
    if (!Number.isFinite(value)) return;
    this.count += times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const size = value < 0 ? -value : value;
    if (size < 1e-9) this.#zeros += times;
    else if (value > 0) this.#positive.add(bucketOf(size), times);
    else (this.#negative ??= new Buckets()).add(bucketOf(size), times);
  }

  /** The value below which the share `q` (0–1) of the numbers lies; NaN when nothing was learnt. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(q * this.count));
    for (const [bucket, times] of this.#negative?.descending() ?? []) {
      left -= times;
      if (left <= 0) return this.#clamp(-middleOf(bucket));
    }
    left -= this.#zeros;
    if (left <= 0) return 0;
    for (const [bucket, times] of this.#positive.ascending()) {
      left -= times;
      if (left <= 0) return this.#clamp(middleOf(bucket));
    }
    return this.max;
  }

  /** Learns all that another sketch learnt. */
  merge(other: LogSketch): void {
    this.count += other.count;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.#zeros += other.#zeros;
    for (const [bucket, times] of other.#positive.ascending()) this.#positive.add(bucket, times);
    for (const [bucket, times] of other.#negative?.ascending() ?? []) {
      (this.#negative ??= new Buckets()).add(bucket, times);
    }
  }

  /** JSON-safe state. */
  save(): SavedSketch {
    const pairs = (buckets: Buckets | null) => [...(buckets?.ascending() ?? [])].flat();
    return {
      range: this.count === 0 ? null : [this.min, this.max],
      zeros: this.#zeros,
      positive: pairs(this.#positive),
      negative: pairs(this.#negative),
    };
  }

  /** The sketch that `save` described. */
  static load(saved: SavedSketch): LogSketch {
    const sketch = new LogSketch();
    sketch.#zeros = sketch.count = saved.zeros;
    const fill = (pairs: readonly number[], into: () => Buckets) => {
      for (let i = 0; i + 1 < pairs.length; i += 2) {
        into().add(pairs[i]!, pairs[i + 1]!);
        sketch.count += pairs[i + 1]!;
      }
    };
    fill(saved.positive, () => sketch.#positive);
    fill(saved.negative, () => (sketch.#negative ??= new Buckets()));
    if (saved.range !== null) [sketch.min, sketch.max] = saved.range;
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

/** Counts by bucket number, over the range of buckets that occurred. */
class Buckets {
  #first = 0;
  #counts: Float64Array = new Float64Array(0);

  add(bucket: number, times: number): void {
    const place = bucket < LOWEST ? LOWEST : bucket > HIGHEST ? HIGHEST : bucket;
    const index = place - this.#first;
    if (index < 0 || index >= this.#counts.length) this.#grow(place);
    this.#counts[place - this.#first]! += times;
  }

  *ascending(): Generator<[bucket: number, times: number]> {
    for (let i = 0; i < this.#counts.length; i++) {
      if (this.#counts[i]! > 0) yield [this.#first + i, this.#counts[i]!];
    }
  }

  descending(): [bucket: number, times: number][] {
    return [...this.ascending()].reverse();
  }

  #grow(place: number): void {
    const empty = this.#counts.length === 0;
    const first = empty ? place - 4 : Math.min(this.#first, place - 4);
    const last = empty ? place + 4 : Math.max(this.#first + this.#counts.length - 1, place + 4);
    const counts = new Float64Array(last - first + 1);
    counts.set(this.#counts, empty ? 0 : this.#first - first);
    this.#first = first;
    this.#counts = counts;
  }
}

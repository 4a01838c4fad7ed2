import { rooted } from './rate-judge.ts';

/** Buckets of an hour. */
export const HOUR_BUCKETS = 12;
const NONE = -(2 ** 30);

/** Lines in each of the last twelve buckets of a series. */
export class LastHour {
  /** The bucket with number n at n modulo their number. */
  readonly #lines = new Float64Array(HOUR_BUCKETS);
  #to = NONE;

  /** Moves on to a bucket; those between had no lines. */
  shift(bucket: number): void {
    if (bucket === this.#to) return;
    const from = Math.max(this.#to + 1, bucket - HOUR_BUCKETS + 1);
    for (let b = from; b <= bucket; b++) this.#lines[place(b)] = 0;
    this.#to = bucket;
  }

  /** Sets the lines of the bucket it is at. */
  set(lines: number): void {
    this.#lines[place(this.#to)] = lines;
  }

  get sum(): number {
    let sum = 0;
    for (let i = 0; i < HOUR_BUCKETS; i++) sum += this.#lines[i]!;
    return sum;
  }

  /** Since which bucket its lines are most of all more than `usual` in each, and what came since then. */
  sinceWhen(usual: number): { first: number; seen: number; usual: number } {
    let best = { first: this.#to, seen: 0, usual };
    let most = Number.NEGATIVE_INFINITY;
    let seen = 0;
    for (let n = 1; n <= HOUR_BUCKETS; n++) {
      const first = this.#to - n + 1;
      const lines = this.#lines[place(first)]!;
      seen += lines;
      const away = rooted(seen) - rooted(n * usual);
      if (away <= most || lines === 0) continue;
      most = away;
      best = { first, seen, usual: n * usual };
    }
    return best;
  }

  clear(): void {
    this.#lines.fill(0);
  }

  merge(other: LastHour): void {
    const bucket = Math.max(this.#to, other.#to);
    this.shift(bucket);
    other.shift(bucket);
    for (let i = 0; i < HOUR_BUCKETS; i++) this.#lines[i]! += other.#lines[i]!;
  }

  /** JSON-safe state: its bucket and the lines; null before the first. */
  save(): number[] | null {
    return this.#to === NONE ? null : [this.#to, ...this.#lines];
  }

  load(saved: readonly number[] | null): void {
    if (saved === null) return;
    this.#to = saved[0]!;
    this.#lines.set(saved.slice(1));
  }
}

function place(bucket: number): number {
  return ((bucket % HOUR_BUCKETS) + HOUR_BUCKETS) % HOUR_BUCKETS;
}

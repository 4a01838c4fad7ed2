interface Bucket {
  left: number;
  at: number;
}

const A_SECOND = 50;
/** A page that is opened asks for many things at once. */
const BURST = 400;
const MOST = 10_000;

/** How much one address may ask: plenty for people, and for scripts that ask in turn. */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  #refused = 0;

  /** Requests that were refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether one more is answered. `now` is monotonic, ms. */
  take(address: string, now: number): boolean {
    const { left, at } = this.#buckets.get(address) ?? { left: BURST, at: now };
    const bucket = { left: Math.min(BURST, left + ((now - at) / 1000) * A_SECOND) - 1, at: now };
    const may = bucket.left >= 0;
    if (!may) {
      this.#refused++;
      bucket.left = 0;
    }
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > MOST) this.#buckets.delete(this.#buckets.keys().next().value!);
    return may;
  }
}

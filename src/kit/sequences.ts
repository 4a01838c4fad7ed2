/** Sequences that may run side by side, as when several machines count jobs, each for itself. */
const HEADS = 4;
/** A number goes on from a head when it is above it by no more than this share of it, or this much. */
const STEP = 0.01;
const SMALL_STEP = 4;
/** Share of the numbers that go on, from which they are counted and not measured. */
const COUNTING = 0.9;
const LEAST = 10;

/**
 * Tells numbers that count (ids, sequence numbers, times) from numbers that measure: those go on, by small steps
 * upwards, from one of a few numbers before them. A number equal to one of these says nothing.
 */
export class Sequences {
  #heads: number[] = [];
  #steps = 0;
  #onward = 0;

  /** Learns one number; NaN is ignored. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    const heads = this.#heads;
    let nearest = -1;
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i]!;
      if (head === value) return;
      if (head < value && (nearest < 0 || head > heads[nearest]!)) nearest = i;
    }
    this.#steps++;
    if (nearest >= 0 && value - heads[nearest]! <= Math.max(SMALL_STEP, STEP * heads[nearest]!)) {
      this.#onward++;
      heads[nearest] = value;
    } else {
      if (heads.length === HEADS) heads.shift();
      heads.push(value);
    }
  }

  /** Whether nearly all numbers went on from one before. */
  get counting(): boolean {
    return this.#steps >= LEAST && this.#onward >= COUNTING * this.#steps;
  }

  /** Learns what another one learnt; the numbers to come go on from either. */
  merge(other: Sequences): void {
    this.#steps += other.#steps;
    this.#onward += other.#onward;
    this.#heads = [...this.#heads, ...other.#heads].slice(-HEADS);
  }
}

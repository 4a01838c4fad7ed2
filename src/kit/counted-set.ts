/**
 * A small set with counts: up to `CAP` distinct keys, then it is marked `overflowed`, keeps a few samples to show
 * and stops growing. Keys are 32-bit integers (values themselves or their hashes); labels are made on first sight.
 */
export class CountedSet {
  /** Distinct keys held. */
  size = 0;
  /** More distinct keys came than are kept: new ones say nothing any more. */
  overflowed = false;
  /** Counts, labels and segment bits by index of first sight. */
  readonly counts: number[] = [];
  readonly labels: string[] = [];
  readonly masks: number[] = [];
  readonly #keys: number[] = [];
  #table: Int8Array = new Int8Array(8).fill(-1);

  /** Index of a key, −1 when it is not in the set. */
  find(key: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    for (let place = (key ^ (key >>> 7)) & mask; ; place = (place + 1) & mask) {
      const index = table[place]!;
      if (index < 0 || this.#keys[index] === key) return index;
    }
  }

  /** Adds a key that `find` did not find; −1 when the set is full. */
  add(key: number, label: string): number {
    if (this.overflowed) return -1;
    if (this.size === CAP) {
      this.#overflow();
      return -1;
    }
    const index = this.size++;
    this.#keys.push(key);
    this.labels.push(label);
    this.counts.push(0);
    this.masks.push(0);
    if (this.size * 2 > this.#table.length) this.#rebuild(this.#table.length * 2);
    else this.#place(key, index);
    return index;
  }

  /** Keys that occurred in exactly one segment, and not in `segment`; in one-pass mode those that occurred once. */
  singles(segment: number): number {
    let singles = 0;
    for (let i = 0; i < this.size; i++) {
      if (segment < 0 ? this.counts[i] === 1 : isSingle(this.masks[i]! & ~(1 << segment))) singles++;
    }
    return singles;
  }

  /** Segments in which some key occurs that occurs nowhere else, as bits. */
  ownSegments(): number {
    let bits = 0;
    if (!this.overflowed) for (const mask of this.masks) if (isSingle(mask)) bits |= mask;
    return bits;
  }

  /** Labels known outside of `segment` (all when −1), at most `most`, commonest first. */
  known(segment: number, most: number): string[] {
    return this.ranked()
      .filter(({ mask }) => segment < 0 || (mask & ~(1 << segment)) !== 0)
      .slice(0, most)
      .map(({ value }) => value);
  }

  /** Values with counts, commonest first. */
  ranked(): { value: string; count: number; mask: number }[] {
    return this.labels
      .map((value, i) => ({ value, count: this.counts[i]!, mask: this.masks[i]! }))
      .sort((a, b) => b.count - a.count);
  }

  /** Learns all that another set learnt. */
  merge(other: CountedSet): void {
    if (other.overflowed) {
      this.#overflow();
      return;
    }
    for (let i = 0; i < other.size; i++)
      this.learn(other.#keys[i]!, other.labels[i]!, other.counts[i]!, other.masks[i]!);
  }

  /** Counts a key `times`, in the segments of `mask`, adding it when it is new and there is room. */
  learn(key: number, label: string, times: number, mask: number): void {
    let index = this.find(key);
    if (index < 0) index = this.add(key, label);
    if (index < 0) return;
    this.counts[index]! += times;
    this.masks[index]! |= mask;
  }

  /** JSON-safe state. */
  save(): SavedSet {
    return {
      overflowed: this.overflowed,
      entries: this.#keys.map((key, i) => [key, this.labels[i]!, this.counts[i]!, this.masks[i]!] as const),
    };
  }

  /** The set that `save` described. */
  static load(saved: SavedSet): CountedSet {
    const set = new CountedSet();
    for (const [key, label, count, mask] of saved.entries) set.learn(key, label, count, mask);
    set.overflowed = saved.overflowed;
    return set;
  }

  #overflow(): void {
    this.overflowed = true;
    const kept = Math.min(this.size, SAMPLES);
    for (const list of [this.counts, this.labels, this.masks, this.#keys]) list.length = kept;
    this.size = kept;
    this.#rebuild(SAMPLES * 2);
  }

  #rebuild(places: number): void {
    this.#table = new Int8Array(places).fill(-1);
    for (let i = 0; i < this.size; i++) this.#place(this.#keys[i]!, i);
  }

  #place(key: number, index: number): void {
    const mask = this.#table.length - 1;
    let place = (key ^ (key >>> 7)) & mask;
    while (this.#table[place]! >= 0) place = (place + 1) & mask;
    this.#table[place] = index;
  }
}

/** Distinct keys kept; a slot with more is "high cardinality". */
const CAP = 64;
const SAMPLES = 8;

/** Key, label, count and segment bits of each entry. */
export interface SavedSet {
  readonly overflowed: boolean;
  readonly entries: readonly (readonly [key: number, label: string, count: number, mask: number])[];
}

function isSingle(mask: number): boolean {
  return mask !== 0 && (mask & (mask - 1)) === 0;
}

/**
 * A small set with counts: up to `CAP` distinct keys, then it is marked `overflowed`, keeps a few samples to show
 * and stops growing. Keys are 32-bit integers (values themselves or their hashes); labels are made on first sight.
 */
export class CountedSet {
  /** Distinct keys held. */
  size = 0;
  /** More distinct keys came than are kept: new ones say nothing any more. */
  overflowed = false;
  /** Key, count and segment bits of each, by index of first sight. */
  #cells: number[] = [];
  #labels: string[] = [];
  /** Places of keys in `#cells`, once there are too many to look at one by one. */
  #table: Int8Array | null = null;

  /** Index of a key, −1 when it is not in the set. */
  find(key: number): number {
    const cells = this.#cells;
    const table = this.#table;
    if (table === null) {
      for (let index = 0, at = 0; at < cells.length; index++, at += CELL) if (cells[at] === key) return index;
      return -1;
    }
    const mask = table.length - 1;
    for (let place = (key ^ (key >>> 7)) & mask; ; place = (place + 1) & mask) {
      const index = table[place]!;
      if (index < 0 || cells[index * CELL] === key) return index;
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
    this.#cells.push(key, 0, 0);
    this.#labels.push(label);
    if (this.#table === null ? this.size > FEW : this.size * 2 > this.#table.length) this.#rebuild();
    else if (this.#table !== null) this.#place(this.#table, key, index);
    return index;
  }

  /** Counts the key at an index once, in the segments of `bits`. */
  hit(index: number, bits: number): void {
    const at = index * CELL;
    this.#cells[at + COUNT]!++;
    this.#cells[at + BITS]! |= bits;
  }

  /** Segments in which the key at an index occurred, as bits. */
  segmentsOf(index: number): number {
    return this.#cells[index * CELL + BITS]!;
  }

  /** Keys that occurred in exactly one segment, and not in `segment`; in one-pass mode those that occurred once. */
  singles(segment: number): number {
    let singles = 0;
    for (let i = 0; i < this.size; i++) {
      const once =
        segment < 0 ? this.#cells[i * CELL + COUNT] === 1 : isSingle(this.segmentsOf(i) & ~(1 << segment));
      if (once) singles++;
    }
    return singles;
  }

  /** Segments in which some key occurs that occurs nowhere else, as bits. */
  ownSegments(): number {
    let bits = 0;
    if (this.overflowed) return 0;
    for (let i = 0; i < this.size; i++) if (isSingle(this.segmentsOf(i))) bits |= this.segmentsOf(i);
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
    return this.#labels
      .map((value, i) => ({ value, count: this.#cells[i * CELL + COUNT]!, mask: this.segmentsOf(i) }))
      .sort((a, b) => b.count - a.count);
  }

  /** Learns all that another set learnt. */
  merge(other: CountedSet): void {
    if (other.overflowed) {
      this.#overflow();
      return;
    }
    for (const [key, label, count, mask] of other.save().entries) this.learn(key, label, count, mask);
  }

  /** Counts a key `times`, in the segments of `mask`, adding it when it is new and there is room. */
  learn(key: number, label: string, times: number, mask: number): void {
    let index = this.find(key);
    if (index < 0) index = this.add(key, label);
    if (index < 0) return;
    this.#cells[index * CELL + COUNT]! += times;
    this.#cells[index * CELL + BITS]! |= mask;
  }

  /** JSON-safe state. */
  save(): SavedSet {
    return {
      overflowed: this.overflowed,
      entries: this.#labels.map((label, i) => {
        const at = i * CELL;
        return [this.#cells[at]!, label, this.#cells[at + COUNT]!, this.#cells[at + BITS]!] as const;
      }),
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
    this.size = Math.min(this.size, SAMPLES);
    this.#labels = this.#labels.slice(0, this.size);
    this.#cells = this.#cells.slice(0, this.size * CELL);
    this.#table = null;
  }

  #rebuild(): void {
    this.#table = new Int8Array(this.#table === null ? 4 * FEW : this.#table.length * 2).fill(-1);
    for (let i = 0; i < this.size; i++) this.#place(this.#table, this.#cells[i * CELL]!, i);
  }

  #place(table: Int8Array, key: number, index: number): void {
    const mask = table.length - 1;
    let place = (key ^ (key >>> 7)) & mask;
    while (table[place]! >= 0) place = (place + 1) & mask;
    table[place] = index;
  }
}

/** Distinct keys kept; a slot with more is "high cardinality". */
const CAP = 64;
const SAMPLES = 8;
/** So many are found by looking at each. */
const FEW = 8;
/** Numbers kept of a key, and where they are: the key itself, its count, its segments. */
const CELL = 3;
const COUNT = 1;
const BITS = 2;

/** Key, label, count and segment bits of each entry. */
export interface SavedSet {
  readonly overflowed: boolean;
  readonly entries: readonly (readonly [key: number, label: string, count: number, mask: number])[];
}

function isSingle(mask: number): boolean {
  return mask !== 0 && (mask & (mask - 1)) === 0;
}

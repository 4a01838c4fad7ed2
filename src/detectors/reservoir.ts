/**
 * A bounded sample of a stream in which every item has the same chance to be (Vitter 1985, algorithm R). Which ones
 * are kept depends on nothing but how many came, so that a stream read again gives the same sample.
 */
export class Reservoir<Item> {
  readonly items: Item[] = [];
  /** Items offered so far. */
  seen = 0;
  readonly #cap: number;

  constructor(cap: number) {
    this.#cap = cap;
  }

  /** Counts one more item and gives its place, or −1 when it is not kept; whoever asks puts it there. */
  place(): number {
    const n = ++this.seen;
    if (n <= this.#cap) return n - 1;
    const j = mixed(n) % n;
    return j < this.#cap ? j : -1;
  }

  /** Becomes the reservoir that had `seen` and `items`. */
  load(seen: number, items: readonly Item[]): void {
    this.seen = seen;
    this.items.splice(0, this.items.length, ...items);
  }

  add(item: Item): void {
    const place = this.place();
    if (place >= 0) this.items[place] = item;
  }
}

/** 32 bits that look random for any whole number (the final mix of MurmurHash3, Appleby). */
function mixed(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

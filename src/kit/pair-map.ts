const FIRST_SIZE = 8;

/**
 * A map by two whole numbers (0 … 2³¹ − 2 each), for look-ups that are made for every line: no key is built, and a
 * look-up touches two places of memory. It only grows, up to whatever its owner puts in, until it is cleared.
 */
export class PairMap<Value> {
  /** First number + 1 and second number, by place; 0 where there is none. */
  #keys = new Int32Array(2 * FIRST_SIZE);
  #values: (Value | undefined)[] = new Array(FIRST_SIZE).fill(undefined);
  #mask = FIRST_SIZE - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(a: number, b: number): Value | undefined {
    const keys = this.#keys;
    const mask = this.#mask;
    let place = placeFor(a, b) & mask;
    for (;;) {
      const first = keys[2 * place];
      if (first === 0) return undefined;
      if (first === a + 1 && keys[2 * place + 1] === b) return this.#values[place];
      place = (place + 1) & mask;
    }
  }

  set(a: number, b: number, value: Value): void {
    // Half full at most, so that a search ends soon.
    if (2 * this.#size >= this.#mask) this.#grow();
    let place = placeFor(a, b) & this.#mask;
    while (this.#keys[2 * place] !== 0) {
      if (this.#keys[2 * place] === a + 1 && this.#keys[2 * place + 1] === b) break;
      place = (place + 1) & this.#mask;
    }
    if (this.#keys[2 * place] === 0) this.#size++;
    this.#keys[2 * place] = a + 1;
    this.#keys[2 * place + 1] = b;
    this.#values[place] = value;
  }

  clear(): void {
    if (this.#size === 0) return;
    this.#keys.fill(0);
    this.#values.fill(undefined);
    this.#size = 0;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    const size = 2 * values.length;
    this.#keys = new Int32Array(2 * size);
    this.#values = new Array(size).fill(undefined);
    this.#mask = size - 1;
    this.#size = 0;
    for (let place = 0; place < values.length; place++) {
      if (keys[2 * place] !== 0) this.set(keys[2 * place]! - 1, keys[2 * place + 1]!, values[place]!);
    }
  }
}

/** Spreads pairs: neighbouring numbers are the rule. */
function placeFor(a: number, b: number): number {
  const h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
}

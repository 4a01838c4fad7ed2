/** Masked text (as two hashes) to what it was found to be. Open addressing; emptied when it is full. */
export class MaskCache<T> {
  readonly #limit: number;
  readonly #bits: number;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  #values: (T | undefined)[];
  size = 0;
  /** How often it was emptied because it was full. */
  cleared = 0;

  /** @param limit entries kept, a power of two */
  constructor(limit = 65_536) {
    this.#limit = limit;
    this.#bits = limit * 2 - 1;
    this.#first = new Int32Array(limit * 2);
    this.#second = new Int32Array(limit * 2);
    this.#values = new Array<T | undefined>(limit * 2).fill(undefined);
  }

  get(a: number, b: number): T | undefined {
    let place = a & this.#bits;
    for (;;) {
      const value = this.#values[place];
      if (value === undefined) return undefined;
      if (this.#first[place] === a && this.#second[place] === b) return value;
      place = (place + 1) & this.#bits;
    }
  }

  set(a: number, b: number, value: T): void {
    if (this.size >= this.#limit) this.clear();
    let place = a & this.#bits;
    while (this.#values[place] !== undefined) {
      if (this.#first[place] === a && this.#second[place] === b) {
        this.#values[place] = value;
        return;
      }
      place = (place + 1) & this.#bits;
    }
    this.#first[place] = a;
    this.#second[place] = b;
    this.#values[place] = value;
    this.size++;
  }

  clear(): void {
    this.#values.fill(undefined);
    this.size = 0;
    this.cleared++;
  }
}

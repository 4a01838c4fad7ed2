import { hashBytes } from './hash.ts';

/**
 * Turns byte ranges into strings without making a new string for what was seen before: hosts, programs,
 * levels. A direct-mapped table, so memory is bounded whatever comes in; a collision only costs one new string.
 */
export class Interner {
  readonly #mask: number;
  readonly #keys: (Uint8Array | undefined)[];
  readonly #values: string[];

  /** @param size number of places, a power of two */
  constructor(size = 4096) {
    this.#mask = size - 1;
    this.#keys = new Array(size).fill(undefined);
    this.#values = new Array(size).fill('');
  }

  /** The UTF-8 text of `bytes[start, end)`; invalid bytes become U+FFFD. */
  text(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > 64) return bytes.toString('utf8', start, end);
    const place = hashBytes(bytes, start, end) & this.#mask;
    const key = this.#keys[place];
    if (key !== undefined && key.length === length) {
      let i = 0;
      while (i < length && key[i] === bytes[start + i]) i++;
      if (i === length) return this.#values[place]!;
    }
    const value = bytes.toString('utf8', start, end);
    this.#keys[place] = Uint8Array.prototype.slice.call(bytes, start, end);
    this.#values[place] = value;
    return value;
  }
}

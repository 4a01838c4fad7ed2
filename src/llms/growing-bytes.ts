/** Bytes that come in pieces, kept in one block: a piece of one byte costs one byte. */
export class GrowingBytes {
  #block = new Uint8Array(new ArrayBuffer(4096));
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#block.length) {
      const larger = new Uint8Array(new ArrayBuffer(Math.max(needed, this.#block.length * 2)));
      larger.set(this.bytes());
      this.#block = larger;
    }
    this.#block.set(piece, this.#length);
    this.#length = needed;
  }

  /** All of them; a view that later pieces may outlive. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#block.subarray(0, this.#length);
  }

  /** The last ones as text, each byte a character. */
  tail(most: number): string {
    return Buffer.from(this.bytes().subarray(-most)).toString('latin1');
  }
}

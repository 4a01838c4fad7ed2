const FIRST = 1 << 16;
/** Most bytes that one number takes. */
const NUMBER = 8;
const SHORT = 24;

const scratch = new DataView(new ArrayBuffer(8));

/** Bytes one behind the other, in one piece of memory that grows and is used again. Numbers are little-endian. */
export class ByteWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** What was written; a view that is written over after `clear`. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Makes room for so many bytes; `varint` and the like want it made before. */
  reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted > this.bytes.length) this.#grow(wanted);
  }

  /** A whole number from 0 to 2⁵³ − 1, seven bits a byte, the lowest first. Room for eight bytes must be there. */
  varint(value: number): void {
    if (value < 128) this.bytes[this.length++] = value;
    else this.#long(value);
  }

  /** A whole number of either sign, below 2⁵² in size: small ones are short. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Any number, NaN too. Room for eight bytes must be there. */
  double(value: number): void {
    scratch.setFloat64(0, value, true);
    for (let i = 0; i < NUMBER; i++) this.bytes[this.length + i] = scratch.getUint8(i);
    this.length += NUMBER;
  }

  /** Length and text; makes its own room. UTF-8, or UTF-16 where only that holds the text. */
  text(text: string): void {
    const { length } = text;
    this.reserve(3 * length + NUMBER);
    if (length < SHORT && this.#ascii(text)) return;
    if (text.isWellFormed()) {
      this.varint(Buffer.byteLength(text) * 2);
      this.length += this.bytes.write(text, this.length);
      return;
    }
    this.varint(length * 4 + 1);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      this.bytes[this.length++] = code & 255;
      this.bytes[this.length++] = code >> 8;
    }
  }

  /** `bytes[start, end)`; makes its own room. */
  copy(bytes: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    this.length += bytes.copy(this.bytes, this.length, start, end);
  }

  #ascii(text: string): boolean {
    const { bytes, length: at } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      bytes[at + 1 + i] = code;
    }
    bytes[at] = text.length * 2;
    this.length = at + 1 + text.length;
    return true;
  }

  #long(value: number): void {
    const { bytes } = this;
    let rest = value;
    while (rest > 0x7fffffff) {
      bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  #grow(wanted: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

import { invalid } from './invalid.ts';

/** Reads what a `ByteWriter` wrote, up to `end`; whatever the bytes, it throws nothing but MESSAGE_INVALID. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;
  readonly #view: DataView;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** Part of the same bytes, from here on; goes on behind it. */
  part(length: number): ByteReader {
    const at = this.skip(length);
    return new ByteReader(this.bytes, at, at + length);
  }

  /** Passes over so many bytes; where they began. */
  skip(length: number): number {
    const { at } = this;
    if (!(length <= this.end - at)) throw invalid('it is cut off, or a length in it is wrong');
    this.at = at + length;
    return at;
  }

  /** A whole number from 0 to 2⁵³ − 1. */
  varint(): number {
    // Behind the last byte this is undefined, which is not below anything.
    const byte = this.bytes[this.at]!;
    if (byte < 128 && this.at < this.end) {
      this.at++;
      return byte;
    }
    return this.#long();
  }

  /** A number of things that take at least `each` bytes each of what is left. */
  count(each = 1): number {
    const count = this.varint();
    if (count * each > this.left) throw invalid(`it says that it holds ${count} things, and is too short`);
    return count;
  }

  /** A whole number of either sign. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    return this.#view.getFloat64(this.skip(8), true);
  }

  text(): string {
    const coded = this.varint();
    const length = Math.floor(coded / 2);
    const at = this.skip(length);
    if (coded % 2 === 0) return this.bytes.toString('utf8', at, at + length);
    return wideText(this.bytes, at, length);
  }

  /** Nothing may be left. */
  done(): void {
    if (this.at !== this.end) throw invalid('there is more in it than it says');
  }

  #long(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      if (this.at >= this.end) throw invalid('it is cut off');
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 128;
    }
    throw invalid('a number in it is too large');
  }
}

/** UTF-16, unit by unit: half a unit behind an odd place makes Node.js 24 write behind its memory. */
function wideText(bytes: Buffer, at: number, length: number): string {
  if (length % 2 === 1) throw invalid('a text in it is cut off');
  let text = '';
  for (let i = at; i < at + length; i += 2) text += String.fromCharCode(bytes.readUInt16LE(i));
  return text;
}

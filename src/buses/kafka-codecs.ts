import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';

/** A batch may not unpack to more, bytes. */
const MOST = 128 * 2 ** 20;
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const LZ4_MAGIC = 0x184d2204;

const zstd = promisify(zstdDecompress);

/** Unpacks a batch that was packed with zstd. Fails where it is damaged, or unpacks to more than 128 MiB. */
export function unpackZstd(bytes: Buffer): Promise<Buffer> {
  return zstd(bytes, { maxOutputLength: MOST });
}

/** Unpacks a batch that was packed with Snappy, plain or in the blocks that Java writes (xerial). Fails as above. */
export async function unpackSnappy(bytes: Buffer): Promise<Buffer> {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return snappyBlock(bytes, MOST);
  const blocks: Buffer[] = [];
  let room = MOST;
  for (let at = XERIAL.length + 8; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const block = snappyBlock(bytes.subarray(at + 4, at + 4 + length), room);
    room -= block.length;
    blocks.push(block);
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

/** Unpacks a batch that was packed as a frame of LZ4. Checksums are left to the transport. Fails as above. */
export async function unpackLz4(bytes: Buffer): Promise<Buffer> {
  if (bytes.readUInt32LE(0) !== LZ4_MAGIC) throw new Error('this is no frame of LZ4');
  const flags = bytes[4]!;
  const [hasSize, hasChecks, hasDictionary] = [flags & 8, flags & 16, flags & 1];
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  const out = new Unpacked(1 << 16);
  for (;;) {
    const head = bytes.readUInt32LE(at);
    if (head === 0) return out.bytes;
    const length = head & 0x7fffffff;
    const block = bytes.subarray(at + 4, at + 4 + length);
    if (block.length < length) throw new Error('a block of LZ4 is cut off');
    if (head & 0x80000000) out.literal(block);
    else lz4Block(block, out);
    at += 4 + length + (hasChecks ? 4 : 0);
  }
}

/** Snappy's format: https://github.com/google/snappy/blob/main/format_description.txt */
function snappyBlock(bytes: Buffer, most: number): Buffer {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = byteAt(bytes, at++);
    size += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
    if (shift > 28) throw new Error('a block of Snappy has no length');
  }
  if (size > most) throw new Error('a batch of Snappy is too large');
  const out = new Unpacked(size, size);
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      const wide = Math.max(0, (tag >> 2) - 59);
      const length = (wide === 0 ? tag >> 2 : littleEndian(bytes, at, wide)) + 1;
      at += wide;
      if (at + length > bytes.length) throw new Error('a block of Snappy is cut off');
      out.literal(bytes.subarray(at, at + length));
      at += length;
    } else if (kind === 1) {
      out.copy(((tag >> 5) << 8) | byteAt(bytes, at++), ((tag >> 2) & 7) + 4);
    } else {
      const wide = kind === 2 ? 2 : 4;
      out.copy(littleEndian(bytes, at, wide), (tag >> 2) + 1);
      at += wide;
    }
  }
  if (out.bytes.length !== size) throw new Error('a block of Snappy is not as long as it says');
  return out.bytes;
}

/** LZ4's format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
function lz4Block(bytes: Buffer, out: Unpacked): void {
  let at = 0;
  const more = (length: number) => {
    if (length < 15) return length;
    let sum = length;
    for (let byte = 255; byte === 255; sum += byte) byte = byteAt(bytes, at++);
    return sum;
  };
  while (at < bytes.length) {
    const token = bytes[at++]!;
    const literal = more(token >> 4);
    if (at + literal > bytes.length) throw new Error('a block of LZ4 is cut off');
    out.literal(bytes.subarray(at, at + literal));
    at += literal;
    // The last sequence has no match.
    if (at >= bytes.length) return;
    const distance = littleEndian(bytes, at, 2);
    at += 2;
    out.copy(distance, more(token & 15) + 4);
  }
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('a packed batch is cut off');
  return byte;
}

function littleEndian(bytes: Buffer, at: number, wide: number): number {
  if (at + wide > bytes.length) throw new Error('a packed batch is cut off');
  return bytes.readUIntLE(at, wide);
}

/** Bytes that grow, and repeat what they had. */
class Unpacked {
  readonly #most: number;
  #room: Buffer;
  #length = 0;

  constructor(size: number, most = MOST) {
    this.#room = Buffer.allocUnsafe(size);
    this.#most = most;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  literal(bytes: Buffer): void {
    this.#grow(bytes.length);
    bytes.copy(this.#room, this.#length);
    this.#length += bytes.length;
  }

  copy(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length)
      throw new Error('a packed batch repeats what it does not have');
    this.#grow(length);
    const from = this.#length - distance;
    if (distance >= length) this.#room.copyWithin(this.#length, from, from + length);
    // What it repeats may be what it is just writing.
    else for (let i = 0; i < length; i++) this.#room[this.#length + i] = this.#room[from + i]!;
    this.#length += length;
  }

  #grow(by: number): void {
    const wanted = this.#length + by;
    if (wanted > this.#most) throw new Error('a packed batch is too large');
    if (wanted <= this.#room.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#most, Math.max(wanted, this.#room.length * 2)));
    this.#room.copy(larger, 0, 0, this.#length);
    this.#room = larger;
  }
}

import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Bytes of uncompressed records before a block, and what is in it. */
export interface BlockHead {
  /** Where its records begin among the uncompressed bytes of the segment. */
  readonly start: number;
  readonly packed: number;
  readonly length: number;
  readonly lines: number;
}

export interface Block extends BlockHead {
  readonly bytes: Buffer;
}

/** What a look through a segment found. */
export interface SegmentLook {
  /** Bytes up to the end of the last whole block. */
  readonly whole: number;
  readonly size: number;
}

const MAGIC = 0x314b424c;
const HEAD = 32;
/** More than the longest batch with its longest line; a head that says more is not believed. */
const MOST = 256 << 20;
const PACK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function segmentPath(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(8, '0')}.ring`);
}

/** The number in a segment's file name, −1 for other files. */
export function segmentOf(name: string): number {
  const match = /^(\d{8})\.ring$/.exec(name);
  return match === null ? -1 : Number(match[1]);
}

/** A block as it stands in a segment: a head with a checksum over everything, and compressed records. */
export function packBlock(records: Buffer, { start, lines }: Pick<BlockHead, 'start' | 'lines'>): Buffer {
  const packed = zstdCompressSync(records, PACK);
  const block = Buffer.allocUnsafe(HEAD + packed.length);
  block.writeUInt32LE(MAGIC, 0);
  block.writeUInt32LE(packed.length, 8);
  block.writeUInt32LE(records.length, 12);
  block.writeUInt32LE(lines, 16);
  block.writeDoubleLE(start, 20);
  block.writeUInt32LE(0, 28);
  packed.copy(block, HEAD);
  block.writeUInt32LE(crc32(block.subarray(8)), 4);
  return block;
}

/** Blocks of a segment from its beginning on, without what is in them where `wanted` says no. */
export class SegmentReader {
  /** Places at which something was not what was written, and how many bytes were passed over. */
  damaged = 0;
  skipped = 0;
  readonly #file: FileHandle;
  #at = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<SegmentReader> {
    return new SegmentReader(await open(path, 'r'));
  }

  /** The same for the last so many bytes: from the first whole block in them on. */
  static async openEnd(path: string, bytes: number): Promise<SegmentReader> {
    const reader = await SegmentReader.open(path);
    const { size } = await reader.#file.stat();
    reader.#at = Math.max(0, size - bytes);
    return reader;
  }

  /** The next block that ends behind `offset`; null at the end of what is whole. May be called again when it grew. */
  async next(offset: number): Promise<Block | null> {
    const { size } = await this.#file.stat();
    for (;;) {
      const head = await this.#headAt(this.#at, size);
      if (head !== null && head.start + head.length <= offset) {
        this.#at += HEAD + head.packed;
        continue;
      }
      const bytes = head === null ? null : await this.#bytesOf(head);
      if (head !== null && bytes !== null) {
        this.#at += HEAD + head.packed;
        return { ...head, bytes };
      }
      const further = await this.#find(this.#at + 1, size);
      // Nothing whole behind it: a block that is being written, or the torn end of one.
      if (further < 0) return null;
      this.damaged++;
      this.skipped += further - this.#at;
      this.#at = further;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #headAt(at: number, size: number): Promise<BlockHead | null> {
    if (at + HEAD > size) return null;
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(HEAD), 0, HEAD, at);
    return bytesRead < HEAD ? null : headIn(buffer, size - at);
  }

  async #bytesOf(head: BlockHead): Promise<Buffer | null> {
    const length = HEAD + head.packed;
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, this.#at);
    return bytesRead < length ? null : unpacked(buffer, head);
  }

  /** The next place that looks like the beginning of a block. */
  async #find(from: number, size: number): Promise<number> {
    const piece = Buffer.allocUnsafe(1 << 20);
    for (let at = from; at + HEAD <= size; at += piece.length - HEAD) {
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, at);
      for (let i = 0; i + HEAD <= bytesRead; i++) {
        i = piece.indexOf(MAGIC & 0xff, i);
        if (i < 0 || i + HEAD > bytesRead) break;
        if (headIn(piece.subarray(i, i + HEAD), size - at - i) !== null) return at + i;
      }
    }
    return -1;
  }
}

/**
 * Looks through the segment that was written last, and cuts off behind its last whole block what a crash left there.
 * Damage with whole blocks behind it is left for readers to pass over.
 */
export function cutTorn(path: string): SegmentLook {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    let whole = 0;
    for (let at = 0; at + HEAD <= size; ) {
      const head = headIn(readAt(file, at, HEAD), size - at);
      const block = head === null ? null : readAt(file, at, HEAD + head.packed);
      if (head === null || block === null || unpacked(block, head) === null) {
        at = findSync(file, at + 1, size);
        if (at < 0) break;
      } else whole = at += HEAD + head.packed;
    }
    if (whole < size) ftruncateSync(file, whole);
    return { whole, size };
  } finally {
    closeSync(file);
  }
}

function findSync(file: number, from: number, size: number): number {
  const rest = readAt(file, from, size - from);
  for (
    let i = rest.indexOf(MAGIC & 0xff);
    i >= 0 && i + HEAD <= rest.length;
    i = rest.indexOf(MAGIC & 0xff, i + 1)
  ) {
    if (headIn(rest.subarray(i, i + HEAD), rest.length - i) !== null) return from + i;
  }
  return -1;
}

function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}

function headIn(bytes: Buffer, left: number): BlockHead | null {
  if (bytes.length < HEAD || bytes.readUInt32LE(0) !== MAGIC) return null;
  const packed = bytes.readUInt32LE(8);
  const length = bytes.readUInt32LE(12);
  const start = bytes.readDoubleLE(20);
  const sane =
    HEAD + packed <= left && length > 0 && length <= MOST && Number.isSafeInteger(start) && start >= 0;
  return sane ? { start, packed, length, lines: bytes.readUInt32LE(16) } : null;
}

function unpacked(block: Buffer, head: BlockHead): Buffer | null {
  if (block.length < HEAD + head.packed || crc32(block.subarray(8)) !== block.readUInt32LE(4)) return null;
  try {
    const bytes = zstdDecompressSync(block.subarray(HEAD), { maxOutputLength: head.length });
    return bytes.length === head.length ? bytes : null;
  } catch {
    return null;
  }
}

import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { invalid } from './invalid.ts';

/** What an entry holds. Order is part of the format: append only. */
export const KINDS = ['raw', 'events', 'samples', 'findings', 'clock', 'templates', 'rows'] as const;
export type Kind = (typeof KINDS)[number];

/** What is said of an entry beside what is in it. */
export interface EnvelopeHead {
  readonly kind: Kind;
  /** Name of the node that made it; at most 255 bytes. */
  readonly producer: string;
  /** Fence of what it was made by: what is older than the newest seen is of somebody deposed. */
  readonly fence: number;
  /** Number of the entry among those of its producer and topic. */
  readonly sequence: number;
  /** Lines, events or rows in it. */
  readonly count: number;
  /** The shard of `raw` that it was made of; −1 where there is none. */
  readonly shard: number;
  /** Epoch ms up to which its producer has read that shard; NaN where it says nothing of it. */
  readonly clock: number;
}

/** The same as who makes an entry says it. */
export type Sealing = Pick<EnvelopeHead, 'producer' | 'fence' | 'sequence'> &
  Partial<Pick<EnvelopeHead, 'shard' | 'clock'>> & {
    /** False: as it is, without compressing it. */
    readonly compress?: boolean;
  };

/** An entry that was opened. */
export interface Envelope extends EnvelopeHead {
  readonly body: Buffer;
}

/** Bytes that the body of an entry has at most, unpacked. */
export const MOST_BODY = 32 << 20;

/** No UTF-8 begins with it, so that no line of text is taken for an entry. */
const MAGIC = Buffer.from([0xf5, 0x4c, 0x53, 0x57]);
const VERSION = 1;
/** Magic, version, kind, packing, fence, sequence, clock, shard, count, bytes unpacked, bytes packed, length of the name. */
const HEAD = 4 + 2 + 1 + 1 + 8 + 8 + 8 + 4 + 4 + 4 + 4 + 1;
const CHECKSUM = 4;
const PLAIN = 0;
const ZSTD = 1;
/** What is shorter is not worth compressing. */
const WORTH = 512;
/** So much may always be unpacked; beyond it so many times the bytes that came. */
const UNPACKS_FREELY = 4 << 20;
const MOST_RATIO = 256;
/** A frame that wants more memory than a body may have is not unpacked. */
const UNPACK = { [constants.ZSTD_d_windowLogMax]: 25 };
const PACK = { [constants.ZSTD_c_compressionLevel]: 1 };

/**
 * An entry for the bus: head, name, body (compressed where that helps), checksum over everything before it. Throws
 * RangeError for a body that is too long, as nobody would open it.
 */
export function seal(head: Sealing & Pick<EnvelopeHead, 'kind' | 'count'>, body: Uint8Array): Buffer {
  if (body.length > MOST_BODY)
    throw new RangeError(`a body of ${body.length} bytes is too long for an entry`);
  const packed = head.compress === false ? null : compressed(body);
  const content = packed ?? body;
  const name = Buffer.from(head.producer);
  if (name.length > 255) throw new RangeError('the name of a node has at most 255 bytes');
  const at = HEAD + name.length;
  const bytes = Buffer.allocUnsafe(at + content.length + CHECKSUM);
  MAGIC.copy(bytes);
  bytes.writeUInt16LE(VERSION, 4);
  bytes[6] = KINDS.indexOf(head.kind);
  bytes[7] = packed === null ? PLAIN : ZSTD;
  bytes.writeDoubleLE(head.fence, 8);
  bytes.writeDoubleLE(head.sequence, 16);
  bytes.writeDoubleLE(head.clock ?? Number.NaN, 24);
  bytes.writeInt32LE(head.shard ?? -1, 32);
  bytes.writeUInt32LE(head.count, 36);
  bytes.writeUInt32LE(body.length, 40);
  bytes.writeUInt32LE(content.length, 44);
  bytes[48] = name.length;
  name.copy(bytes, HEAD);
  bytes.set(content, at);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, at + content.length)), at + content.length);
  return bytes;
}

/** Whether bytes are meant to be an entry of ours; others are lines of whoever else writes to the bus. */
export function isEnvelope(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, i) => byte === bytes[i]);
}

/** Takes an entry apart. The body may be a view of the bytes. Throws MESSAGE_INVALID, saying what is wrong. */
export function open(bytes: Buffer): Envelope {
  if (!isEnvelope(bytes)) throw invalid('it was not made by logsift');
  if (bytes.length < HEAD + CHECKSUM) throw invalid(`it is cut off after ${bytes.length} bytes`);
  const version = bytes.readUInt16LE(4);
  if (version > VERSION) {
    throw invalid(
      `it is of version ${version}, made by a later logsift than this one, which reads ${VERSION}`,
    );
  }
  const unpacked = bytes.readUInt32LE(40);
  const packed = bytes.readUInt32LE(44);
  const at = HEAD + bytes[48]!;
  const length = at + packed + CHECKSUM;
  if (version < 1 || length !== bytes.length) {
    throw invalid(`it has ${bytes.length} bytes where its head says ${length}`);
  }
  const end = at + packed;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) throw invalid('its checksum is wrong');
  const kind = KINDS[bytes[6]!];
  if (kind === undefined) throw invalid(`its kind ${bytes[6]} is not known`);
  const body = content(bytes.subarray(at, end), bytes[7]!, unpacked);
  const [fence, sequence] = [bytes.readDoubleLE(8), bytes.readDoubleLE(16)];
  const shard = bytes.readInt32LE(32);
  if (!Number.isSafeInteger(fence) || !Number.isSafeInteger(sequence) || shard < -1) {
    throw invalid('the numbers in its head make no sense');
  }
  const producer = bytes.toString('utf8', HEAD, at);
  const clock = bytes.readDoubleLE(24);
  return { kind, producer, fence, sequence, shard, clock, count: bytes.readUInt32LE(36), body };
}

/** The body of an entry of this kind; MESSAGE_INVALID where it is of another. */
export function bodyOf(envelope: Envelope, kind: Kind): Buffer {
  if (envelope.kind !== kind) throw invalid(`it is of kind ${envelope.kind} where ${kind} was wanted`);
  return envelope.body;
}

function compressed(body: Uint8Array): Buffer | null {
  if (body.length < WORTH) return null;
  // In one piece: the usual pieces of 16 KiB would be put together afterwards.
  const packed = zstdCompressSync(body, { params: PACK, chunkSize: body.length });
  return packed.length < body.length && body.length <= mostOf(packed.length) ? packed : null;
}

function content(packed: Buffer, packing: number, length: number): Buffer {
  if (length > MOST_BODY) throw invalid(`it would unpack to ${length} bytes, ${MOST_BODY} are allowed`);
  if (packing === PLAIN) {
    if (packed.length !== length) throw invalid('its length is wrong');
    return packed;
  }
  if (packing !== ZSTD) throw invalid(`its way of packing, ${packing}, is not known`);
  if (length > mostOf(packed.length)) {
    throw invalid(`${packed.length} bytes would unpack to ${length}, which no log does`);
  }
  let body: Buffer;
  try {
    const chunkSize = Math.max(64, length);
    body = zstdDecompressSync(packed, { params: UNPACK, maxOutputLength: Math.max(1, length), chunkSize });
  } catch (error) {
    throw invalid('it cannot be unpacked', error);
  }
  if (body.length !== length) throw invalid(`it unpacks to ${body.length} bytes instead of ${length}`);
  return body;
}

function mostOf(packed: number): number {
  return UNPACKS_FREELY + MOST_RATIO * packed;
}

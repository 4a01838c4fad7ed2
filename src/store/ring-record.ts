/** Lines that came together, as the raw ring keeps them: what a `LiveBatch` holds that cannot be known again. */
export interface RingRecord {
  /** Which input the lines are of. */
  readonly key: string;
  /** Name of the source, as origins say it. */
  readonly source: string;
  /** Epoch ms at which they came. */
  readonly received: number;
  readonly firstLine: number;
  /** Line i is `buffer[starts[i], ends[i])`; the lines follow each other. */
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  readonly truncated: readonly number[];
  /** Who sent line i is `senders[senderOf[i]]`. */
  readonly senders: readonly string[] | null;
  readonly senderOf: Uint16Array | null;
}

/** A record that was read back, and where it is. */
export interface KeptRecord extends RingRecord {
  readonly position: number;
}

const NONE = 0xffff_ffff;
/** Length, key, source, received, first line, lines, bytes, cut lines, senders, senders of lines. */
const HEAD = 4 + 4 + 4 + 8 + 8 + 4 + 4 + 4 + 4 + 4;

/** Records one behind the other, in one piece of memory that grows and is used again. */
export class RecordWriter {
  bytes = Buffer.allocUnsafeSlow(1 << 20);
  length = 0;
  records = 0;
  lines = 0;

  clear(): void {
    this.length = 0;
    this.records = 0;
    this.lines = 0;
  }

  /** Adds a record and returns its length; it is at least that of its buffer. */
  add(record: RingRecord): number {
    const key = Buffer.from(record.key);
    const source = Buffer.from(record.source);
    const senders = record.senders === null ? null : record.senders.map((name) => Buffer.from(name));
    const { count } = record;
    // What lies behind the last line is nobody's.
    const used = count === 0 ? 0 : record.ends[count - 1]!;
    const names = senders?.reduce((sum, name) => sum + 4 + name.length, 0) ?? 0;
    const each = 8 + (record.senderOf === null ? 0 : 2);
    const length =
      HEAD + key.length + source.length + names + 4 * record.truncated.length + each * count + used;
    const at = this.#room(length);
    const { bytes } = this;
    bytes.writeUInt32LE(length, at);
    bytes.writeUInt32LE(key.length, at + 4);
    bytes.writeUInt32LE(source.length, at + 8);
    bytes.writeDoubleLE(record.received, at + 12);
    bytes.writeDoubleLE(record.firstLine, at + 20);
    bytes.writeUInt32LE(count, at + 28);
    bytes.writeUInt32LE(used, at + 32);
    bytes.writeUInt32LE(record.truncated.length, at + 36);
    bytes.writeUInt32LE(senders === null ? NONE : senders.length, at + 40);
    bytes.writeUInt32LE(record.senderOf === null ? 0 : 1, at + 44);
    let to = at + HEAD;
    to += key.copy(bytes, to);
    to += source.copy(bytes, to);
    for (const name of senders ?? []) {
      to = bytes.writeUInt32LE(name.length, to);
      to += name.copy(bytes, to);
    }
    for (const index of record.truncated) to = bytes.writeUInt32LE(index, to);
    to = this.#bounds(record, to);
    record.buffer.copy(bytes, to, 0, used);
    this.length = to + used;
    this.records++;
    this.lines += count;
    return length;
  }

  /** Gaps and lengths repeat where starts and ends never do, so they pack into next to nothing. */
  #bounds({ starts, ends, senderOf, count }: RingRecord, from: number): number {
    const { bytes } = this;
    let to = from;
    let before = 0;
    for (let i = 0; i < count; i++) {
      to = put(bytes, to, starts[i]! - before);
      to = put(bytes, to, ends[i]! - starts[i]!);
      before = ends[i]!;
    }
    if (senderOf !== null) for (let i = 0; i < count; i++) to = bytes.writeUInt16LE(senderOf[i]!, to);
    return to;
  }

  #room(more: number): number {
    const wanted = this.length + more;
    if (wanted > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    return this.length;
  }
}

function put(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + 4;
}

/** Records of a block, whose checksum was right; `position` is that of its first byte. Buffers are views of it. */
export function* recordsOf(block: Buffer, position: number): Generator<KeptRecord, void, undefined> {
  for (let at = 0; at < block.length; at += block.readUInt32LE(at)) yield recordAt(block, at, position + at);
}

function recordAt(block: Buffer, at: number, position: number): KeptRecord {
  const [keyLength, sourceLength] = [block.readUInt32LE(at + 4), block.readUInt32LE(at + 8)];
  const count = block.readUInt32LE(at + 28);
  const used = block.readUInt32LE(at + 32);
  const cut = block.readUInt32LE(at + 36);
  const senderCount = block.readUInt32LE(at + 40);
  let from = at + HEAD;
  const text = (length: number) => block.toString('utf8', from, (from += length));
  const key = text(keyLength);
  const source = text(sourceLength);
  let senders: string[] | null = null;
  if (senderCount !== NONE) {
    senders = [];
    for (let i = 0; i < senderCount; i++) {
      const length = block.readUInt32LE(from);
      from += 4;
      senders.push(text(length));
    }
  }
  const truncated = Array.from({ length: cut }, (_, i) => block.readUInt32LE(from + 4 * i));
  from += 4 * cut;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let before = 0;
  for (let i = 0; i < count; i++, from += 8) {
    starts[i] = before + block.readInt32LE(from);
    before = ends[i] = starts[i]! + block.readInt32LE(from + 4);
  }
  let senderOf: Uint16Array | null = null;
  if (block.readUInt32LE(at + 44) === 1) {
    senderOf = new Uint16Array(count);
    for (let i = 0; i < count; i++, from += 2) senderOf[i] = block.readUInt16LE(from);
  }
  const received = block.readDoubleLE(at + 12);
  const firstLine = block.readDoubleLE(at + 20);
  const buffer = block.subarray(from, from + used);
  return {
    ...{
      position,
      key,
      source,
      received,
      firstLine,
      buffer,
      starts,
      ends,
      count,
      truncated,
      senders,
      senderOf,
    },
  };
}

import type { LiveBatch } from '../core/live-source.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { bodyOf, type Envelope, type Sealing, seal } from './envelope.ts';
import { invalid } from './invalid.ts';
import { readOrigin, writeOrigin } from './origin-record.ts';

const SENDERS = 1;
const writer = new ByteWriter();

/**
 * An entry of `raw`: lines as they came, several batches of them. The sources' own `resume` stays behind, and so does
 * what is in their buffers before the first line and behind the last. Throws RangeError where it is more than an entry
 * holds.
 */
export function packRaw(sealing: Sealing, batches: readonly LiveBatch[]): Buffer {
  writer.clear();
  writer.reserve(8);
  writer.varint(batches.length);
  let lines = 0;
  for (const batch of batches) {
    writeBatch(writer, batch);
    lines += batch.count;
  }
  return seal({ ...sealing, kind: 'raw', count: lines }, writer.written);
}

/**
 * The batches of an entry of `raw`; their events have the ids they would have had before. Buffers are views of its
 * body. Throws MESSAGE_INVALID.
 */
export function unpackRaw(envelope: Envelope): LiveBatch[] {
  const reader = new ByteReader(bodyOf(envelope, 'raw'));
  const batches: LiveBatch[] = [];
  let lines = 0;
  for (let left = reader.count(); left > 0; left--) {
    const batch = readBatch(reader);
    lines += batch.count;
    batches.push(batch);
  }
  reader.done();
  if (lines !== envelope.count) throw invalid(`it holds ${lines} lines and says ${envelope.count}`);
  return batches;
}

function writeBatch(to: ByteWriter, batch: LiveBatch): void {
  const { buffer, starts, ends, count, truncated, senders, senderOf } = batch;
  let first = count === 0 ? 0 : starts[0]!;
  let last = first;
  for (let i = 0; i < count; i++) {
    if (starts[i]! < first) first = starts[i]!;
    if (ends[i]! > last) last = ends[i]!;
  }
  to.text(batch.key);
  writeOrigin(to, batch.origin);
  to.reserve(64 + 16 * count + 8 * truncated.length);
  to.double(batch.received);
  to.double(batch.offset + first);
  to.varint(batch.firstLine);
  to.varint(count);
  to.varint(senders === null || senderOf === null ? 0 : SENDERS);
  for (let i = 0, before = first; i < count; i++) {
    const start = starts[i]!;
    const end = ends[i]!;
    to.zigzag(start - before);
    to.varint(end - start);
    before = end;
  }
  to.varint(truncated.length);
  for (const index of truncated) to.varint(index);
  if (senders !== null && senderOf !== null) {
    to.varint(senders.length);
    for (const sender of senders) to.text(sender);
    to.reserve(8 + 3 * count);
    for (let i = 0; i < count; i++) to.varint(senderOf[i]!);
  }
  to.reserve(8);
  to.varint(last - first);
  to.copy(buffer, first, last);
}

function readBatch(from: ByteReader): LiveBatch {
  const key = from.text();
  const origin = readOrigin(from);
  const received = from.double();
  const offset = from.double();
  const firstLine = from.varint();
  const count = from.count(2);
  const sent = from.varint() === SENDERS;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let furthest = 0;
  for (let i = 0, before = 0; i < count; i++) {
    const start = before + from.zigzag();
    before = start + from.varint();
    if (start < 0 || before > 0x7fffffff) throw invalid('a line lies outside of its batch');
    starts[i] = start;
    ends[i] = before;
    if (before > furthest) furthest = before;
  }
  const truncated: number[] = [];
  for (let left = from.count(); left > 0; left--) truncated.push(from.varint());
  const { senders, senderOf } = sent ? readSenders(from, count) : NOBODY;
  const length = from.varint();
  const at = from.skip(length);
  if (furthest > length) throw invalid('a line lies outside of its batch');
  if (!Number.isSafeInteger(offset) || !truncated.every((index) => index < count)) {
    throw invalid('a batch of it makes no sense');
  }
  const buffer = from.bytes.subarray(at, at + length);
  return {
    ...{ key, origin, received, buffer, starts, ends, count, firstLine, offset, truncated },
    ...{ resume: null, senders, senderOf },
  };
}

const NOBODY = { senders: null, senderOf: null };

function readSenders(from: ByteReader, count: number): { senders: string[]; senderOf: Uint16Array } {
  const senders: string[] = [];
  for (let left = from.count(); left > 0; left--) senders.push(from.text());
  const senderOf = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const index = from.varint();
    if (index >= senders.length) throw invalid('a line of it is of a sender that is not there');
    senderOf[i] = index;
  }
  return { senders, senderOf };
}

import type { FileHandle } from 'node:fs/promises';
import type { LineBatch, SourceCounters } from '../core/source.ts';

const COUNTS = ['lines', 'bytes', 'inputBytes', 'truncatedLines', 'skippedBytes', 'droppedLines'] as const;
/** Bytes of text, lines, truncated lines, first line, offset; then the counters. Doubles, whole up to 2^53. */
const NUMBERS = 5 + COUNTS.length;

/** A batch as it lies in a spool, and what the source had counted when it was handed over. */
export interface SpoolRecord {
  readonly batch: LineBatch;
  readonly counters: SourceCounters;
  /** Position of the record that follows. */
  readonly next: number;
}

/** A record as bytes: header, line starts, line ends, truncated lines, text. */
export function encodeRecord(batch: LineBatch, counters: Readonly<SourceCounters>): Uint8Array {
  const { count, truncated } = batch;
  const header = new Float64Array(NUMBERS);
  header.set([batch.buffer.length, count, truncated.length, batch.firstLine, batch.offset]);
  header.set(
    COUNTS.map((name) => counters[name]),
    5,
  );
  const indexes = new Int32Array(2 * count + truncated.length);
  indexes.set(batch.starts.subarray(0, count));
  indexes.set(batch.ends.subarray(0, count), count);
  indexes.set(truncated, 2 * count);
  return Buffer.concat([Buffer.from(header.buffer), Buffer.from(indexes.buffer), batch.buffer]);
}

/** Reads the record at `position`; fails as reading the file does. */
export async function readRecord(handle: FileHandle, position: number): Promise<SpoolRecord> {
  const header = new Float64Array(NUMBERS);
  await readFully(handle, new Uint8Array(header.buffer), position);
  const [size, count, cut, firstLine, offset] = header as unknown as [number, number, number, number, number];
  const indexes = new Int32Array(2 * count + cut);
  // Shared memory is never in play here, and a slab of its own lets the batch live as long as its reader wants.
  const buffer = Buffer.allocUnsafeSlow(size);
  const text = position + header.byteLength + indexes.byteLength;
  await readFully(handle, new Uint8Array(indexes.buffer), position + header.byteLength);
  await readFully(handle, buffer, text);
  const counters = Object.fromEntries(COUNTS.map((name, i) => [name, header[5 + i]])) as Record<
    (typeof COUNTS)[number],
    number
  >;
  return {
    batch: {
      buffer,
      starts: indexes.subarray(0, count),
      ends: indexes.subarray(count, 2 * count),
      count,
      firstLine,
      offset,
      truncated: Array.from(indexes.subarray(2 * count)),
    },
    counters,
    next: text + size,
  };
}

async function readFully(handle: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error('the temporary copy is shorter than what was written to it');
    done += bytesRead;
  }
}

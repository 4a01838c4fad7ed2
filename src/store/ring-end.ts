import { readdir } from 'node:fs/promises';
import { SegmentReader, segmentOf, segmentPath } from './ring-block.ts';
import { type RingRecord, recordsOf } from './ring-record.ts';

const END = 4 << 20;

/**
 * The last lines that the raw ring of a folder was given, about 4 MiB of them as they lie on the disk, oldest first,
 * while another process may be writing to it. Nothing where there is no ring.
 */
export async function* ringEnd(folder: string): AsyncGenerator<RingRecord, void, undefined> {
  const names = await readdir(folder).catch(() => []);
  const last = Math.max(...names.map(segmentOf), -1);
  if (last < 0) return;
  const reader = await SegmentReader.openEnd(segmentPath(folder, last), END).catch(() => null);
  if (reader === null) return;
  try {
    for (let block = await reader.next(0); block !== null; block = await reader.next(0))
      yield* recordsOf(block.bytes, block.start);
  } finally {
    await reader.close();
  }
}

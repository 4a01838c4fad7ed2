import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SegmentReader, segmentOf } from './ring-block.ts';
import { type KeptRecord, recordsOf } from './ring-record.ts';

const SEGMENT = 2 ** 32;

/** Whether a folder holds raw lines. */
export async function hasRing(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => segmentOf(name) >= 0);
}

/**
 * Everything that the raw ring of a folder holds, in order, while another process may be writing to it: nothing is
 * changed. What is damaged, or deleted meanwhile, is passed over.
 */
export async function* readRing(folder: string): AsyncGenerator<KeptRecord, void, undefined> {
  const names = await readdir(folder).catch(() => []);
  const segments = names
    .map((name) => ({ path: join(folder, name), number: segmentOf(name) }))
    .filter(({ number }) => number >= 0)
    .sort((a, b) => a.number - b.number);
  for (const { path, number } of segments) {
    const reader = await SegmentReader.open(path).catch(() => null);
    if (reader === null) continue;
    try {
      let offset = 0;
      for (let block = await reader.next(offset); block !== null; block = await reader.next(offset)) {
        yield* recordsOf(block.bytes, number * SEGMENT + block.start);
        offset = block.start + block.length;
      }
    } finally {
      await reader.close();
    }
  }
}

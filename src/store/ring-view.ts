import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LineSought } from './lines-before.ts';
import { SegmentReader, segmentOf, segmentPath } from './ring-block.ts';
import { type KeptRecord, recordsOf } from './ring-record.ts';

const SEGMENT = 2 ** 32;
/** Of the ring so much is looked at for a line, from its end: what is explained has just come. */
const END = 1 << 20;
const MOST_SENDERS = 10_000;

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

/**
 * Lines of the same source and sender that came before a line, oldest first, all of them, also those that the filter
 * drops; none where the line is not near the end of what was written last.
 */
export async function ringBefore(
  folder: string,
  { source, text }: Pick<LineSought, 'source' | 'text'>,
  most: number,
): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const last = Math.max(...names.map(segmentOf), -1);
  if (last < 0) return [];
  const reader = await SegmentReader.openEnd(segmentPath(folder, last), END).catch(() => null);
  if (reader === null) return [];
  const cut = text.endsWith('…');
  const wanted = Buffer.from(cut ? text.slice(0, -1) : text);
  const isIt = (line: Buffer) =>
    cut
      ? line.subarray(0, wanted.length).equals(wanted)
      : line.length === wanted.length && line.equals(wanted);
  const before = new Map<string, Buffer[]>();
  let found: readonly Buffer[] = [];
  try {
    for (let block = await reader.next(0); block !== null; block = await reader.next(0)) {
      for (const record of recordsOf(block.bytes, block.start)) {
        if (record.source !== source) continue;
        const { buffer, starts, ends, count, senders, senderOf } = record;
        for (let i = 0; i < count; i++) {
          const line = buffer.subarray(starts[i], ends[i]);
          const sender = senders?.[senderOf?.[i] ?? 0] ?? '';
          const lines = before.get(sender) ?? [];
          if (isIt(line)) found = [...lines];
          if (before.size < MOST_SENDERS) before.set(sender, lines);
          lines.push(line);
          if (lines.length > most) lines.shift();
        }
      }
    }
  } finally {
    await reader.close();
  }
  return found.map((line) => line.toString('utf8'));
}

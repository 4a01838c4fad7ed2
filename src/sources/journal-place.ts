import { z } from 'zod';
import type { Lines } from '../kit/lines.ts';

const tokenSchema = z.strictObject({
  v: z.literal(1),
  /** The last entry that was taken in. */
  cursor: z.string().min(1).max(1000),
  /** Its time, µs since the epoch. */
  realtime: z.string().regex(/^\d{1,20}$/),
  /** Position and line behind it. */
  position: z.int().min(0),
  line: z.int().min(0),
});

/** Where to go on in the journal. */
export type JournalPlaceToken = z.output<typeof tokenSchema>;

/** What was written by `JSON.stringify`; null when it is nothing this version understands. */
export function readJournalToken(text: string): JournalPlaceToken | null {
  try {
    const parsed = tokenSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Cursor and time of an entry; null when the line is none, or was cut before them. Quotes in values are escaped. */
export function entryPlace(lines: Lines, i: number): { cursor: string; realtime: string } | null {
  const text = lines.buffer.subarray(lines.starts[i], lines.ends[i]);
  const cursor = quotedAfter(text, '"__CURSOR":"');
  const realtime = quotedAfter(text, '"__REALTIME_TIMESTAMP":"');
  return cursor === null || realtime === null || !/^\d{1,20}$/.test(realtime) ? null : { cursor, realtime };
}

/** Entries that were written between two cursors of one journal and are not there; NaN when that cannot be said. */
export function missingBetween(before: string, after: string): number {
  const [from, to] = [before, after].map((cursor) => /(?:^|;)s=([0-9a-f]+);i=([0-9a-f]+)/.exec(cursor));
  if (!from || !to || from[1] !== to[1]) return Number.NaN;
  return Number.parseInt(to[2]!, 16) - Number.parseInt(from[2]!, 16) - 1;
}

function quotedAfter(text: Buffer, key: string): string | null {
  const at = text.indexOf(key, 0, 'latin1');
  if (at < 0) return null;
  const from = at + key.length;
  const to = text.indexOf(0x22, from);
  return to < 0 ? null : text.toString('latin1', from, to);
}

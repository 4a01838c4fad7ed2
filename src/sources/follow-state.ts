import { z } from 'zod';
import { hashText } from '../kit/hash.ts';

/** Bytes of a file's beginning by which it is recognised, and what events' ids are made of. */
export const HEAD = 1024;
/** Bytes before the offset that must still be there. */
export const TAIL = 256;

const whole = z.int().min(0);
const hex = z.string().regex(/^[0-9a-f]{16}$/);
const number = z.string().regex(/^\d{1,20}$/);

const stateSchema = z.strictObject({
  dev: number,
  ino: number,
  /** Offset of the first byte that counts: behind a hole of NULs that truncation left. */
  base: whole,
  /** Hash of the `n` bytes from `base`. */
  head: hex,
  n: whole.max(HEAD),
  /** Hash of the `t` bytes before `offset`. */
  tail: hex,
  t: whole.max(TAIL),
  /** Bytes of the file that are done with; of a compressed one none are said. */
  offset: whole,
  /** The same in the content: without a byte order mark, as UTF-8. */
  pos: whole,
  /** Lines that are done with; −1 when they were not counted. */
  line: z.int().min(-1),
  codec: z.enum(['utf-8', 'utf-16le', 'utf-16be']),
  skipping: z.boolean(),
  suffix: z.string().max(20),
  /** Epoch ms of its last change, and of its birth (0 when the file system does not know). */
  mtime: z.number(),
  birth: z.number(),
  packed: z.boolean(),
});

const tokenSchema = z.strictObject({
  v: z.literal(1),
  /** Epoch ms at which this path was first looked for. */
  since: z.number(),
  /** Files of this path, oldest first; those before the last were rotated and may still be written to. */
  files: z.array(stateSchema).max(10_000),
});

/** How far one file was read, and how to know it again. */
export type FileState = z.output<typeof stateSchema>;

/** How far the files of one path were read. */
export type FollowToken = z.output<typeof tokenSchema>;

/** What was written by `JSON.stringify`; null when it is nothing this version understands. */
export function readToken(text: string): FollowToken | null {
  try {
    const parsed = tokenSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The hash by which bytes are compared. */
export function printOf(bytes: Uint8Array): string {
  return hashText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
}

/** Names a file of this machine. */
export function inodeOf(stats: { readonly dev: bigint | string; readonly ino: bigint | string }): string {
  return `${stats.dev}:${stats.ino}`;
}

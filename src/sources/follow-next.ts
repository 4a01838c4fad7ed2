import { LogsiftError } from '../core/errors.ts';
import type { LiveSink } from '../core/live-source.ts';
import { FollowedFile } from './follow-file.ts';
import { PackedFile } from './follow-packed.ts';
import type { FollowRegistry } from './follow-registry.ts';
import { type Followed, recognise, type Sibling, seen } from './follow-search.ts';

/** A compressed file, or a copy, that was changed so many ms ago may not be whole. */
export const SETTLED = 2000;

interface NextContext {
  readonly sink: LiveSink;
  readonly registry: FollowRegistry;
  countBytes: number;
}

/**
 * Opens a file that a path leads to for the first time: where it was left under another name, behind what is known as
 * a copy, at its end, or at its beginning. `later` when it may still be in the making. `held`: that was said of it
 * before. Fails with a catalogue error.
 */
export async function openNext(
  one: Sibling,
  context: NextContext,
  { held, fromEnd }: { readonly held: boolean; readonly fromEnd: boolean },
): Promise<Followed | 'later'> {
  const { registry, sink } = context;
  const finished = registry.finished(one.inode);
  const known = finished === null ? null : await recognise(one, finished, true);
  if (known !== null) return known;
  const copied = await registry.copyOf(one);
  const settled = Math.abs(sink.now() - Number(one.stats.mtimeMs)) >= SETTLED;
  let packed: PackedFile | null;
  try {
    packed = await PackedFile.open(one.path);
  } catch (error) {
    // Half of it was written, perhaps.
    if (error instanceof LogsiftError && error.code === 'INPUT_CORRUPT' && !settled) return 'later';
    throw error;
  }
  if ((packed !== null || copied?.live) && !(held && settled)) {
    await packed?.close();
    return 'later';
  }
  if (packed !== null) {
    if (copied === null && !fromEnd) return packed;
    await packed.close();
    return PackedFile.done(one.path, seen(one));
  }
  const behind = copied === null || copied.live ? null : await recognise(one, copied.state);
  if (behind !== null) return behind;
  const file = await FollowedFile.open(one.path);
  await file.begin();
  if (copied !== null || fromEnd) context.countBytes -= await file.skipToEnd(context.countBytes);
  return file;
}

import { z } from 'zod';
import type { Envelope, Sealing } from './envelope.ts';
import { timeOrNone } from './numbers.ts';
import { packJson, unpackJson } from './plain.ts';

const MOST_SHARDS = 65_536;

/** How far one shard of `raw` was read. */
export interface ShardClock {
  readonly shard: number;
  /** Fence of who read it. */
  readonly fence: number;
  /** Epoch ms up to which its events were published; NaN before the first. */
  readonly clock: number;
  /** Wall clock of who says so, epoch ms. */
  readonly wall?: number | undefined;
  /** Entries of `events` that were made of it, under this fence. */
  readonly entries?: number | undefined;
}

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const clocks = z
  .array(
    z.object({
      shard: whole.max(MOST_SHARDS),
      fence: whole,
      clock: timeOrNone,
      wall: timeOrNone.optional(),
      entries: whole.optional(),
    }),
  )
  .max(MOST_SHARDS);

/** An entry of `clock`. */
export function packClocks(sealing: Sealing, all: readonly ShardClock[]): Buffer {
  return packJson({ ...sealing, kind: 'clock', count: all.length }, all);
}

/** How far shards were read, as an entry says. Throws MESSAGE_INVALID. */
export function unpackClocks(envelope: Envelope): ShardClock[] {
  return unpackJson(envelope, 'clock', clocks);
}

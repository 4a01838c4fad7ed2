import type { BusEntry, Topic } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';

const TRIES = 3;
/** Bytes of a dead entry that are kept. */
const DEAD_BYTES = 65_536;

/** What handling a batch needs. */
export interface Handling {
  /** Hands entries over; rejects when they cannot be handled. */
  take(entries: readonly BusEntry[]): Promise<void>;
  /** Puts one aside for good. */
  bury(entry: BusEntry, reason: string): Promise<void>;
  /** Waits a little before the next try. */
  pause(tries: number): Promise<void>;
  /** Whether the shard is another's by now, so that nothing more should be tried. */
  over(): boolean;
}

/**
 * A batch at once; when that fails its entries one by one, each three times; one that always fails is put aside. What
 * cannot be read will not be readable later: it holds nothing up.
 */
export async function handleAll(entries: readonly BusEntry[], handling: Handling): Promise<void> {
  const first = await failure(() => handling.take(entries));
  if (first === null) return;
  for (const entry of entries) {
    // A batch of one was tried once by that.
    let [tries, last]: [number, Failure | null] = entries.length === 1 ? [1, first] : [0, null];
    while (tries < TRIES && !handling.over()) {
      // The first by itself: another of the batch may be what failed.
      if (!(last ?? first).unreadable) await handling.pause(tries);
      if (handling.over()) return;
      last = await failure(() => handling.take([entry]));
      tries++;
      if (last === null) break;
    }
    if (handling.over()) return;
    if (last !== null) await handling.bury(entry, last.reason);
  }
}

/** What goes to the topic `dead`: where it was, why, and its bytes, as JSON without an envelope. */
export function deadEntry(from: { topic: Topic; shard: number }, entry: BusEntry, reason: string): Buffer {
  const bytes = entry.bytes.subarray(0, DEAD_BYTES).toString('base64');
  return Buffer.from(JSON.stringify({ ...from, id: entry.id, reason: reason.slice(0, 1000), bytes }));
}

interface Failure {
  readonly reason: string;
  readonly unreadable: boolean;
}

async function failure(work: () => Promise<void>): Promise<Failure | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const unreadable = error instanceof LogsiftError && error.code === 'MESSAGE_INVALID';
    return { reason: error instanceof Error ? error.message : String(error), unreadable };
  }
}

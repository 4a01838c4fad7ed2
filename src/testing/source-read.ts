import { readdirSync } from 'node:fs';
import { LogsiftError } from '../core/errors.ts';
import type { LineBatch, Source } from '../core/source.ts';

/** A line as a source handed it over. */
export interface ReadLine {
  /** The bytes, one character each. */
  readonly bytes: string;
  readonly line: number;
  readonly position: number;
  readonly truncated: boolean;
}

/** All that one pass over a source gave. */
export interface ReadPass {
  readonly lines: readonly ReadLine[];
  readonly error: LogsiftError | null;
}

/**
 * Reads a source to its end. Batches are looked at only when all have come, so that one that was written to again
 * is noticed; an error that is not of the catalogue is thrown.
 */
export async function readAll(source: Source, signal?: AbortSignal): Promise<ReadPass> {
  const batches: LineBatch[] = [];
  let error: LogsiftError | null = null;
  try {
    for await (const batch of source.batches(signal)) batches.push(batch);
  } catch (caught) {
    if (!(caught instanceof LogsiftError)) throw caught;
    error = caught;
  }
  return { lines: batches.flatMap(linesOf), error };
}

/** The lines of a batch. */
export function linesOf(batch: LineBatch): ReadLine[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    bytes: batch.buffer.toString('latin1', batch.starts[i], batch.ends[i]),
    line: batch.firstLine + i,
    position: batch.offset + batch.starts[i]!,
    truncated: batch.truncated.includes(i),
  }));
}

/** Files, children and timers that this process holds open, by kind. */
export function held(): ReadonlyMap<string, number> {
  const kinds = process
    .getActiveResourcesInfo()
    .filter((kind) => /Process|FileHandle|FSReq|Timeout/.test(kind));
  const counts = new Map([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
  try {
    counts.set('open file', readdirSync('/proc/self/fd').length);
  } catch {
    // Only Linux tells.
  }
  return counts;
}

/** Kinds of which more is held than before. Less is no leak: what others had begun has ended meanwhile. */
export function heldSince(before: ReadonlyMap<string, number>): string[] {
  return [...held()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
}

/** Runs `work` and returns by how many bytes memory grew at most meanwhile. */
export async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, process.memoryUsage.rss()) - before;
}

/** `promise`, or a failure when it takes longer than `ms`. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

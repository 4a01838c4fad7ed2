import type { LineBatch } from '../src/core/source.ts';
import { LineSplitter } from '../src/kit/lines.ts';

const CHUNK = 1 << 18;

/** Cuts bytes already in memory into the batches of lines that a source would hand over, one after the other. */
export function* batchesOf(bytes: Buffer): Generator<LineBatch> {
  const splitter = new LineSplitter();
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const batch = splitter.push(bytes.subarray(at, at + CHUNK));
    if (batch !== null) yield batch;
  }
  const last = splitter.end();
  if (last !== null) yield last;
}

/** Lines per second of `work`, which returns how many lines it did: the median of some rounds, garbage collected before each. */
export function lineRate(rounds: number, work: () => number): number {
  const rates = Array.from({ length: rounds }, () => {
    globalThis.gc?.();
    const start = performance.now();
    return work() / ((performance.now() - start) / 1000);
  });
  return median(rates);
}

/** Middle of some figures: one that was disturbed does not count. */
export function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;
}

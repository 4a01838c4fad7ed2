import type { Discovery } from './discovery.ts';

const DAY = 86_400_000;

/**
 * Sets `expected` and `expectedInAll` of discoveries of one kind: how many at least as unlikely ones a stretch of the log like this one
 * holds, going by the other nine tenths (Jeffreys: half a one more than was seen), per day or per log if that is
 * shorter. What comes in the same tenth does not count, so that a burst cannot hide itself.
 *
 * @param span ms that the log covers
 */
export function judgeTogether(discoveries: readonly Discovery[], span: number): void {
  const sorted = [...discoveries].sort((a, b) => b.raw - a.raw);
  const seenIn = new Float64Array(10);
  let seen = 0;
  for (let i = 0; i < sorted.length; ) {
    let next = i;
    for (; next < sorted.length && sorted[next]!.raw >= sorted[i]!.raw - 1e-9; next++) {
      seen++;
      seenIn[sorted[next]!.segment]!++;
    }
    for (; i < next; i++) {
      const d = sorted[i]!;
      const elsewhere = seen - seenIn[d.segment]! + 0.5;
      d.expectedInAll = elsewhere / 0.9;
      d.expected = d.expectedInAll * (span > DAY ? DAY / span : 1);
      d.span = span;
    }
  }
}

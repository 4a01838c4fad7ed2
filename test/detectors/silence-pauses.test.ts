import { describe, expect, test } from 'vitest';
import { type Gap, pausesOfBoth } from '../../src/detectors/silence-pauses.ts';

function gap(from: number, to: number): Gap {
  return { ms: to - from, own: to - from, from, to, segment: -1, before: null, after: null };
}

function stream(first: number, last: number, pauses: readonly Gap[] = []) {
  return { first, last, byMs: pauses, byOwn: pauses };
}

const spans = (gaps: readonly Gap[]) => gaps.map(({ from, to, ms }) => [from, to, ms]);

describe('pauses of two streams taken as one', () => {
  test('stand beside the pause between two that follow each other', () => {
    const joined = pausesOfBoth(stream(0, 10, [gap(2, 8)]), stream(30, 40, [gap(32, 39)]), 'byMs');
    expect(spans(joined)).toEqual([
      [2, 8, 6],
      [32, 39, 7],
      [10, 30, 20],
    ]);
  });

  test('are none while the other came, and stand before and after that', () => {
    const older = stream(0, 100, [gap(10, 90)]);
    expect(spans(pausesOfBoth(older, stream(70, 95, [gap(72, 74)]), 'byMs'))).toEqual([[10, 70, 60]]);
    expect(spans(pausesOfBoth(older, stream(5, 30), 'byMs'))).toEqual([[30, 90, 60]]);
    expect(pausesOfBoth(older, stream(5, 95), 'byMs')).toEqual([]);
  });
});

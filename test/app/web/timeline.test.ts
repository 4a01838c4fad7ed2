import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridOf } from '../../../src/app/web/timeline.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.UTC(2026, 10, 18, 12, 34, 56);

test('columns are whole buckets that are still kept, about as many as asked for, over all of the range', () => {
  const range = fc.record({
    back: fc.integer({ min: 1, max: 390 * DAY }),
    length: fc.integer({ min: 1, max: 400 * DAY }),
    buckets: fc.integer({ min: 10, max: 1000 }),
  });
  fc.assert(
    fc.property(range, ({ back, length, buckets }) => {
      const asked = { from: NOW - back, to: NOW - back + length };
      const { from, to, width, bucket } = gridOf(asked, buckets, NOW);
      expect(width % bucket).toBe(0);
      expect([from % width, to % width]).toEqual([0, 0]);
      expect(from).toBeLessThanOrEqual(asked.from);
      expect(to).toBeGreaterThanOrEqual(asked.to);
      expect(asked.from - from).toBeLessThan(width);
      expect(to - asked.to).toBeLessThan(width);
      // Finer counts are deleted by then.
      if (bucket === 10_000) expect(back).toBeLessThan(DAY);
      if (bucket === MINUTE) expect(back).toBeLessThan(14 * DAY);
      expect((to - from) / width).toBeLessThanOrEqual(buckets + 2);
    }),
  );
});

test('what is looked at most has columns that people know', () => {
  const width = (length: number, buckets = 240) =>
    gridOf({ from: NOW - length, to: NOW }, buckets, NOW).width;
  expect([15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY].map((length) => width(length))).toEqual([
    ...[10_000, 30_000, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR],
  ]);
});

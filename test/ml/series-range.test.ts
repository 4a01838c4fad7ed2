import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RANGE_NUMBERS, SlidingRanges } from '../../src/ml/series-range.ts';

test('the range is that of the last values, to within a block', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 140, maxLength: 400 }),
      (values) => {
        const range = new SlidingRanges(new Float64Array(RANGE_NUMBERS), 128);
        for (const [i, value] of values.entries()) {
          const [long, short] = [
            values.slice(Math.max(0, i - 128), i),
            values.slice(Math.max(0, i - 126), i),
          ];
          const far = 1e6;
          const width = (part: number[]) => Math.max(1, Math.max(...part) - Math.min(...part));
          if (i >= 50) {
            const got = range.beyond(0, far, 1);
            expect(got).toBeGreaterThanOrEqual((far - Math.max(...long)) / width(long) - 1e-9);
            expect(got).toBeLessThanOrEqual((far - Math.max(...short)) / width(short) + 1e-9);
          } else expect(range.beyond(0, value, 1)).toBe(0);
          range.add(0, value);
        }
      },
    ),
  );
});

import { expect, test } from 'vitest';
import { shareInterval } from '../../src/kit/share-interval.ts';

test.each([
  // Newcombe 1998, table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('of %i in %i the share lies between %f and %f', (hits, all, low, high) => {
  const interval = shareInterval(hits, all);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

test('of none it may be anything', () => {
  expect(shareInterval(0, 0)).toEqual([0, 1]);
});

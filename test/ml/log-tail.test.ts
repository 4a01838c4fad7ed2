import { expect, test } from 'vitest';
import { TAIL_SIZE, tailShare } from '../../src/ml/log-tail.ts';

test('nothing known says nothing', () => {
  expect(tailShare([], 100, 5)).toBe(1);
  expect(tailShare([5], 0, 5)).toBe(1);
});

test('a value within the tail is as frequent as it was seen, at least', () => {
  const largest = [50, 40, 30, 20, 10];
  expect(tailShare(largest, 1000, 30)).toBeGreaterThanOrEqual(3 / 1000);
  expect(tailShare(largest, 1000, 10)).toBe(5 / 1000);
});

test('farther out is rarer, and never impossible', () => {
  const largest = [5, 4, 4, 3, 3, 3, 2, 2];
  const shares = [6, 10, 100, 1e6].map((value) => tailShare(largest, 500, value));
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares.at(-1)).toBeGreaterThan(0);
});

test('what varies much is believed to vary more', () => {
  const even = Array.from({ length: TAIL_SIZE }, () => 10);
  const uneven = Array.from({ length: TAIL_SIZE }, (_, i) => 10 * 1.5 ** (TAIL_SIZE - 1 - i));
  expect(tailShare(uneven, 1000, 30_000)).toBeGreaterThan(1e4 * tailShare(even, 1000, 30_000));
});

test('few values claim little', () => {
  const share = (n: number) =>
    tailShare(
      Array.from({ length: n }, () => 10),
      n,
      100,
    );
  expect(share(2)).toBeGreaterThan(0.05);
  expect(share(16)).toBeLessThan(1e-6);
});

test('values of a Pareto law exceed far values about as often as said', () => {
  // The quantiles of 1/x, 1,000 of them.
  const values = Array.from({ length: 1000 }, (_, i) => 1000 / (i + 0.5));
  const share = tailShare(values.slice(0, TAIL_SIZE), 1000, 10_000);
  expect(share).toBeGreaterThan(1e-4 / 3);
  expect(share).toBeLessThan(1e-4 * 6);
});

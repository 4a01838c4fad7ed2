import { expect, test } from 'vitest';
import { nextHour } from '../../src/alerts/digest-time.ts';

test('the digest waits for the next morning', () => {
  expect(nextHour(Date.UTC(2026, 10, 21, 7, 59), 8)).toBe(Date.UTC(2026, 10, 21, 8));
  expect(nextHour(Date.UTC(2026, 10, 21, 8), 8)).toBe(Date.UTC(2026, 10, 22, 8));
  expect(nextHour(Date.UTC(2026, 11, 31, 23), 8)).toBe(Date.UTC(2027, 0, 1, 8));
});

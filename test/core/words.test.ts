import { expect, test } from 'vitest';
import { count, duration, quoted } from '../../src/core/words.ts';

test('numbers are read with their noun', () => {
  expect(count(1, 'line')).toBe('1 line');
  expect(count(40_000, 'line')).toBe('40,000 lines');
});

test.each([
  [0, 'less than a second'],
  [999, 'less than a second'],
  [1000, '1 second'],
  [80_000, '80 seconds'],
  [90_000, '2 minutes'],
  [22 * 3_600_000, '22 hours'],
  [3 * 86_400_000, '3 days'],
  [60 * 86_400_000, '2 months'],
  [400 * 86_400_000, '13 months'],
])('%i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('long pieces of log text are cut', () => {
  expect(quoted('x'.repeat(80))).toHaveLength(62);
  expect(quoted('alice')).toBe('"alice"');
});

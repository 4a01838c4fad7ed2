import { expect, test } from 'vitest';
import { Segments } from '../../src/app/segments.ts';

test('the second pass divides a log exactly as the first did', () => {
  const segments = new Segments();
  const first: number[] = [];
  for (let i = 0; i < 137; i++) first.push(segments.mark(i, (i * i) / 137 ** 2));
  segments.rewind();
  const second = first.map((_, i) => segments.at(i));
  expect(second).toEqual(first);
  expect(first[0]).toBe(0);
  expect(first.at(-1)).toBe(9);
});

test('a share that falls back does not lead back to an earlier tenth', () => {
  const segments = new Segments();
  expect([0, 0.55, 0.3, 0.61].map((share, i) => segments.mark(i, share))).toEqual([0, 5, 5, 6]);
});

import { expect, test } from 'vitest';
import { Heap } from '../../src/kit/heap.ts';
import { seededRandom } from '../../src/kit/random.ts';

test('what is pushed comes out by time, equal times in their order', () => {
  const random = seededRandom(5);
  const items = Array.from({ length: 500 }, (_, order) => ({ time: Math.floor(random() * 40), order }));
  const heap = new Heap<{ time: number; order: number }>();
  for (const item of items) heap.push(item);
  expect(heap.size).toBe(500);
  const out = Array.from({ length: 500 }, () => heap.pop()!);
  expect(out).toEqual(items.toSorted((a, b) => a.time - b.time || a.order - b.order));
  expect(heap.pop()).toBeUndefined();
});

test('the next one can be looked at and stays; pushing in between keeps the order', () => {
  const heap = new Heap<{ time: number; order: number }>();
  expect(heap.peek()).toBeUndefined();
  heap.push({ time: 5, order: 0 });
  heap.push({ time: 7, order: 1 });
  expect(heap.peek()).toEqual({ time: 5, order: 0 });
  expect(heap.pop()?.time).toBe(5);
  heap.push({ time: 6, order: 2 });
  expect([heap.pop()?.time, heap.pop()?.time, heap.size]).toEqual([6, 7, 0]);
});

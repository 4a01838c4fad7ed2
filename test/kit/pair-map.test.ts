import { describe, expect, test } from 'vitest';
import { PairMap } from '../../src/kit/pair-map.ts';

describe('PairMap', () => {
  test('tells pairs apart by both numbers and by their order', () => {
    const map = new PairMap<string>();
    map.set(1, 2, 'one two');
    map.set(2, 1, 'two one');
    map.set(0, 0, 'nothing');
    expect([map.get(1, 2), map.get(2, 1), map.get(0, 0), map.get(1, 1)]).toEqual([
      'one two',
      'two one',
      'nothing',
      undefined,
    ]);
  });

  test('keeps everything while it grows', () => {
    const map = new PairMap<number>();
    for (let a = 0; a < 100; a++) for (let b = 0; b < 100; b++) map.set(a, b * 1000, a * 100 + b);
    expect(map.size).toBe(10_000);
    for (let a = 0; a < 100; a++) {
      for (let b = 0; b < 100; b++) expect(map.get(a, b * 1000)).toBe(a * 100 + b);
    }
    expect(map.get(100, 0)).toBeUndefined();
  });

  test('a pair set again has the new value and counts once', () => {
    const map = new PairMap<number>();
    map.set(7, 7, 1);
    map.set(7, 7, 2);
    expect([map.get(7, 7), map.size]).toEqual([2, 1]);
  });

  test('is empty when it was cleared, and can be used again', () => {
    const map = new PairMap<number>();
    for (let i = 0; i < 1000; i++) map.set(i, i, i);
    map.clear();
    expect([map.size, map.get(5, 5)]).toEqual([0, undefined]);
    map.set(5, 5, 6);
    expect(map.get(5, 5)).toBe(6);
  });
});

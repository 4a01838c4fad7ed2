import { describe, expect, it } from 'vitest';
import { pick, randomInteger, seededRandom } from '../../src/kit/random.ts';

const take = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    expect(take(7, 50)).toEqual(take(7, 50));
    for (const other of [8, -7, 7.5, 7 + 2 ** 32]) expect(take(other, 50)).not.toEqual(take(7, 50));
  });

  it('stays in [0, 1) and is spread evenly', () => {
    const numbers = take(1, 100_000);
    const buckets = new Array<number>(20).fill(0);
    for (const x of numbers) buckets[Math.floor(x * 20)]!++;
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (const count of buckets) expect(Math.abs(count - 5000)).toBeLessThan(400);
  });

  it('does not fall into a short cycle', () => {
    expect(new Set(take(0, 50_000)).size).toBeGreaterThan(49_990);
  });

  it('keeps neighbouring seeds apart from the first number on', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => take(seed, 1)[0]!);
    expect(new Set(firsts).size).toBe(1000);
    const mean = firsts.reduce((a, b) => a + b) / 1000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });
});

describe('pick and randomInteger', () => {
  it('reach every member of the list and nothing beside it', () => {
    const random = seededRandom(3);
    expect(new Set(Array.from({ length: 200 }, () => pick(random, ['a', 'b', 'c'])))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(new Set(Array.from({ length: 200 }, () => randomInteger(random, 4)))).toEqual(
      new Set([0, 1, 2, 3]),
    );
  });
});

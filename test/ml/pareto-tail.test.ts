import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { fitPareto, fitTrimmed, survival } from '../../src/ml/pareto-tail.ts';

/** Sorted draws from the generalised Pareto distribution with this shape and scale 1. */
function draws(shape: number, count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => {
    const u = 1 - random();
    return shape === 0 ? -Math.log(u) : (u ** -shape - 1) / shape;
  }).sort();
}

describe('fitting a tail', () => {
  test.each([-0.1, 0, 0.3, 0.7])('finds the distribution of shape %s', (shape) => {
    const tail = fitPareto(draws(shape, 2000, 1))!;
    for (const share of [0.5, 0.1, 0.01, 0.001]) {
      const excess = shape === 0 ? -Math.log(share) : (share ** -shape - 1) / shape;
      expect(Math.log10(survival(tail, excess))).toBeCloseTo(Math.log10(share), 0);
    }
  });

  test('few excesses claim less than many', () => {
    const few = fitPareto(draws(0, 15, 2))!;
    const many = fitPareto(draws(0, 2000, 2))!;
    expect(survival(few, 20)).toBeGreaterThan(survival(many, 20) * 3);
  });

  test('too few, or excesses without extent, are not fitted', () => {
    expect(fitPareto(draws(0, 11, 3))).toBeNull();
    expect(fitPareto(new Float64Array(100))).toBeNull();
  });

  test('probability falls from 1 as the excess grows', () => {
    const tail = fitPareto(draws(0.1, 200, 4))!;
    const values = [0, 0.5, 1, 3, 9, 100, 1e9].map((excess) => survival(tail, excess));
    expect(values[0]).toBeCloseTo(1, 9);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });
});

describe('an incident among the excesses', () => {
  test('beyond a wide gap is left out', () => {
    const usual = draws(0, 200, 5);
    const clean = fitPareto(usual)!;
    const tail = fitTrimmed(Float64Array.from([...usual, ...draws(0, 30, 6).map((value) => 60 + value)]))!;
    expect(survival(tail, 15)).toBeLessThan(survival(clean, 15) * 1.5);
  });

  test.each([0, 0.5, 1])('is not seen where there is none, at shape %s', (shape) => {
    let trimmed = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const excesses = draws(shape, 100, seed);
      const difference = survival(fitTrimmed(excesses)!, 9) - survival(fitPareto(excesses)!, 9);
      if (difference !== 0) trimmed++;
    }
    expect(trimmed).toBeLessThanOrEqual(2);
  });

  test('is not seen in the steps of counts', () => {
    const counts = Float64Array.from([...new Array(200).fill(1), 2, 2, 8, 8]);
    expect(fitTrimmed(counts)).toEqual(fitPareto(counts));
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { onlyInOne, rateChange, surpriseOfDeviate } from '../../src/kit/rate-change.ts';

function poisson(mean: number, random: () => number): number {
  let n = 0;
  for (let left = mean; ; n++) {
    left += Math.log(random());
    if (left < 0) return n;
  }
}

describe('rateChange', () => {
  it('is a standard normal deviate when nothing changed, whatever was looked at', () => {
    const random = seededRandom(7);
    for (const looked of [
      [1, 1],
      [24, 3],
    ] as const) {
      const deviates = Array.from({ length: 4000 }, () =>
        rateChange({ counts: [poisson(8 * looked[0], random), poisson(8 * looked[1], random)], looked }),
      );
      const mean = deviates.reduce((a, b) => a + b) / deviates.length;
      const variance = deviates.reduce((a, b) => a + (b - mean) ** 2, 0) / deviates.length;
      expect(Math.abs(mean)).toBeLessThan(0.07);
      expect(variance).toBeGreaterThan(0.9);
      expect(variance).toBeLessThan(1.1);
    }
  });

  it('grows with the counts and shrinks with their unevenness', () => {
    const looked = [24, 24] as const;
    expect(rateChange({ counts: [10, 20], looked })).toBeLessThan(3);
    expect(rateChange({ counts: [100, 200], looked })).toBeGreaterThan(5);
    expect(rateChange({ counts: [200, 100], looked })).toBeLessThan(-5);
    expect(rateChange({ counts: [100, 200], looked, dispersion: 10 })).toBeLessThan(2);
  });

  it('says nothing where nothing was looked at, or nothing seen', () => {
    expect(rateChange({ counts: [0, 5], looked: [0, 24] })).toBe(0);
    expect(rateChange({ counts: [0, 0], looked: [24, 24] })).toBe(0);
  });
});

describe('surprises', () => {
  it('of a deviate is that of the normal table', () => {
    expect(surpriseOfDeviate(1.96)).toBeCloseTo(-Math.log10(0.05), 1);
    expect(surpriseOfDeviate(-4)).toBeCloseTo(-Math.log10(6.334e-5), 1);
    expect(surpriseOfDeviate(40)).toBeGreaterThan(300);
  });

  it('of being in one place only is that of so many coins', () => {
    expect(onlyInOne(10, 0.5)).toBeCloseTo(10 * Math.log10(2));
    expect(onlyInOne(10, 0.5, 5)).toBeCloseTo(2 * Math.log10(2));
    expect(onlyInOne(3, 0)).toBeCloseTo(0);
  });
});

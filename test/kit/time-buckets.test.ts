import { describe, expect, it } from 'vitest';
import { TimeBuckets } from '../../src/kit/time-buckets.ts';

describe('TimeBuckets', () => {
  it('counts by second while there is room', () => {
    const buckets = new TimeBuckets(10);
    for (const time of [5000, 5999, 7000]) buckets.add(time);
    expect([buckets.from, buckets.width, buckets.counts]).toEqual([5000, 1000, [2, 0, 1]]);
  });

  it('doubles its width when time runs on, and loses nothing', () => {
    const buckets = new TimeBuckets(16);
    for (let i = 0; i < 10_000; i++) buckets.add(1e12 + i * 1000);
    const { counts, width } = buckets;
    expect(counts.length).toBeLessThanOrEqual(16);
    expect(width).toBe(1024_000);
    expect(counts.reduce((a, b) => a + b)).toBe(10_000);
  });

  it('takes times before the first, near and decades away', () => {
    const buckets = new TimeBuckets(16);
    for (const time of [1e12, 1e12 - 3000, 0, 1e12 + 1000]) buckets.add(time);
    expect(buckets.counts.reduce((a, b) => a + b)).toBe(4);
    expect(buckets.counts.length).toBeLessThanOrEqual(16);
    expect(buckets.from).toBe(0);
  });

  it('takes in what another one counted, whichever is wider', () => {
    const wide = new TimeBuckets(8);
    const narrow = new TimeBuckets(8);
    for (let i = 0; i < 100; i++) wide.add(i * 1000);
    narrow.add(3000);
    narrow.merge(wide);
    wide.merge(narrow);
    expect(narrow.width).toBe(wide.width);
    expect(narrow.counts.reduce((a, b) => a + b)).toBe(101);
    expect(wide.counts.reduce((a, b) => a + b)).toBe(201);
  });

  it('says how uneven things are: 0 for a clock, much for a burst, nothing for too little', () => {
    const clock = new TimeBuckets(32);
    const burst = new TimeBuckets(32);
    for (let i = 0; i < 320; i++) clock.add(i * 1000);
    for (let i = 0; i < 320; i++) burst.add(i * 1000 < 100_000 ? 5000 : 5100);
    expect(clock.dispersion(0, 320_000)).toBeLessThan(0.2);
    expect(burst.dispersion(0, 320_000)).toBeGreaterThan(100);
    expect(burst.dispersion(0, 3000)).toBeNaN();
  });
});

import { describe, expect, it } from 'vitest';
import { hurriedTime } from '../../src/kit/hurried-clock.ts';

const clock = { began: 1_000_000, from: 880_000, speed: 61 };

describe('a clock that hurries', () => {
  it('shows where it begins, and runs so many times faster', () => {
    expect(hurriedTime(clock, 1_000_000)).toBe(880_000);
    expect(hurriedTime(clock, 1_001_000)).toBe(941_000);
  });

  it('is the wall clock once it has caught up', () => {
    expect(hurriedTime(clock, 1_002_000)).toBe(1_002_000);
    expect(hurriedTime(clock, 9_000_000)).toBe(9_000_000);
  });

  it('does not run before it was started', () => {
    expect(hurriedTime(clock, 900_000)).toBe(880_000);
  });
});

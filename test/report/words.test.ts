import { describe, expect, test } from 'vitest';
import { chance } from '../../src/core/odds.ts';
import { moment, period } from '../../src/core/when.ts';
import { percent, sized } from '../../src/core/words.ts';
import { duration } from '../../src/report/words.ts';

describe('surprise in words', () => {
  test.each([
    [0, 'every day or so'],
    [0.5, 'once in 3 days'],
    [1, 'once in 10 days'],
    [1.3, 'once in 3 weeks'],
    [2, 'once in 3 months'],
    [3, 'once in 3 years'],
    [4.4, 'once in 69 years'],
    [9, 'less than once in a century'],
    [Number.POSITIVE_INFINITY, 'less than once in a century'],
  ])('surprise %d comes by chance %s', (surprise, words) => {
    expect(chance(surprise)).toBe(words);
  });
});

describe('amounts', () => {
  test.each([
    [sized(812), '812 B'],
    [sized(3_100_000), '3.1 MB'],
    [sized(999_999), '1.0 MB'],
    [duration(0.41), '0.4 s'],
    [duration(125), '2 min 5 s'],
    [duration(11_400), '3 h 10 min'],
    [percent(1), '100 %'],
    [percent(0.99999), '99.9 %'],
    [percent(0.5), '50 %'],
    [percent(0.00001), 'under 0.1 %'],
    [percent(0), '0 %'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe('times', () => {
  const noon = Date.UTC(2026, 2, 1, 11);

  test('are in the zone asked for, with its offset', () => {
    expect(moment(noon, 'Europe/Berlin')).toBe('Sun 2026-03-01 12:00:00 +01:00');
    expect(moment(noon, 'UTC')).toBe('Sun 2026-03-01 11:00:00 +00:00');
  });

  test('of one day name it once', () => {
    expect(period(noon, noon + 60_000, 'UTC')).toBe('Sun 2026-03-01 11:00:00 – 11:01:00 +00:00');
  });

  test('that differ in offset carry both', () => {
    const summer = Date.UTC(2026, 6, 1, 10);
    expect(period(noon, summer, 'Europe/Berlin')).toBe(
      'Sun 2026-03-01 12:00:00 +01:00 – Wed 2026-07-01 12:00:00 +02:00',
    );
  });

  test('that are one moment are written once', () => {
    expect(period(noon, noon, 'UTC')).toBe('Sun 2026-03-01 11:00:00 +00:00');
  });
});

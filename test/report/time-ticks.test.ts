import { describe, expect, it } from 'vitest';
import { ticksOf } from '../../src/report/time-ticks.ts';

const NOON = Date.UTC(2026, 2, 1, 12);

describe('ticksOf', () => {
  it.each([
    ['seconds', 7_000, /^\d\d:\d\d:\d\d$/],
    ['minutes', 40 * 60_000, /^12:[0-5]0$|^12:\d5$/],
    ['a day', 86_400_000, /^(Sun|Mon) \d\d:00$/],
    ['a month', 30 * 86_400_000, /^\d+ (Mar|Apr)$/],
    ['years', 5 * 365 * 86_400_000, /^[A-Z][a-z]{2,3} \d{4}$/],
  ])('gives at most eight round times over %s', (_, span, shape) => {
    const ticks = ticksOf(NOON, NOON + span, 'UTC');
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(9);
    for (const { label, time } of ticks) {
      expect(label).toMatch(shape);
      expect(time).toBeGreaterThanOrEqual(NOON);
      expect(time).toBeLessThanOrEqual(NOON + span);
    }
  });

  it('is round in the zone asked for, also across a change of clocks', () => {
    // Clocks in Berlin went forward on 29 March 2026.
    const ticks = ticksOf(Date.UTC(2026, 2, 27), Date.UTC(2026, 2, 31), 'Europe/Berlin');
    for (const { label } of ticks) expect(label).toMatch(/ (00|12):00$/);
  });
});

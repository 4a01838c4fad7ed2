import { describe, expect, it } from 'vitest';
import { axisTimes } from '../../web/src/axis-times.ts';
import { fieldText, fieldTime, moment, nearMoment, period } from '../../web/src/moment.ts';
import { ago, listed, percent, short } from '../../web/src/words.ts';

const AT = Date.UTC(2026, 2, 1, 14, 5, 9);
const DAY = 86_400_000;

describe('moments', () => {
  it('are as short as is clear beside now', () => {
    expect(nearMoment(AT, AT + 60_000, 'utc')).toBe('14:05');
    expect(nearMoment(AT, AT + 2 * DAY, 'utc')).toBe('Sun 14:05');
    expect(nearMoment(AT, AT + 30 * DAY, 'utc')).toBe('1 Mar 14:05');
    expect(nearMoment(AT, AT + 400 * DAY, 'utc')).toBe('2026-03-01 14:05');
    expect(moment(AT, 'utc')).toBe('Sun 2026-03-01 14:05:09');
    expect(period(AT, AT + 60_000, 'utc')).toBe('Sun 2026-03-01 14:05:09 – 14:06:09');
  });

  it('are said to be unknown where they are none', () => {
    for (const none of [Number.NaN, Infinity, 9e15]) expect(moment(none, 'utc')).toBe('at a time unknown');
  });

  it('go into a field and come back to the minute', () => {
    expect(fieldTime(fieldText(AT, 'utc'), 'utc')).toBe(Math.floor(AT / 60_000) * 60_000);
    expect(fieldTime('soon', 'utc')).toBeNaN();
  });

  it('name the day on an axis where it begins', () => {
    const midnight = Date.UTC(2026, 2, 2) / 1000;
    expect(axisTimes([midnight - 7200, midnight, midnight + 7200], 7200, 'utc')).toEqual([
      '22:00',
      '2 Mar',
      '02:00',
    ]);
    expect(axisTimes([midnight, midnight + 86_400], 86_400, 'utc')).toEqual(['2 Mar', '3 Mar']);
  });
});

describe('words', () => {
  it('shorten numbers and lists, and never call almost all of it all', () => {
    expect([999, 4_212_004, 0.0123, Number.NaN].map(short)).toEqual(['999', '4.2 M', '0.0123', '–']);
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
    expect(percent(0.99999)).toBe('99.9 %');
    expect(ago(AT, AT + 300_000)).toBe('5 minutes ago');
    expect(ago(AT + 3 * DAY, AT)).toBe('in 3 days');
  });
});

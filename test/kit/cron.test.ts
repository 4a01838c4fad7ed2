import { describe, expect, test } from 'vitest';
import { lastTime, parseCron } from '../../src/kit/cron.ts';
import { zoneOffset } from '../../src/kit/wallclock.ts';

const DAY = 86_400_000;
const utc = (text: string) => Date.parse(`${text}Z`);

/** When `cron` came last before `at`, within `days`. */
function last(cron: string, at: string, { zone = 'UTC', days = 400 } = {}): string | null {
  const since = utc(at) - days * DAY;
  const time = lastTime(parseCron(cron)!, { at: utc(at), since }, zoneOffset(zone));
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 16);
}

describe('a line of five fields', () => {
  test.each([
    ['30 2 * * *', '2026-03-10T12:00', '2026-03-10T02:30'],
    ['30 2 * * *', '2026-03-10T02:29', '2026-03-09T02:30'],
    ['30 2 * * *', '2026-03-10T02:30', '2026-03-10T02:30'],
    ['*/15 8-18 * * mon-fri', '2026-03-08T12:07', '2026-03-06T18:45'],
    ['0 0 1 jan *', '2026-03-10T00:00', '2026-01-01T00:00'],
    ['0 4 29 feb *', '2026-03-10T00:00', null],
    ['0 4 13 * fri', '2026-03-10T00:00', '2026-03-06T04:00'],
    ['0 4 * * 7', '2026-03-10T00:00', '2026-03-08T04:00'],
    ['5/20 3 * * *', '2026-03-10T03:59', '2026-03-10T03:45'],
  ])('%s came last before %s at %s', (cron, at, time) => {
    expect(last(cron, at)).toBe(time);
  });

  test.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
  ])('"%s" is none', (text) => expect(parseCron(text)).toBeNull());

  test.each(['*/0 * * * *', '9-5 * * * *', 'a * * * *', '1,,2 * * * *', '*-5 * * * *', '@daily'])(
    '"%s" is none either',
    (text) => expect(parseCron(text)).toBeNull(),
  );

  test('time does not matter that lies too far back', () => {
    expect(last('30 2 * * *', '2026-03-10T12:00', { days: 0.25 })).toBeNull();
  });
});

describe('when clocks change', () => {
  const zone = 'Europe/Berlin';

  test('a time that is leapt over comes as long after the leap', () => {
    // On 2026-03-29 clocks go from 02:00 to 03:00: 02:30 is 03:30, or 01:30 UTC.
    expect(last('30 2 * * *', '2026-03-29T12:00', { zone })).toBe('2026-03-29T01:30');
    expect(last('30 2 * * *', '2026-03-29T01:29', { zone })).toBe('2026-03-28T01:30');
  });

  test('a time that comes twice counts the first time', () => {
    // On 2026-10-25 clocks go from 03:00 to 02:00: 02:30 is at 00:30 and at 01:30 UTC.
    expect(last('30 2 * * *', '2026-10-25T12:00', { zone })).toBe('2026-10-25T00:30');
  });

  test('where every hour counts, both times count', () => {
    expect(last('30 * * * *', '2026-10-25T01:45', { zone })).toBe('2026-10-25T01:30');
    expect(last('30 * * * *', '2026-10-25T00:45', { zone })).toBe('2026-10-25T00:30');
  });

  test('the time on the wall stays the same before and after', () => {
    expect(last('0 22 * * *', '2026-03-28T23:00', { zone })).toBe('2026-03-28T21:00');
    expect(last('0 22 * * *', '2026-03-29T23:00', { zone })).toBe('2026-03-29T20:00');
  });

  test('a leap over midnight does not lose the day', () => {
    // In Santiago clocks go from 24:00 to 01:00 on 2026-09-06.
    expect(last('30 0 * * *', '2026-09-06T12:00', { zone: 'America/Santiago' })).toBe('2026-09-06T04:30');
  });
});

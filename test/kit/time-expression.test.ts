import { describe, expect, test } from 'vitest';
import { parseTimeExpression } from '../../src/kit/time-expression.ts';

const now = Date.UTC(2026, 2, 15, 10, 30);
const utc = (text: string) => parseTimeExpression(text, { now, timeZone: 'UTC' });
const iso = (epoch: number | null) => (epoch === null ? null : new Date(epoch).toISOString());

describe('a time as people write it', () => {
  test.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.250+02:00', '2026-03-01T10:00:00.250Z'],
    ['2026-03-01 12:00:00 -0530', '2026-03-01T17:30:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01 12:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01 12:00:30', '2026-03-01T12:00:30.000Z'],
    ['now', '2026-03-15T10:30:00.000Z'],
    ['today', '2026-03-15T00:00:00.000Z'],
    ['Yesterday', '2026-03-14T00:00:00.000Z'],
    ['tomorrow', '2026-03-16T00:00:00.000Z'],
    ['08:15', '2026-03-15T08:15:00.000Z'],
    ['-2h', '2026-03-15T08:30:00.000Z'],
    ['2h ago', '2026-03-15T08:30:00.000Z'],
    ['2 hours ago', '2026-03-15T08:30:00.000Z'],
    ['1h30m ago', '2026-03-15T09:00:00.000Z'],
    ['3d', '2026-03-12T10:30:00.000Z'],
    ['1 week ago', '2026-03-08T10:30:00.000Z'],
    ['+10min', '2026-03-15T10:40:00.000Z'],
    ['@1700000000', '2023-11-14T22:13:20.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(utc(text))).toBe(expected);
  });

  test('minutes and months differ by case, as in journalctl', () => {
    expect(now - utc('1m')!).toBe(60_000);
    expect(now - utc('1M')!).toBeGreaterThan(28 * 86_400_000);
  });

  test("midnight is that of the zone asked for, and so is 'today'", () => {
    const tokyo = { now: Date.UTC(2026, 2, 15, 20), timeZone: 'Asia/Tokyo' };
    expect(iso(parseTimeExpression('today', tokyo))).toBe('2026-03-15T15:00:00.000Z');
    expect(iso(parseTimeExpression('2026-03-01 09:00', tokyo))).toBe('2026-03-01T00:00:00.000Z');
  });

  test.each([
    '',
    'soon',
    '2026-02-30',
    '2026-13-01',
    '2026-03-01 25:00',
    '24:61',
    '5 parsecs',
    '+2h ago',
    '12',
    '-',
    'ago',
  ])('%j is not a time', (text) => {
    expect(utc(text)).toBeNull();
  });
});

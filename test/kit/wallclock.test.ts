import { expect, test } from 'vitest';
import { WallClock } from '../../src/kit/wallclock.ts';

const HOUR = 3_600_000;
const london = new WallClock('Europe/London');
const at = (iso: string) => Date.parse(iso);

test('a winter and a summer time of a zone become UTC', () => {
  expect(london.toEpoch(2026, 1, 10, 12 * HOUR, 0)).toBe(at('2026-01-10T12:00:00Z'));
  expect(london.toEpoch(2026, 7, 10, 12 * HOUR, 0)).toBe(at('2026-07-10T11:00:00Z'));
});

test.each([
  ['2026-10-25T00:30:10Z', '2026-10-25T00:30:00Z'],
  ['2026-10-25T01:30:10Z', '2026-10-25T01:30:00Z'],
])('the repeated hour, received %s, is %s', (received, expected) => {
  expect(london.nearest(10, 25, 1.5 * HOUR, at(received))).toBe(at(expected));
});

test('an hour that the zone skips is read as UTC when that is nearest', () => {
  expect(london.nearest(3, 29, 1.5 * HOUR, at('2026-03-29T01:30:20Z'))).toBe(at('2026-03-29T01:30:00Z'));
});

test.each([
  ['December received in January', 12, 31, '2026-01-01T00:00:05Z', 2025],
  ['January received in December (a fast clock)', 1, 1, '2025-12-31T23:59:50Z', 2026],
  ['two days ahead is last year', 3, 3, '2026-03-01T00:00:00Z', 2025],
])('%s', (_name, month, day, received, year) => {
  const utc = new WallClock('UTC');
  expect(new Date(utc.nearest(month, day, 2000, at(received))).getUTCFullYear()).toBe(year);
});

test('dates that no calendar holds are NaN', () => {
  expect(london.toEpoch(2026, 2, 29, 0, 0)).toBeNaN();
  expect(london.toEpoch(2026, 13, 1, 0, 0)).toBeNaN();
  expect(london.toEpoch(2026, 4, 31, 0, 0)).toBeNaN();
  expect(london.toEpoch(2026, 4, 30, 25 * HOUR, 0)).toBeNaN();
  expect(london.nearest(2, 29, 0, at('2026-03-01T00:00:00Z'))).toBeNaN();
});

test('through a repeated hour the lines of an old file go on as they come', () => {
  const clock = new WallClock('Europe/London');
  const mtime = at('2026-11-20T00:00:00Z');
  const minutes = [0.5, 1, 1.5, 1.9, 1, 1.5, 1.9, 2, 2.5];
  const read = minutes.map(
    (hours) => clock.nearest(10, 25, hours * HOUR, mtime) - at('2026-10-25T00:00:00Z'),
  );
  expect(read.map((ms) => ms / HOUR)).toEqual([
    -0.5,
    0,
    0.5,
    expect.closeTo(0.9),
    1,
    1.5,
    expect.closeTo(1.9),
    2,
    2.5,
  ]);
});

import { expect, test } from 'vitest';
import { Hours } from '../../src/detectors/rhythm-hours.ts';
import { MADE_START } from '../../src/testing/made-events.ts';

/** Monday at midnight. */
const MONDAY = MADE_START / 3_600_000;
const DAY = 24;

/** Four weeks of a value for each hour, up to a Monday. */
function weeks(lines: (day: number, hour: number) => number): Hours {
  const hours = new Hours(true);
  for (let i = 0; i < 28 * DAY; i++) hours.put(MONDAY + i, lines(Math.floor(i / DAY), i % DAY));
  return hours;
}

test('what is usual at an hour is what like days held then, the same day of the week above all', () => {
  const hours = weeks((day, hour) => (hour === 3 ? (day % 7 >= 5 ? 4 : day % 7 === 0 ? 100 : 10) : 0));
  const at = (day: number) => hours.usual(MONDAY + (28 + day) * DAY + 3);
  expect(at(5)).toMatchObject({ days: 8, mean: expect.closeTo(2 * Math.sqrt(4 + 3 / 8), 9) });
  expect(at(1).days).toBe(19);
  expect(at(0).days).toBe(20);
  expect(at(0).mean).toBeGreaterThan(at(1).mean + 4);
  expect(hours.range(MONDAY + 28 * DAY + 3)).toEqual({ low: 100, high: 100, days: 20, of: 'a Monday' });
  expect(hours.range(MONDAY + 33 * DAY + 3)).toEqual({ low: 4, high: 4, days: 8, of: 'a Saturday' });
});

test('of an hour that was not seen nothing is known, and what lies too far back is forgotten', () => {
  const hours = weeks(() => 5);
  hours.put(MONDAY + 30 * DAY, 7);
  expect(hours.at(MONDAY + 29 * DAY)).toBeNaN();
  expect(hours.at(MONDAY + 30 * DAY)).toBe(7);
  expect(hours.at(MONDAY)).toBeNaN();
  hours.put(MONDAY + 1001 * DAY, 1);
  expect(hours.usual(MONDAY + 1002 * DAY)).toMatchObject({ days: 1 });
  expect(hours.range(MONDAY + 1002 * DAY)).toBeNull();
});

test('hours before 1970 are hours like others', () => {
  const hours = new Hours(true);
  for (let hour = -800; hour < -100; hour++) hours.put(hour, 3);
  expect(hours.at(-101)).toBe(3);
  expect(hours.usual(-100)).toMatchObject({ mean: expect.closeTo(2 * Math.sqrt(3 + 3 / 8), 9) });
});

test('few days say less than many: the same distance is no farther than they can tell', () => {
  const hours = weeks(() => 20);
  hours.put(MONDAY + 28 * DAY, 60);
  const { mean, spread } = hours.usual(MONDAY + 28 * DAY);
  const far = (days: number) => hours.farFrom(MONDAY + 28 * DAY, { mean, spread, days });
  expect(far(20)).toBeGreaterThan(far(5) + 2);
});

test('what comes an hour early or late for all is a clock; what is missing is not', () => {
  const night = (at: number) => {
    const hours = weeks((_, hour) => (hour === 3 ? 8 : 0));
    for (let hour = 0; hour < 12; hour++) hours.put(MONDAY + 28 * DAY + hour, hour === at ? 8 : 0);
    return hours;
  };
  const three = MONDAY + 28 * DAY + 3;
  expect([2, 4].map((at) => night(at).isMoved(three))).toEqual([true, true]);
  expect(night(2).isMoved(three - 1)).toBe(true);
  expect(night(4).isMoved(three + 1)).toBe(true);
  expect(night(-1).isMoved(three)).toBe(false);
});

test.each([
  ['small counts', 1, 1000],
  ['counts', 40, 4000],
  ['counts of which one is too large for a byte', 255 / 50, 4000],
  ['numbers that were measured', 0.1, 4000],
])('what was saved goes on alike: %s', (_, factor, most) => {
  const hours = weeks((day, hour) => (day + hour) * factor);
  expect(hours.save().values.length).toBeLessThan(most);
  const loaded = new Hours(true);
  loaded.load(JSON.parse(JSON.stringify(hours.save())));
  for (const each of [hours, loaded]) each.put(MONDAY + 28 * DAY + 2, 4);
  expect(loaded.usual(MONDAY + 29 * DAY)).toEqual(hours.usual(MONDAY + 29 * DAY));
});

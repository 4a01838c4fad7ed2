import { describe, expect, test } from 'vitest';
import { GONE, Slots } from '../../src/detectors/silence-slots.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** A Monday, midnight UTC. */
const START = Date.UTC(2026, 0, 5);
const AT = 2 * HOUR + 40 * MINUTE;
const on = (day: number, more = 0) => START + day * DAY + AT + more;

function came(days: readonly number[]): Slots {
  const slots = new Slots();
  for (const day of days) slots.come(on(day, (day % 5) * 1000), false);
  return slots;
}

const range = (to: number) => Array.from({ length: to }, (_, day) => day);

test('what came each day for two weeks is missing an hour and a quarter after its time, and gone later', () => {
  const slots = came(range(14));
  expect(Math.abs(slots.dueAfter(on(13)) - on(14, 75 * MINUTE))).toBeLessThan(MINUTE);
  expect(Math.abs(slots.dueAfter(on(14, 80 * MINUTE)) - on(14, GONE))).toBeLessThan(MINUTE);
  expect(slots.missed(on(13), on(14, 74 * MINUTE))).toBeNull();
  expect(slots.missed(on(13), on(14, 76 * MINUTE))).toMatchObject({ days: 14 });
});

test('thirteen days are no habit', () => {
  expect(came(range(13)).dueAfter(on(12))).toBe(Number.POSITIVE_INFINITY);
});

test('what keeps workdays is not missed at the weekend, and is on Monday', () => {
  const slots = came(range(19).filter((day) => day % 7 < 5));
  expect(slots.missed(on(18), on(20, 20 * HOUR))).toBeNull();
  expect(slots.missed(on(18), on(21, 2 * HOUR))).not.toBeNull();
});

test('what left out a day now and then is not missed', () => {
  const slots = came(range(28).filter((day) => day % 9 !== 4));
  expect(slots.dueAfter(on(27))).toBe(Number.POSITIVE_INFINITY);
});

describe.each([
  ['ahead', -HOUR],
  ['back', HOUR],
])('when the clocks go %s', (_, shift) => {
  test('a job that keeps local time is not missed, and its new time is known at once', () => {
    const slots = came(range(20));
    expect(slots.missed(on(19), on(20, shift))).toBeNull();
    slots.come(on(20, shift), false);
    expect(slots.missed(on(20, shift), on(21, shift))).toBeNull();
    slots.come(on(21, shift), false);
    expect(slots.missed(on(21, shift), on(22, shift + 80 * MINUTE))).not.toBeNull();
  });

  test('so is one that was away just then, when people were told', () => {
    const slots = came(range(20));
    slots.come(on(22, shift), true);
    expect(slots.missed(on(22, shift), on(23, shift + 80 * MINUTE))).not.toBeNull();
  });
});

test('days of which people were told are no exceptions, others are', () => {
  for (const told of [true, false]) {
    const slots = came(range(14));
    slots.come(on(16), told);
    expect(slots.missed(on(16), on(17, 2 * HOUR)) !== null).toBe(told);
  }
});

test('what may have come while nothing could be seen came', () => {
  const slots = came(range(14));
  slots.blind(on(14, -HOUR), on(14, HOUR));
  expect(slots.missed(on(14, HOUR), on(14, 3 * HOUR))).toBeNull();
  expect(slots.missed(on(14, HOUR), on(15, 2 * HOUR))).not.toBeNull();
});

test('what comes at all hours keeps no times', () => {
  const slots = new Slots();
  for (let hour = 0; hour < 30 * 24; hour++) slots.come(START + hour * HOUR, false);
  expect(slots.dueAfter(START + 30 * DAY)).toBe(Number.POSITIVE_INFINITY);
  expect(slots.save().length).toBeLessThanOrEqual(6);
});

test('goes on from a saved state, and from what an older stream knew', () => {
  const slots = came(range(14));
  const restored = Slots.load(JSON.parse(JSON.stringify(slots.save())));
  expect(restored.dueAfter(on(13))).toBe(slots.dueAfter(on(13)));
  const newer = came([14, 15]);
  newer.follow(slots);
  expect(newer.missed(on(15), on(16, 2 * HOUR))).toMatchObject({ days: 16 });
});

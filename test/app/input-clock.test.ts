import { expect, test } from 'vitest';
import { InputClock } from '../../src/app/input-clock.ts';
import { Event } from '../../src/core/event.ts';
import { flagNames } from '../../src/core/flags.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const origin = { source: 'file', file: 'x', identity: 'x', referenceTime: START };

function run(times: number[]): { received: number; flags: string[] }[] {
  const clock = new InputClock(START);
  return times.map((time) => {
    const event = new Event(origin);
    event.time = time;
    clock.place(event);
    return { received: event.received - START, flags: flagNames(event.flags) };
  });
}

test('received is the running maximum of the times; a line behind is flagged late', () => {
  expect(run([START - 5000, START - 3000, START - 9000, START - 2000])).toEqual([
    { received: -5000, flags: [] },
    { received: -3000, flags: [] },
    { received: -3000, flags: ['late'] },
    { received: -2000, flags: [] },
  ]);
});

test('a line without a time takes that of the line before, the first one that of the file', () => {
  expect(run([Number.NaN, START - 3000, Number.NaN]).map(({ received }) => received)).toEqual([
    0, -3000, -3000,
  ]);
});

test('a line more than a day ahead is flagged and does not move the clock', () => {
  const [, wild, after] = run([START - 9000, START + 400 * DAY, START - 8000]);
  expect(wild).toEqual({ received: -9000, flags: ['future'] });
  expect(after).toEqual({ received: -8000, flags: [] });
});

test('a gap of days is followed as soon as a second line confirms it', () => {
  const [, , second] = run([START - 9 * DAY, START - 5 * DAY, START - 5 * DAY + 1000]);
  expect(second).toEqual({ received: -5 * DAY + 1000, flags: [] });
});

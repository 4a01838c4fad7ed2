import { expect, test } from 'vitest';
import { Habits } from '../../src/detectors/habit.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];

test('what came on four separate occasions is a habit', () => {
  const habits = new Habits();
  expect(habits.isHabit('job')).toBe(false);
  expect([0, 1, 2].map((day) => habits.tell('job', day * DAY))).toEqual([1, 2, 3]);
  expect(habits.isHabit('job')).toBe(false);
  expect(habits.tell('job', 3 * DAY)).toBe(4);
  expect(habits.isHabit('job')).toBe(true);
  expect(habits.isHabit('other')).toBe(false);
});

test('what goes on is one occasion, however long', () => {
  const habits = new Habits();
  for (let hour = 0; hour < 100; hour += 11) habits.tell('job', hour * HOUR);
  expect(habits.occasions('job')).toBe(1);
});

test('occasions of long ago count no more', () => {
  const habits = new Habits();
  for (const day of [0, 1, 2]) habits.tell('job', day * DAY);
  expect(habits.tell('job', 121 * DAY)).toBe(2);
});

test('people can say that it is usual', () => {
  const habits = new Habits();
  habits.tell('job', 0);
  habits.accept('job', DAY);
  expect(habits.isHabit('job')).toBe(true);
});

test('goes on from a saved state, and refuses another', () => {
  const habits = new Habits();
  for (const day of [0, 1, 2]) habits.tell('job', day * DAY);
  const restored = new Habits();
  restored.load(JSON.parse(JSON.stringify(habits.save())));
  expect(restored.tell('job', 3 * DAY)).toBe(4);
  expect(() => restored.load([['job']])).toThrow(/STATE_INVALID|state/);
});

test('a million matters take no more room than five thousand, and the oldest goes first', () => {
  const habits = new Habits();
  for (let i = 0; i < 20_000; i++) habits.tell(`job ${i}`, i);
  expect(habits.save()).toHaveLength(5000);
  expect(habits.occasions('job 0')).toBe(0);
  expect(habits.occasions('job 19999')).toBe(1);
});

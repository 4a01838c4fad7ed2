import { expect, test } from 'vitest';
import { Merge } from '../../../src/app/cluster/merge.ts';
import { Event } from '../../../src/core/event.ts';

const ORIGIN = { source: 'file', file: null, identity: 'made', referenceTime: 0 };

function event(received: number): Event {
  const made = new Event(ORIGIN);
  made.received = received;
  return made;
}

function merged(producers: number, patience = 1000) {
  let now = 0;
  const merge = new Merge({ producers, patience, now: () => now });
  const done: number[] = [];
  return {
    merge,
    done,
    pass: (ms: number) => {
      now += ms;
    },
    add: (producer: number, times: readonly number[], clock = times.at(-1) ?? Number.NaN) =>
      merge.add(
        producer,
        { events: times.map(event), done: () => void done.push(times.at(-1) ?? -1) },
        clock,
      ),
    take(most = 1000) {
      const times: number[] = [];
      merge.take((one) => times.push(one.received), most);
      return times;
    },
  };
}

test('events come in the order of their time, whoever sent them first', () => {
  const { add, take, done, merge } = merged(2);
  add(0, [10, 30, 50]);
  add(1, [20, 40, 60]);
  // The second may still say something between 50 and 60.
  expect(take()).toEqual([10, 20, 30, 40, 50]);
  expect(done).toEqual([50]);
  expect(merge.size).toBe(1);
  add(0, [55], 70);
  expect(take()).toEqual([55, 60]);
  expect(merge.late).toBe(0);
});

test('nothing is taken before everybody has come as far, and everything once they said so', () => {
  const { add, take, merge } = merged(3);
  add(0, [10, 20]);
  expect(take()).toEqual([]);
  merge.heard(1, 15);
  merge.heard(2, 12);
  expect(take()).toEqual([10]);
  expect(merge.horizon).toBe(12);
  merge.heard(2, 25);
  merge.heard(1, 25);
  expect(take()).toEqual([20]);
  expect(merge.horizon).toBe(20);
});

test('who says nothing for long is not waited for; what comes of it then is taken and counted as late', () => {
  const { add, take, pass, merge } = merged(2, 1000);
  add(0, [10, 20]);
  expect(take()).toEqual([]);
  pass(1001);
  merge.heard(0, 30);
  expect(take()).toEqual([10, 20]);
  expect(merge.silent).toEqual([1]);
  add(1, [5, 15]);
  expect(take()).toEqual([5, 15]);
  expect(merge.late).toBe(2);
});

test('a turn takes about as many as it may, and the rest with the next', () => {
  const { add, take, done } = merged(1);
  add(0, [1, 2, 3, 4]);
  expect(take(3)).toEqual([1, 2, 3]);
  expect(done).toEqual([]);
  expect(take(3)).toEqual([4]);
  expect(done).toEqual([4]);
});

test('nobody beyond those that there are is taken in', () => {
  const { merge } = merged(1);
  expect(merge.add(1, { events: [event(1)], done: () => {} }, 1)).toBe(false);
  expect(merge.size).toBe(0);
});

test('a producer that is opened later is waited for from where it is, and forgotten when it has ended', () => {
  const { add, take, merge } = merged(1);
  const late = merge.open(5);
  add(0, [10, 20]);
  expect(take()).toEqual([]);
  add(late, [6, 15], 15);
  expect(take()).toEqual([6, 10, 15]);
  add(late, [18], 18);
  merge.end(late);
  expect(merge.knows(late)).toBe(true);
  expect(take()).toEqual([18, 20]);
  expect(merge.knows(late)).toBe(false);
  expect(add(late, [30])).toBe(false);
});

test('what waits is known, each with the number within which it is known', () => {
  const { add, take, merge } = merged(2);
  add(0, [10, 30, 50]);
  merge.add(1, { events: [20, 40].map(event), within: 7, done: () => {} }, 40);
  expect(take(3)).toEqual([10, 20, 30]);
  expect([...merge.left()].map(([within, { received }]) => [within, received])).toEqual([
    [0, 50],
    [7, 40],
  ]);
});

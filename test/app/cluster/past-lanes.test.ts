import { expect, test } from 'vitest';
import { Merge } from '../../../src/app/cluster/merge.ts';
import { PastLanes } from '../../../src/app/cluster/past-lanes.ts';
import { OVER } from '../../../src/app/cluster/past-mark.ts';
import { Event } from '../../../src/core/event.ts';
import { FLAG } from '../../../src/core/flags.ts';

const DAY = 86_400_000;
const NOW = 20_000 * DAY;

class Engine {
  time = NOW;
  readonly merge: Merge;
  readonly past: PastLanes;
  readonly seen: number[] = [];

  constructor(wanted = true) {
    const now = () => this.time;
    this.merge = new Merge({ producers: 1, patience: 15_000, now });
    this.past = new PastLanes({ merge: this.merge, wanted, now });
  }

  live(...at: number[]): void {
    this.merge.add(0, { events: at.map((one) => eventAt(one)), done: () => {} }, at.at(-1)!);
  }

  history(node: string, until: number, ...at: number[]): void {
    const events = at.map((one) => eventAt(one, FLAG.past));
    this.past.add(node, { events, done: () => {} }, until);
  }

  work(): void {
    if (!this.past.ready) return;
    this.merge.take((event) => {
      if (this.past.admits(event)) this.seen.push(event.received);
    }, 1000);
  }
}

function eventAt(received: number, flags = 0): Event {
  const event = new Event({ source: 'test', file: null, identity: 'test', referenceTime: 0 });
  return Object.assign(event, { received, flags });
}

test('histories of several nodes are looked at in order, each waiting for the others, before what comes now', () => {
  const engine = new Engine();
  engine.live(NOW);
  engine.history('a', NOW - 10 * DAY);
  engine.history('b', NOW - 10 * DAY);
  engine.history('a', NOW - 5 * DAY, NOW - 9 * DAY, NOW - 5 * DAY);
  engine.work();
  expect(engine.seen).toEqual([]);
  engine.history('b', NOW - 4 * DAY, NOW - 8 * DAY);
  engine.work();
  expect(engine.seen).toEqual([NOW - 9 * DAY, NOW - 8 * DAY, NOW - 5 * DAY]);
  expect(engine.past.isPast).toBe(true);
  engine.history('a', OVER);
  engine.history('b', OVER, NOW - 3 * DAY);
  engine.work();
  expect(engine.seen.slice(3)).toEqual([NOW - 3 * DAY, NOW]);
  expect(engine.past.isPast).toBe(false);
});

test('a history that begins soon after the first start is waited for; nothing is looked at before', () => {
  const engine = new Engine();
  engine.live(NOW);
  engine.work();
  expect(engine.seen).toEqual([]);
  engine.history('a', NOW - DAY);
  engine.time += 10_000;
  engine.history('a', OVER, NOW - DAY);
  engine.live(NOW + 10_000);
  engine.work();
  expect(engine.seen).toEqual([NOW - DAY, NOW, NOW + 10_000]);
});

test('without a history the present begins after a moment, and what comes of one then is looked at by nobody', () => {
  const engine = new Engine();
  engine.live(NOW);
  engine.time += 6000;
  engine.work();
  expect(engine.seen).toEqual([NOW]);
  engine.history('a', NOW - DAY, NOW - 2 * DAY, NOW - DAY);
  engine.work();
  expect(engine.seen).toEqual([NOW]);
  expect(engine.past.late).toBe(2);
  expect([engine.past.said(), engine.past.said(), engine.past.said()]).toEqual([
    null,
    expect.stringContaining('2 lines'),
    null,
  ]);
  expect(engine.past.isPast).toBe(false);
});

test('a node that falls silent with its history half read is not waited for for ever', () => {
  const engine = new Engine();
  engine.history('a', NOW - DAY, NOW - 2 * DAY);
  engine.live(NOW);
  engine.work();
  expect(engine.seen).toEqual([NOW - 2 * DAY]);
  engine.time += 20_000;
  engine.work();
  expect(engine.seen).toEqual([NOW - 2 * DAY, NOW]);
  expect(engine.past.isOver).toBe(true);
  engine.history('a', OVER, NOW - DAY + 1);
  engine.work();
  expect(engine.seen.length).toBe(2);
  expect(engine.past.late).toBe(1);
});

test('the past is over when all histories are, though nothing comes', () => {
  const engine = new Engine();
  engine.merge.heard(0, NOW);
  engine.history('a', OVER, NOW - DAY);
  expect(engine.past.second()).toBe(false);
  engine.work();
  expect(engine.past.holds).toBe(true);
  expect(engine.past.second()).toBe(true);
  expect(engine.past.holds).toBe(false);
});

test('who goes on in the middle of a history goes on with it; who goes on later has no past', () => {
  const engine = new Engine();
  engine.history('a', NOW - DAY, NOW - 2 * DAY);
  engine.work();
  const saved = JSON.parse(JSON.stringify(engine.past.save()));
  const other = new Engine();
  other.past.load(saved);
  other.live(NOW);
  other.work();
  expect(other.seen).toEqual([]);
  other.history('a', OVER, NOW - 1000);
  other.work();
  expect(other.seen).toEqual([NOW - 1000, NOW]);
  const old = new Engine();
  old.past.load(null);
  old.history('a', OVER, NOW - DAY);
  expect(old.past.late).toBe(1);
});

test('where histories are not wanted they are passed over', () => {
  const engine = new Engine(false);
  let done = 0;
  engine.past.add('a', { events: [eventAt(NOW - DAY, FLAG.past)], done: () => done++ }, OVER);
  expect([engine.past.late, done, engine.merge.size]).toEqual([1, 1, 0]);
});

import { expect, test } from 'vitest';
import { RawShard } from '../../../src/app/cluster/raw-shard.ts';
import type { Event } from '../../../src/core/event.ts';
import type { LiveBatch } from '../../../src/core/live-source.ts';
import { lineBatch } from '../line-batch.ts';

const AT = Date.UTC(2026, 2, 1);

/** Lines of a file: each waits for the next, as more may belong to it. */
function ofFile(key: string, seconds: readonly number[]): LiveBatch {
  const text = seconds.map((s) => `${new Date(AT + 1000 * s).toISOString()} web1 shop: order ${s} paid\n`);
  const batch = lineBatch(text.join(''), AT);
  return { ...batch, key, received: Number.NaN, origin: { ...batch.origin, file: key, identity: key } };
}

function shard() {
  const made = new RawShard(1, 'UTC');
  const events: Event[] = [];
  return {
    made,
    said: () => events.map((event) => event.message),
    feed(id: string, ...batches: readonly LiveBatch[]) {
      for (const batch of batches) made.feed(batch, AT, (event) => events.push(event));
      made.read(id);
      return made.done();
    },
    release: (before: number) => made.release(before, (event) => events.push(event)),
  };
}

test('an entry of which an event is held back is acknowledged when that was let go', () => {
  const { feed, made, said, release } = shard();
  expect(feed('1', ofFile('a', [1, 2]))).toBeNull();
  expect(said()).toEqual(['order 1 paid']);
  expect(feed('2', ofFile('a', [3]))).toBe('1');
  release(AT - 1);
  expect(made.done()).toBeNull();
  release(AT);
  expect(made.done()).toBe('2');
  expect(made.done()).toBeNull();
  expect(said()).toEqual(['order 1 paid', 'order 2 paid', 'order 3 paid']);
});

test('the oldest event that any input holds back decides', () => {
  const { feed, made, release } = shard();
  expect(feed('1', ofFile('a', [1]))).toBeNull();
  expect(feed('2', ofFile('b', [2, 3]))).toBeNull();
  expect(feed('3', ofFile('b', [4]))).toBeNull();
  release(AT);
  expect(made.done()).toBe('3');
});

test('lines of sockets wait for nothing', () => {
  const { feed, made } = shard();
  expect(feed('1', lineBatch('<13>Mar  1 00:00:01 web1 shop: order 7 paid\n', AT + 500))).toBe('1');
  expect(made.clock).toBe(AT + 500);
});

test('entries are numbered for each shard of events by itself', () => {
  const { made } = shard();
  expect([made.next(0), made.next(0), made.next(2)]).toEqual([1, 2, 1]);
  expect([made.sent(0), made.sent(1), made.sent(2)]).toEqual([2, 0, 1]);
});

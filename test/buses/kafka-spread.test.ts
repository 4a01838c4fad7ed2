import { expect, test } from 'vitest';
import { type Claim, claimBytes, claimOf, spread } from '../../src/buses/kafka-spread.ts';

const claim = (member: string, owned: readonly number[] = [], generation = 1): Claim => ({
  member,
  owned,
  generation,
});
const shared = (claims: readonly Claim[], shards: number) => Object.fromEntries(spread(claims, shards));

test('who is alone has everything', () => {
  expect(shared([claim('a')], 3)).toEqual({ a: [0, 1, 2] });
});

test('what one has beyond its share is nobody’s until it gave it up', () => {
  expect(shared([claim('a', [0, 1, 2, 3]), claim('b')], 4)).toEqual({ a: [0, 1], b: [] });
  expect(shared([claim('a', [0, 1]), claim('b')], 4)).toEqual({ a: [0, 1], b: [2, 3] });
});

test('nothing moves that need not move', () => {
  const claims = [claim('a', [0, 5]), claim('b', [1, 4]), claim('c', [2, 3])];
  expect(shared(claims, 6)).toEqual({ a: [0, 5], b: [1, 4], c: [2, 3] });
  expect(shared(claims.slice(0, 2), 6)).toEqual({ a: [0, 5, 2], b: [1, 4, 3] });
});

test('of two who say they have a shard it is the later one’s', () => {
  expect(shared([claim('a', [0], 3), claim('b', [0, 1], 4)], 2)).toEqual({ a: [], b: [0] });
  expect(shared([claim('a', [0], 4), claim('b', [0], 4)], 2)).toEqual({ a: [0], b: [1] });
});

test('more members than shards leaves some without', () => {
  const given = spread([claim('a'), claim('b', [0]), claim('c')], 1);
  expect(Object.fromEntries(given)).toEqual({ a: [], b: [0], c: [] });
});

test('whatever members say, every shard has at most one owner, and shares differ by one at most', () => {
  for (let seed = 1; seed < 200; seed++) {
    const shards = 1 + (seed % 16);
    const claims = Array.from({ length: 1 + (seed % 5) }, (_, i) =>
      claim(`m${i}`, [(seed * 7 + i * 3) % shards, (seed + i) % 20, -1, 1.5], (seed + i) % 3),
    );
    const given = [...spread(claims, shards).values()];
    const all = given.flat();
    expect(new Set(all).size).toBe(all.length);
    for (const one of given) expect(one.length).toBeLessThanOrEqual(Math.ceil(shards / claims.length));
  }
});

test('what a member says goes there and back, and what is no claim is one of nothing', () => {
  expect(claimOf('a', claimBytes({ owned: [1, 2], generation: 7 }))).toEqual(claim('a', [1, 2], 7));
  for (const odd of [
    '',
    'null',
    '{}',
    '[]',
    '{"owned":{},"generation":1}',
    '{"owned":[1],"generation":"x"}',
  ]) {
    expect(claimOf('a', Buffer.from(odd))).toEqual(claim('a', [], -1));
  }
  expect(claimOf('a', Buffer.from('{"owned":["1",null,3],"generation":2}'))).toEqual(claim('a', [3], 2));
});

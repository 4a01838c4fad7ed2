import { expect, test } from 'vitest';
import { announcementText, fleetOf, lagOf } from '../../../src/app/cluster/fleet.ts';
import { madeSaid } from './made-fleet.ts';

const said = (changes = {}) => announcementText(madeSaid(changes));

test('what a process says is never longer than eight kilobytes, and is read back', () => {
  const large = madeSaid({
    owns: Array.from({ length: 1024 }, (_, shard) => shard),
    leads: Array.from({ length: 64 }, (_, i) => ({
      unit: `detect/${i}`,
      fence: 1_795_311_504_175 + i,
      seconds: 3,
    })),
    troubles: Array.from({ length: 50 }, () => `the disk is full ${'€'.repeat(1000)}`),
  });
  const text = announcementText(large);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
  const [back] = fleetOf([{ name: 'one', text, age: 0 }]).living;
  expect(back).toMatchObject({ owns: large.owns, leads: large.leads });
  const some = madeSaid({ troubles: large.troubles });
  const [one] = fleetOf([{ name: 'one', text: announcementText(some), age: 0 }]).living;
  expect(one!.troubles.length).toBeGreaterThan(5);
  expect(one!.troubles[0]).toMatch(/^the disk is full €+…$/);
});

test('what anybody may have written in its place is passed over and counted', () => {
  const bad = [
    ...['', 'null', '[]', '{}', '"x"', '{"schemaVersion":1', 'x'.repeat(100_000), '\u0000\u001b[2J'],
    ...[{ schemaVersion: 2 }, { leads: 'decide' }, { owns: [-1] }, { owns: Array(5000).fill(1) }].map(
      (wrong) => JSON.stringify({ ...madeSaid(), ...wrong }),
    ),
    ...[{ seconds: 1e300 }, { node: '' }, { troubles: ['x'.repeat(4000)] }, { shards: null }].map((wrong) =>
      JSON.stringify({ ...madeSaid(), ...wrong }),
    ),
    said().replace('{', '{"__proto__":{"node":"x"},"pid":"7",').replace('"pid":7', '"pid":{}'),
  ];
  const good = { name: 'good', text: said({ node: 'good', roles: ['filter', 'a-role-to-come'] }), age: 2100 };
  const { living, gone, strange } = fleetOf([
    ...bad.map((text, i) => ({ name: `bad-${i}`, text, age: 0 })),
    { name: 'x'.repeat(1000), text: said(), age: 0 },
    good,
  ]);
  expect(living).toMatchObject([{ name: 'good', ago: 2.1 }]);
  expect(gone).toEqual([]);
  expect(strange).toBe(bad.length + 1);
});

test('more processes than anybody has are not all looked at, and counted', () => {
  const many = Array.from({ length: 5000 }, (_, i) => ({ name: `n${i}`, text: said(), age: 0 }));
  const { living, strange } = fleetOf(many);
  expect([living.length, strange]).toEqual([1000, 4000]);
});

test('who said nothing for long is gone, unless it ended as told or was started anew', () => {
  const at = (name: string, age: number, changes = {}) => ({
    ...{ name, age },
    text: said({ node: name, roles: ['filter'], ...changes }),
  });
  const { living, gone } = fleetOf([
    at('there', 14_000),
    at('gone', 31_000),
    at('ended', 31_000, { ends: true }),
    at('again', 31_000),
    { ...at('again', 1000, { seconds: 20 }), name: 'again-2' },
    // Another of the same node, that was there before.
    at('beside', 31_000),
    { ...at('beside', 1000, { seconds: 200 }), name: 'beside-2' },
  ]);
  expect(living.map(({ name }) => name)).toEqual(['again-2', 'beside-2', 'there']);
  expect(gone.map(({ name }) => name)).toEqual(['beside', 'gone']);
});

test('lag is that of all shards, and the oldest says which is worst', () => {
  const of = (shard: number, entries: number, age: number) => ({
    ...{ topic: 'raw' as const, group: 'filter', shard, entries, age },
  });
  expect(
    lagOf([
      ...[of(0, 50, 100), of(1, 3, 4000), of(2, 0, 0)],
      { topic: 'findings', group: 'decide', shard: 0, entries: 2, age: Number.NaN },
      { topic: 'events', group: 'detect', shard: 0, entries: 2, age: 9000 },
    ]),
  ).toEqual([
    { topic: 'events', group: 'detect', entries: 2, seconds: 9, worst: { shard: 0, entries: 2, seconds: 9 } },
    { topic: 'raw', group: 'filter', entries: 53, seconds: 4, worst: { shard: 1, entries: 3, seconds: 4 } },
    {
      ...{ topic: 'findings', group: 'decide', entries: 2, seconds: null },
      worst: { shard: 0, entries: 2, seconds: null },
    },
  ]);
});

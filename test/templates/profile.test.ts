import { describe, expect, test } from 'vitest';
import type { First } from '../../src/core/template.ts';
import { type Look, Profile } from '../../src/templates/profile.ts';

const HOUR = 3_600_000;

/** A look at a line whose slots hold the given values. */
function look(values: readonly string[], at = 0, host: string | null = null): Look {
  const text = Buffer.from(values.join(' '));
  const starts = values.map((_, i) => values.slice(0, i).reduce((sum, v) => sum + v.length + 1, 0));
  return {
    bytes: text,
    slotStart: Int32Array.from(starts),
    slotEnd: Int32Array.from(starts, (start, i) => start + values[i]!.length),
    host,
    hostKey: host === null ? -1 : host.charCodeAt(host.length - 1),
    received: at,
    time: at,
    weight: 1,
  };
}

const kinds = (firsts: readonly First[] | null) => (firsts ?? []).map(({ kind }) => kind);

describe('in one pass', () => {
  test('the first line is a new template, a repeated value nothing, a new value a first with what is known', () => {
    const profile = new Profile(['user ']);
    expect(kinds(profile.learn(look(['alice']), -1, true))).toEqual(['template']);
    expect(profile.learn(look(['alice']), -1, true)).toBeNull();
    const [first] = profile.learn(look(['mallory']), -1, true)!;
    expect(first).toMatchObject({ kind: 'value', slot: 0, value: 'mallory' });
    expect(first).toMatchObject({ rate: { looks: 2, singles: 0, known: ['alice'], distinct: 1 } });
  });

  test('a slot of more than 64 values is not watched for values any more, but for their facets', () => {
    const profile = new Profile(['from ']);
    for (let i = 0; i < 100; i++) profile.learn(look([`10.0.0.${i}`]), -1, true);
    expect(profile.slots[0]!.highCardinality).toBe(true);
    expect(profile.learn(look(['10.0.0.222']), -1, true)).toBeNull();
    const [first] = profile.learn(look(['203.0.113.9']), -1, true)!;
    expect(first).toMatchObject({ kind: 'facet', facet: 'scope', value: 'outside', example: '203.0.113.9' });
  });

  test('values that share a facet have the same key for it, and others another', () => {
    const profile = new Profile(['from ', 'user ']);
    profile.learn(look(['10.0.0.1', 'alice']), -1, true);
    const key = (facet: string, value: string, slot = 0) =>
      profile.slots[slot]!.facetKey(facet, Buffer.from(value), 0, value.length);
    expect(key('network', '10.0.0.7/443')).toBe(key('network', '10.0.0.9'));
    expect(key('network', '10.0.1.7')).not.toBe(key('network', '10.0.0.7'));
    expect(key('scope', '203.0.113.9')).not.toBe(key('scope', '10.0.0.7'));
    expect([key('network', 'nobody'), key('folder', '10.0.0.1'), key('network', 'alice', 1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test('a known kind of line from a new host is a first', () => {
    const profile = new Profile([]);
    profile.learn(look([], 0, 'web1'), -1, true);
    expect(kinds(profile.learn(look([], 1, 'web2'), -1, true))).toEqual(['host']);
    expect(profile.learn(look([], 2, 'web2'), -1, true)).toBeNull();
  });

  test('hours, gaps and numbers are learnt', () => {
    const profile = new Profile(['took ']);
    for (let i = 0; i < 48; i++) profile.learn(look([`${100 + i}ms`], i * HOUR), -1, true);
    expect([...profile.hours]).toEqual(new Array(24).fill(2));
    expect(profile.gaps.quantile(0.5)).toBeCloseTo(HOUR, -6);
    expect(profile.slots[0]!.numbers!.max).toBe(147);
    expect([profile.count, profile.firstSeen, profile.lastSeen]).toEqual([48, 0, 47 * HOUR]);
  });
});

describe('in two passes', () => {
  /** Ten segments of ten lines; `odd` values stand at the given places. */
  function learnt(odd: ReadonlyMap<number, string>): { profile: Profile; judge(i: number): First[] | null } {
    const profile = new Profile(['user ']);
    const line = (i: number) => look([odd.get(i) ?? (i % 2 ? 'alice' : 'bob')], i * 1000);
    for (let i = 0; i < 100; i++) profile.learn(line(i), Math.floor(i / 10), false);
    profile.learned();
    return { profile, judge: (i) => profile.judge(line(i), Math.floor(i / 10)) };
  }

  test.each([3, 47, 99])('a value that only one tenth holds is new there (line %i)', (place) => {
    const { judge } = learnt(new Map([[place, 'mallory']]));
    for (let i = 0; i < 100; i++) expect(kinds(judge(i))).toEqual(i === place ? ['value'] : []);
  });

  test('a value that two tenths hold is not new in either', () => {
    const { judge } = learnt(
      new Map([
        [3, 'mallory'],
        [77, 'mallory'],
      ]),
    );
    for (let i = 0; i < 100; i++) expect(judge(i)).toBeNull();
  });

  test('a template that only one tenth holds is new there, all of its lines', () => {
    const profile = new Profile([]);
    for (let i = 0; i < 5; i++) profile.learn(look([], i), 4, false);
    profile.learned();
    expect(kinds(profile.judge(look([], 2), 4))).toEqual(['template']);
    expect(profile.countOutside(4)).toBe(0);
  });
});

describe('when templates are generalised', () => {
  test('what was learnt of the members is one: slots by their map, words that became a slot as values', () => {
    const [alice, bob] = [new Profile(['from ']), new Profile(['from '])];
    for (let i = 0; i < 7; i++) alice.learn(look(['10.0.0.1'], i * 1000), -1, true);
    for (let i = 0; i < 3; i++) bob.learn(look(['10.0.0.2'], 500 + i * 1000), -1, true);
    const both = new Profile(['user ', 'from ']);
    both.merge(alice, Int32Array.of(-1, 0), ['alice', '<*>']);
    both.merge(bob, Int32Array.of(-1, 0), ['bob', '<*>']);
    expect(both.count).toBe(10);
    expect([both.firstSeen, both.lastSeen]).toEqual([0, 6000]);
    expect(both.slots[0]!.values.ranked().map(({ value, count }) => [value, count])).toEqual([
      ['alice', 7],
      ['bob', 3],
    ]);
    expect(both.slots[1]!.distinct).toBe(2);
    expect(kinds(both.learn(look(['mallory', '10.0.0.1'], 9000), -1, true))).toEqual(['value']);
  });
});

test('values that were only a part of the new slot are made whole', () => {
  const [interfaces, both] = [new Profile(['Interface eth']), new Profile(['Interface '])];
  for (const value of ['0', '1', '0']) interfaces.learn(look([value]), -1, true);
  both.merge(interfaces, Int32Array.of(0), ['eth<*>']);
  expect(both.slots[0]!.values.ranked().map(({ value, count }) => [value, count])).toEqual([
    ['eth0', 2],
    ['eth1', 1],
  ]);
  expect(kinds(both.learn(look(['eth1']), -1, true))).toEqual([]);
});

test('saved through JSON and loaded it judges the same', () => {
  const profile = new Profile(['user ', 'port ']);
  for (let i = 0; i < 200; i++)
    profile.learn(look([`u${i % 9}`, String(i)], i * 1000, `h${i % 3}`), -1, true);
  const loaded = Profile.load(JSON.parse(JSON.stringify(profile.save())));
  expect(loaded.save()).toEqual(profile.save());
  for (const line of [
    look(['u9', '7'], 1e6, 'h1'),
    look(['u1', '80'], 1e6, 'h9'),
    look(['u1', '22'], 1e6, 'h1'),
  ]) {
    expect(loaded.learn(line, -1, true)).toEqual(profile.learn(line, -1, true));
  }
});

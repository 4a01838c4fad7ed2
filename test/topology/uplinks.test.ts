import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiscoveredDevice } from '../../src/core/discovered.ts';
import { seenNetwork } from '../../src/topology/neighbours.ts';
import { uplinksOf } from '../../src/topology/uplinks.ts';
import { madeDevice } from './made-devices.ts';

const NOBODY = { core: null, below: () => 0 };
const of = (devices: readonly DiscoveredDevice[], wanted: Parameters<typeof uplinksOf>[1] = NOBODY) => {
  const { roots, parents, several } = uplinksOf(seenNetwork(devices), wanted);
  return { roots, parents: Object.fromEntries(parents), several: Object.fromEntries(several) };
};

it('a ring ends: each hangs on what is nearer to the core, and two ways are told', () => {
  const ring = ['core-1', 'b', 'c', 'd'].map((name, i, all) => madeDevice(name, [all[(i + 1) % 4]!]));
  expect(of(ring)).toEqual({
    roots: ['core-1'],
    parents: { b: 'core-1', c: 'b', d: 'core-1' },
    several: { c: ['b', 'd'] },
  });
});

it('a server with two cables is no way to anywhere', () => {
  const server = { name: 'db', chassis: '', abilities: new Set(['station'] as const) };
  const devices = [madeDevice('core', ['a']), madeDevice('a', [server]), madeDevice('far', [server])];
  expect(of(devices)).toEqual({ roots: ['core'], parents: { a: 'core', db: 'a' }, several: {} });
});

describe('the core is', () => {
  const line = ['a', 'b', 'c'].map((name, i, all) => madeDevice(name, i < 2 ? [all[i + 1]!] : []));

  it('what somebody says', () => {
    expect(of(line, { core: 'c', below: (name) => (name === 'a' ? 9 : 0) }).roots).toEqual(['c']);
  });

  it('else what most is written to hang on', () => {
    expect(of(line, { core: null, below: (name) => (name === 'a' ? 9 : 1) }).roots).toEqual(['a']);
  });

  it('else what is called so', () => {
    expect(of([madeDevice('sw-core-2', ['x']), madeDevice('x', ['y', 'z']), madeDevice('y')]).roots).toEqual([
      'sw-core-2',
    ]);
  });

  it('else what is next to a router', () => {
    const router = { name: 'wan', chassis: '', abilities: new Set(['router'] as const) };
    expect(of([madeDevice('x', ['y', router]), madeDevice('y', ['z', 'w'])]).roots).toEqual(['x']);
  });

  it('else what is nearest to all others', () => {
    expect(of(line).roots).toEqual(['b']);
  });

  it('one for each part that hangs together; hosts without a cable have none', () => {
    const two = [
      madeDevice('a', ['b']),
      madeDevice('b'),
      madeDevice('x', ['y']),
      madeDevice('y'),
      madeDevice('alone'),
    ];
    expect(of(two).roots).toEqual(['a', 'x']);
  });
});

it('whatever the cables are, parents end at a core, and do not depend on the order of the answers', () => {
  const cables = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 });
  fc.assert(
    fc.property(cables, fc.nat(), (pairs, turn) => {
      const devices = Array.from({ length: 12 }, (_, i) =>
        madeDevice(
          `h${i}`,
          pairs.filter(([a]) => a === i).map(([, b]) => `h${b}`),
          { address: `10.0.0.${i}` },
        ),
      );
      const { roots, parents } = of(devices);
      for (const from of Object.keys(parents)) {
        let steps = 0;
        for (let at: string | undefined = from; at !== undefined; at = parents[at]) {
          if (parents[at] === undefined) expect(roots).toContain(at);
          expect(++steps).toBeLessThan(13);
        }
      }
      const cut = turn % 12;
      expect(of([...devices.slice(cut), ...devices.slice(0, cut)])).toEqual(of(devices));
    }),
    { numRuns: 300 },
  );
});

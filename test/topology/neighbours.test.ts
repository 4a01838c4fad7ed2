import { expect, it } from 'vitest';
import { seenNetwork } from '../../src/topology/neighbours.ts';
import { madeDevice } from './made-devices.ts';

const names = (network: ReturnType<typeof seenNetwork>) => [...network.hosts.keys()];

it('a neighbour is the asked device that has its chassis, its name, or its address where it has no name', () => {
  const network = seenNetwork([
    madeDevice('a.example.org', [
      'B.EXAMPLE.ORG@',
      'renamed@c',
      { name: '', chassis: 'x', address: '10.0.0.4' },
    ]),
    madeDevice('b'),
    madeDevice('c'),
    madeDevice('d', [], { addresses: ['10.0.0.4'] }),
  ]);
  expect(names(network)).toEqual(['a', 'b', 'c', 'd']);
  expect(network.links.map(({ a, b }) => `${a} ${b}`)).toEqual(['a b', 'a c', 'a d']);
});

it('who says the name of an asked device, and has another chassis, is left out and named', () => {
  const { hosts, links, left } = seenNetwork([madeDevice('core'), madeDevice('sw', ['core@evil'])]);
  expect([...hosts.keys()]).toEqual(['core', 'sw']);
  expect(links).toEqual([]);
  expect(left.claimed).toEqual(['core']);
});

it('a name that several neighbours have by their chassis is of none of them', () => {
  const { hosts, left } = seenNetwork([
    madeDevice('a', ['switch@1', 'ap@7']),
    madeDevice('b', ['switch@2', 'ap@7']),
  ]);
  expect([...hosts.keys()]).toEqual(['a', 'b', 'ap']);
  expect(left.claimed).toEqual(['switch']);
});

it('one cable is one link, whoever tells of it and however ports are written', () => {
  const { links } = seenNetwork([
    madeDevice('a', [
      { name: 'b', chassis: 'b', port: 'Gi1/0/1', remotePort: 'Gi1/0/2' },
      { by: 'CDP', name: 'b', chassis: '', port: 'Gi1/0/1', remotePort: 'GigabitEthernet1/0/2' },
    ]),
    madeDevice('b', [{ name: 'a', chassis: 'a', port: 'GigabitEthernet1/0/2', remotePort: 'gi1/0/1' }]),
  ]);
  expect(links).toHaveLength(1);
});

it('two devices of one short name keep their whole names; one that was asked twice is one', () => {
  const network = seenNetwork([
    madeDevice('sw.a.example'),
    madeDevice('sw.b.example'),
    madeDevice('one', [], { address: '10.0.0.1' }),
    madeDevice('one', [], { address: '10.0.0.2' }),
  ]);
  expect(names(network)).toEqual(['sw', 'sw.b.example', 'one']);
  expect([...network.hosts.get('one')!.aliases]).toEqual(['10.0.0.1', '10.0.0.2']);
});

it('addresses of several devices, and of loopback, name none of them', () => {
  const { hosts } = seenNetwork([
    madeDevice('a', [], { address: '127.0.0.1', addresses: ['10.0.0.1', '10.0.0.254'] }),
    madeDevice('b', [], { address: '10.0.0.2', addresses: ['10.0.0.2', '10.0.0.254'] }),
  ]);
  expect([...hosts.get('a')!.aliases]).toEqual(['10.0.0.1']);
  expect([...hosts.get('b')!.aliases]).toEqual(['10.0.0.2']);
});

it('names that no host can have are counted, and those of devices give way to their addresses', () => {
  const hostile = [
    '__proto__',
    'constructor',
    'a b',
    '../x',
    '-x',
    '',
    '{}',
    'prototype.example.org',
    'x'.repeat(300),
  ];
  const { hosts, left } = seenNetwork([
    madeDevice(
      '__proto__',
      hostile.map((name) => ({ name, chassis: '' })),
      { address: '10.0.0.7', chassis: '' },
    ),
  ]);
  expect([...hosts.keys()]).toEqual(['10.0.0.7']);
  expect(left.unnamed).toBe(hostile.length);
  expect(Object.prototype).not.toHaveProperty('name');
});

it('of 100,000 neighbours each is a host, left out as there are too many, or somebody else: none is uncounted', () => {
  const devices = Array.from({ length: 100 }, (_, i) =>
    madeDevice(
      `sw-${i}`,
      Array.from({ length: 1000 }, (__, j) => `n-${i}-${j}@`),
      { address: `10.0.0.${i}` },
    ),
  );
  const { hosts, links, left } = seenNetwork(devices);
  expect(hosts.size).toBe(2_000);
  expect(links).toHaveLength(1_900);
  expect(left).toMatchObject({ overCap: 98_100, unnamed: 0, telephones: 0 });
});

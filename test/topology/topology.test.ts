import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { load } from '../../src/config/load.ts';
import { isUpstream } from '../../src/core/topology.ts';
import { factsOfName } from '../../src/topology/host-names.ts';
import { topologySchema } from '../../src/topology/schema.ts';
import { Topology } from '../../src/topology/topology.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-topology-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A topology as it is read from a file. */
function written(yaml: string): Topology {
  const path = join(folder, `topology-${files++}.yaml`);
  writeFileSync(path, yaml);
  return new Topology(load(topologySchema, { files: [path], env: {}, set: [] }).config);
}

const NETWORK = `
hosts:
  fw-1: { site: hq, role: firewall }
  core: { site: hq, role: switch, parent: fw-1, aliases: [10.0.0.1, core-switch], notes: "fan tray replaced in May" }
patterns:
  - match: 'sw-(?<building>\\w)-(?<floor>\\d+)'
    site: hq
    role: switch
    parent: core
  - { match: 'ap-(?<building>\\w)-(?<floor>\\d+)-\\d+', parent: 'sw-$building-$floor', runbook: 'https://wiki/ap' }
categories:
  power: { runbook: call facilities }
`;

describe('a network that was written down', () => {
  const network = written(NETWORK);

  test('knows a host by every name it has', () => {
    for (const name of ['core', 'CORE', 'core.example.org', '10.0.0.1', 'core-switch']) {
      expect(network.canonical(name)).toBe('core');
    }
    expect(network.canonical('10.0.0.2')).toBe('10.0.0.2');
  });

  test('takes facts from a host, or from the groups of a pattern', () => {
    expect(network.factsOf('core')).toEqual({ site: 'hq', role: 'switch', parent: 'fw-1' });
    expect(network.factsOf('sw-a-4')).toEqual({
      site: 'hq',
      role: 'switch',
      parent: 'core',
      building: 'a',
      floor: '4',
    });
    expect(network.adviceOn('core')).toEqual({ notes: 'fan tray replaced in May' });
    expect(network.adviceOn('ap-a-4-17')).toEqual({ runbook: 'https://wiki/ap' });
    expect(network.adviceOnCategory('power')).toEqual({ runbook: 'call facilities' });
    expect(network.adviceOnCategory('toString')).toBeNull();
  });

  test('knows what hangs on what, through patterns too', () => {
    expect(network.ancestors('ap-a-4-17')).toEqual(['sw-a-4', 'core', 'fw-1']);
    expect(isUpstream(network, 'core.example.org', 'ap-a-4-17')).toBe(true);
    expect(isUpstream(network, 'ap-a-4-17', 'core')).toBe(false);
  });
});

test.each([
  [
    'a circle',
    'hosts:\n  a: { parent: b }\n  b: { parent: a }',
    /:2:\d+: hosts\.a\.parent wants something above it, and goes in a circle: a → b → a/,
  ],
  [
    'an unknown parent',
    'hosts:\n  a: { parent: nowhere }',
    /:2:\d+: hosts\.a\.parent wants a host that is written here; there is no nowhere/,
  ],
  [
    'a name of two hosts',
    'hosts:\n  a: {}\n  b: { aliases: [a] }',
    /:3:\d+: hosts\.b\.aliases wants names of its own; a is a name of a too/,
  ],
  [
    'a group that means nothing',
    "patterns:\n  - match: '(?<color>x)'",
    /:2:\d+: patterns\.0\.match wants groups named .*; got color/,
  ],
  [
    'a pattern that is none',
    "patterns:\n  - match: '('",
    /:2:\d+: patterns\.0\.match wants a regular expression/,
  ],
  [
    'a host in two sites',
    "hosts:\n  a: { site: x }\npatterns:\n  - { match: 'a', site: y }",
    /:4:\d+: patterns\.0\.match wants each host in one site; a would be in y, and it is written as of x/,
  ],
  [
    'patterns that overlap',
    "hosts:\n  a1: {}\npatterns:\n  - { match: 'a.', site: x }\n  - { match: '.1', site: y }",
    /:5:\d+: patterns\.1\.match wants each host in one site; a1 would be in y, and pattern 0 says x/,
  ],
  ['a pattern that takes for ever', "patterns:\n  - match: '(a+)+'", /repeated groups are not allowed/],
])('%s is refused where it is written', (_, yaml, message) => {
  expect(() => written(yaml)).toThrow(
    expect.objectContaining({ details: expect.arrayContaining([expect.stringMatching(message)]) }),
  );
});

test.each([
  ['sw-hq-f2', { role: 'switch', building: 'hq', floor: '2' }],
  ['sw-a-4', { role: 'switch', building: 'a', floor: '4' }],
  ['ap-b1-f3-17', { role: 'access point', building: '1', floor: '3' }],
  ['web01', { role: 'server' }],
  ['fw01', { role: 'firewall' }],
  ['10.0.0.1', null],
  ['zeus', null],
])('the name %s says %j', (host, facts) => {
  expect(factsOfName(host)).toEqual(facts);
});

test('six thousand devices and hostile names are looked up in a moment', () => {
  const hosts = Array.from({ length: 6000 }, (_, i) => `  h${i}: { parent: h${Math.floor(i / 10)} }`).slice(
    1,
  );
  const network = written(`hosts:\n  h0: {}\n${hosts.join('\n')}`);
  expect(network.ancestors('h5999')).toEqual(['h599', 'h59', 'h5', 'h0']);
  expect(network.canonical('__proto__')).toBe('__proto__');
  expect(network.factsOf('constructor')).toBeNull();
});

test('an address goes by the name that has it as an alias, and nothing else is called otherwise', () => {
  const topology = new Topology(
    topologySchema.parse({ hosts: { 'nas-01': { aliases: ['10.0.0.7', 'fe80::7', 'filer'] } } }),
  );
  expect(['10.0.0.7', 'FE80::7', '10.0.0.8', 'filer', 'web01'].map((host) => topology.nameOf(host))).toEqual([
    ...['nas-01', 'nas-01', '10.0.0.8', 'filer', 'web01'],
  ]);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changesOf } from '../../src/app/config.ts';
import { loadWithTopology, topologyOf } from '../../src/app/topology-of.ts';
import { LogsiftError } from '../../src/core/errors.ts';
import { temporaryFolder } from './made-logs.ts';

const folder = temporaryFolder();
let places = 0;

/** A configuration of these files below a home and an /etc of its own. */
function loaded(files: { readonly [path: string]: string }, set: readonly string[] = []) {
  const root = join(folder, String(places++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const [home, etc] = [join(root, 'home'), join(root, 'etc')];
  return loadWithTopology({ env: {}, home, etc, hostname: 'mine', root: false, set });
}

test('the usual places are read, the own one over that of the machine', () => {
  const { config, topologyFiles } = loaded({
    'etc/logsift/topology.yaml': 'hosts: { core: { role: switch, site: hq } }',
    'home/.config/logsift/topology.yaml': 'hosts: { core: { site: branch }, sw-1: { parent: core } }',
  });
  expect(topologyFiles).toHaveLength(2);
  const topology = topologyOf(config);
  expect(topology.factsOf('core')).toEqual({ role: 'switch', site: 'branch' });
  expect(topology.ancestors('sw-1')).toEqual(['core']);
});

test('a file that the configuration names is meant as seen from it, and read instead', () => {
  const { config } = loaded({
    'etc/logsift/topology.yaml': 'hosts: { core: {} }',
    'etc/logsift/logsift.yaml': 'topology: { file: nets/mine.yaml, window: 2m }',
    'etc/logsift/nets/mine.yaml': 'hosts: { edge: { notes: behind the door } }',
  });
  expect(config.topology.window).toBe(120_000);
  expect(Object.keys(config.topology.network!.hosts)).toEqual(['edge']);
});

test('without any file the names of hosts speak for themselves', () => {
  const { config, topologyFiles } = loaded({});
  expect(topologyFiles).toEqual([]);
  expect(topologyOf(config).factsOf('sw-a-4')).toMatchObject({ building: 'a', floor: '4' });
});

test.each([
  ['hosts: { a: { parent: b }, b: { parent: a } }', 'circle'],
  ['hosts: { a: { parent: nobody } }', 'there is no nobody'],
  ["hosts: { a: { site: hq } }\npatterns: [{ match: 'a', site: branch }]", 'in one site'],
  ['hosts: { a: { sight: hq } }', 'site'],
])('%j is refused with file, line and column', (yaml, said) => {
  const load = () => loaded({ 'etc/logsift/topology.yaml': yaml });
  expect(load).toThrow(LogsiftError);
  expect(load).toThrow(/topology\.yaml:\d+:\d+: /);
  expect(load).toThrow(said);
});

test('a file that is named and not there is said', () => {
  expect(() => loaded({}, ['topology.file=/nowhere/net.yaml'])).toThrow('/nowhere/net.yaml: cannot be read');
});

test('another topology is another configuration', () => {
  const of = (yaml: string) => loaded({ 'etc/logsift/topology.yaml': yaml }).config;
  const changed = changesOf(of('hosts: { a: {} }'), of('hosts: { b: {} }'));
  expect(changed).toContain('topology');
});

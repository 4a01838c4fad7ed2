import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/core/incident.ts';
import { type HostFacts, NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { changeReader } from '../../src/incidents/change-words.ts';
import { changeOf, changesBefore } from '../../src/incidents/changes.ts';
import { sampleFinding } from '../report/sample-result.ts';

const START = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;

/** What a line says was changed; its kind is asked first, as it is without knowing anything of it. */
const read = (message: string, app: string | null = null, template = message) =>
  changeReader(template)?.({ message, app })?.what ?? null;

describe('a line that tells of a change', () => {
  test.each([
    ['upgrade openssl:amd64 3.0.11-1 3.0.15-1', 'dpkg', 'package openssl upgraded from 3.0.11-1 to 3.0.15-1'],
    ['install htop:amd64 <none> 3.2.2-2', 'dpkg', 'package htop installed'],
    ['Installed: nginx-1.26.2-1.el9.x86_64', 'dnf', 'package nginx-1.26.2-1.el9.x86_64 installed'],
    ['Updated: bash-5.1.8-9.el9.x86_64', 'yum', 'package bash-5.1.8-9.el9.x86_64 upgraded'],
    [
      'Packages that will be upgraded: curl libcurl4',
      'unattended-upgrade',
      'packages upgraded: curl libcurl4',
    ],
    [
      'Configured from console by admin on vty0 (10.0.0.5)',
      null,
      'configuration changed from console by admin',
    ],
    ["User 'jane' requested 'commit' operation (comment: none)", 'mgd', 'configuration committed by jane'],
    ['Running configuration saved to flash:/startup.cfg', 'sw', 'sw: configuration saved'],
    ['reloading configuration files', 'postgres', 'postgres: configuration reloaded'],
    ['Firmware of slot 2 updated to 4.10.3', null, 'firmware updated to 4.10.3'],
    ['Successfully installed new firmware, version 7.2.1', null, 'firmware updated to 7.2.1'],
    [
      'Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org) (gcc-12)',
      'kernel',
      'booted with Linux 6.1.0-25-amd64',
    ],
    ['System is rebooting.', 'systemd', 'the machine restarted'],
    ['Reloaded nginx.service - A high performance web server.', 'systemd', 'nginx.service reloaded'],
  ])('%j of %j is: %s', (message, app, what) => {
    expect(read(message, app)).toBe(what);
  });

  test('is found where its kind of line has lost its words', () => {
    expect(read('upgrade curl:amd64 7 8', 'dpkg', 'upgrade <*> <*> <*>')).toBe(
      'package curl upgraded from 7 to 8',
    );
    expect(read('upgrade curl:amd64 7 8', 'dpkg', '<*> <*> <*> <*>')).toBe(
      'package curl upgraded from 7 to 8',
    );
  });

  test.each([
    ['Failed password for root from 10.0.0.9 port 22', 'sshd'],
    ['Started Session 42 of User root.', 'systemd'],
    ['Started Daily apt upgrade and clean activities timer.', 'systemd'],
    ['upgrade to websocket refused', 'nginx'],
    ['configuration update failed: timeout', 'puppet'],
    ['Installed: something', 'myapp'],
    ['connection restarted by peer', 'haproxy'],
    ['status half-configured curl:amd64 8', 'dpkg'],
  ])('%j of %j tells of none', (message, app) => {
    expect(read(message, app)).toBeNull();
  });

  test('most kinds of line are not asked a second time', () => {
    expect(changeReader('Failed password for <*> from <*> port <*>')).toBeNull();
    expect(changeReader('(root) CMD <*>')).toBeNull();
  });

  test('a hostile line costs no time and gives one line', () => {
    const long = `configuration ${'config saved '.repeat(50_000)}`;
    expect(read(long, 'x\u001b[2J')!.length).toBeLessThan(200);
    expect(read('firmware updated\nto v1.2', null)).toBe('firmware updated to v1.2');
  });
});

const change = (before: number, more: Partial<Change> = {}): Change =>
  changeOf({ from: START - before, to: START - before, what: `change ${before}`, told: 'person', ...more });

const FLOORS: TopologyView = {
  ...NO_TOPOLOGY,
  factsOf(host): HostFacts | null {
    const [, building, floor] = /^\w+-(\w)-(\d)/.exec(host) ?? [];
    return building === undefined ? null : { building, floor: floor! };
  },
  ancestors: (host) => (host === 'core' ? [] : ['core']),
};

describe('changes that may explain an incident', () => {
  const about = { host: 'sw-a-4', app: 'api' };
  const incident = { from: START, hosts: ['sw-a-4'], findings: [sampleFinding({ about })] };
  const told = (changes: readonly Change[], topology = NO_TOPOLOGY) =>
    changesBefore(incident, changes, topology).map(({ what }) => what);

  test('are those of its hosts, its programs, and of nothing in particular, the nearest first', () => {
    const changes = [
      change(300 * MINUTE, { host: 'sw-a-4' }),
      change(20 * MINUTE, { app: 'API' }),
      change(10 * MINUTE, { host: 'elsewhere', app: 'api' }),
      change(5 * MINUTE),
      change(2 * MINUTE, { app: 'other' }),
    ];
    expect(told(changes)).toEqual(['change 300000', 'change 1200000', 'change 18000000']);
  });

  test('also those upstream and on the same floor, not those of the same building', () => {
    const changes = ['core', 'ap-a-4', 'ap-a-5'].map((host, i) => change((i + 1) * MINUTE, { host }));
    expect(told(changes, FLOORS)).toEqual(['change 60000', 'change 120000']);
    expect(told(changes)).toEqual([]);
  });

  test('are of the day before; one that was under way is the nearest, one that comes later none', () => {
    const changes = [
      change(25 * 60 * MINUTE),
      change(60 * MINUTE, { to: START + 60 * MINUTE }),
      change(MINUTE),
      change(-30_000),
      change(-2 * MINUTE),
      // A clock that was ten years ahead.
      change(-3.15e11),
    ];
    expect(told(changes)).toEqual(['change 3600000', 'change -30000', 'change 60000']);
  });

  test('are none for an incident without a time, and ten at most', () => {
    const many = Array.from({ length: 30 }, (_, i) => change((i + 1) * MINUTE));
    expect(told(many)).toHaveLength(10);
    expect(changesBefore({ ...incident, from: Number.NaN }, many, NO_TOPOLOGY)).toEqual([]);
  });

  test('what is sent twice within a minute has one id', () => {
    expect(change(0).id).toBe(changeOf({ ...change(0), from: START + 59_000, told: 'ci' }).id);
    expect(change(0).id).not.toBe(change(0, { host: 'web01' }).id);
    expect(change(0).id).not.toBe(changeOf({ ...change(0), from: START + 60_000 }).id);
  });
});

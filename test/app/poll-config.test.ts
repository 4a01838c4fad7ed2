import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type LoadedConfig, loadConfig } from '../../src/app/config.ts';
import { plannedSources } from '../../src/app/daemon-sources.ts';
import type { LogsiftError } from '../../src/core/errors.ts';

function ofText(text: string): LoadedConfig {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-poll-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'l.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return loadConfig({ env: {}, home: folder, hostname: 'web01', root: false, etc: folder, files: [file] });
}

const GROUPS = `
sources: []
listen: []
poll:
  - devices: [192.0.2.1, {address: "192.0.2.4:1161", name: nas-01}, "2001:db8::7"]
    community: not-to-be-seen
    every: 5m
  - devices: ["[2001:db8::1]:1161"]
    user: {name: net, auth: sha256, auth_password: not-to-be-seen}
    profiles: [ups]
`;

test('groups of poll: are sources of their own, beside others', () => {
  const { config } = ofText(GROUPS);
  const { sources } = plannedSources(config, () => {
    throw new Error('nobody asked for this machine');
  });
  expect(sources).toMatchObject([
    {
      type: 'snmp-poll',
      options: {
        devices: [
          { address: '192.0.2.1', port: 161, name: null },
          { address: '192.0.2.4', port: 1161, name: 'nas-01' },
          { address: '2001:db8::7', port: 161, name: null },
        ],
        ...{ every: 300_000, timeout: 2000, retries: 2, max_rows: 512, concurrency: 64 },
        profiles: ['interfaces', 'cpu', 'memory', 'storage', 'temperature', 'ups'],
      },
    },
    {
      type: 'snmp-poll',
      options: { devices: [{ address: '2001:db8::1', port: 1161 }], profiles: ['ups'], every: 60_000 },
    },
  ]);
});

test('what a device wants to hear is a secret', () => {
  const printed = JSON.stringify(ofText(GROUPS).values());
  expect(printed).toContain('192.0.2.1');
  expect(printed).not.toContain('not-to-be-seen');
});

test('a group that cannot be asked is refused with its place', () => {
  const problems = (text: string) => {
    try {
      ofText(text);
      return [];
    } catch (error) {
      return (error as LogsiftError).details.map((line) => line.replace(/^.*l\.yaml:\d+:\d+: /, ''));
    }
  };
  expect(problems('poll:\n  - devices: [192.0.2.1]\n')).toEqual([
    'poll.0 wants either a community or a user; got a map',
  ]);
  expect(problems('poll:\n  - devices: ["a b"]\n    community: x\n')[0]).toMatch(
    /^poll\.0\.devices\.0 wants an address or a name, /,
  );
});

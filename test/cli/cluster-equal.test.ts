import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFailed, onTestFinished, test, vi } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun, incidentsIn, messagesIn, type ToldIncident } from './cluster-run.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;
const NOW = Date.now();
const PATIENCE = { timeout: 90_000, interval: 500 };

interface Made {
  readonly incidents: readonly ToldIncident[];
  /** Those that go on at the end and that somebody was told of. */
  readonly told: readonly string[];
}

const folder = temporaryFolder();
const log = join(folder, 'made.log');
const source = `sources: [{ type: file, paths: [${log}], start: beginning }]\nlisten: []\n`;
const channel = 'notifiers: [{ type: terminal, name: screen }]\n';
const made = simulate({
  ...{ seed: 5, start: NOW - 30 * HOUR, duration: 28 * HOUR, rate: 0.5, hosts: 14 },
  scenarios: ['ssh-brute-force', 'disk-filling'],
});
// What is over when it is read is told to nobody: the last of it goes on.
const lines = [...made.lines(), ...worse(NOW - 2 * HOUR)];
writeFileSync(log, `${lines.join('\n')}\n`);

function madeOf(state: string): Made {
  const incidents = incidentsIn(state);
  const messages = messagesIn(state);
  const open = incidents.filter((one) => one.state === 'open').map(({ id }) => id);
  const told = open.filter((id) => messages.some(({ message }) => message.includes(id)));
  return { incidents, told: told.sort() };
}

let alone: Made;
beforeAll(async () => {
  const daemon = new DaemonRun(
    folder,
    `node: { name: one }\n${source}${channel}http: { listen: off }\nlearn: { warm_start: false }\nstore: { keep: all }\n`,
  );
  await daemon.start();
  await vi.waitFor(() => expect(daemon.kept().length).toBe(lines.length), PATIENCE);
  expect(await daemon.end('SIGTERM')).toBe(0);
  alone = madeOf(daemon.state);
  expect(alone.told.length).toBeGreaterThan(0);
}, PATIENCE.timeout);

async function clusterOf(name: string, yaml: string): Promise<string> {
  const cluster = await ClusterRun.start(join(folder, name));
  onTestFinished(() => cluster.end());
  onTestFailed(() => void process.stderr.write(cluster.output));
  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: channel + yaml }),
    cluster.add('detect-1', { role: 'detect', yaml }),
    cluster.add('detect-2', { role: 'detect', yaml }),
    cluster.add('filter-1', { role: 'filter', yaml }),
    cluster.add('filter-2', { role: 'filter', yaml }),
  ]);
  await cluster.add('collect', { role: 'collect', yaml: source + yaml });
  return cluster.nodes.get('decide')!.state;
}

test('roles on a bus make the same incidents and pages of a log as a single process', async () => {
  const state = await clusterOf('one-shard', '');
  await vi.waitFor(() => expect(madeOf(state)).toEqual(alone), PATIENCE);
});

test('detectors in shards of hosts find nearly the same, and somebody is told of what goes on', async () => {
  const state = await clusterOf('shards', 'cluster: { detect_shards: 3 }\n');
  const same = () => {
    const ids = new Set(madeOf(state).incidents.map(({ id }) => id));
    return alone.incidents.filter(({ id }) => ids.has(id)).length / alone.incidents.length;
  };
  // Each shard judges by what is usual in it: nearly all are the same, not all.
  await vi.waitFor(() => expect(same()).toBeGreaterThan(0.8), PATIENCE);
  await vi.waitFor(() => expect(madeOf(state).told.length).toBeGreaterThan(0), PATIENCE);
});

/** Lines that interrupt a person, of several hosts. */
function worse(at: number): string[] {
  const said = [
    'db01 kernel: Out of memory: Killed process 812 (postgres) total-vm:9123kB, anon-rss:8001kB',
    'nas01 kernel: EXT4-fs error (device sdb1): ext4_find_entry:1455: inode #2: comm smbd: reading directory lblock 0',
    'sw-hq-f3 kernel: md/raid1:md0: Disk failure on sda1, disabling device.',
  ];
  return said.map((text, i) => `${new Date(at + i * 1000).toISOString()} ${text}`);
}

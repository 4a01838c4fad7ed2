import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun, incidentsIn, messagesIn } from './cluster-run.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;
const NOW = Date.now();
const PATIENCE = { timeout: 90_000, interval: 500 };

test('roles on a bus make the same incidents and pages of a log as a single process', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'made.log');
  const made = simulate({
    ...{ seed: 5, start: NOW - 30 * HOUR, duration: 28 * HOUR, rate: 0.5, hosts: 14 },
    scenarios: ['ssh-brute-force', 'disk-filling'],
  });
  // What is over when it is read is told to nobody: the last of it goes on.
  const lines = [...made.lines(), ...worse(NOW - 2 * HOUR)];
  writeFileSync(log, `${lines.join('\n')}\n`);
  const source = `sources: [{ type: file, paths: [${log}], start: beginning }]\nlisten: []\n`;
  const channel = 'notifiers: [{ type: terminal, name: screen }]\n';

  const alone = new DaemonRun(
    folder,
    `node: { name: one }\n${source}${channel}http: { listen: off }\nlearn: { warm_start: false }\nstore: { keep: all }\n`,
  );
  const cluster = await ClusterRun.start(join(folder, 'cluster'));
  onTestFinished(async () => {
    await alone.end('SIGKILL');
    await cluster.end();
  });
  await alone.start();
  await vi.waitFor(() => expect(alone.kept().length).toBe(lines.length), PATIENCE);
  expect(await alone.end('SIGTERM')).toBe(0);
  const incidents = incidentsIn(alone.state);
  const messages = messagesIn(alone.state);

  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: channel }),
    cluster.add('detect', { role: 'detect' }),
    cluster.add('filter-1', { role: 'filter' }),
    cluster.add('filter-2', { role: 'filter' }),
  ]);
  await cluster.add('collect', { role: 'collect', yaml: source });
  const { state } = cluster.nodes.get('decide')!;
  const open = new Set(incidents.filter((one) => one.state === 'open').map(({ id }) => id));
  const told = (all: readonly { message: string }[]) =>
    [...open].filter((id) => all.some(({ message }) => message.includes(id))).sort();
  expect(told(messages).length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(incidentsIn(state)).toEqual(incidents), PATIENCE);
  await vi.waitFor(() => expect(told(messagesIn(state))).toEqual(told(messages)), PATIENCE);
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

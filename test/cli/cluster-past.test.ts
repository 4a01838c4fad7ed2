import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFailed, onTestFinished, test, vi } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun, incidentsIn, messagesIn, type ToldIncident } from './cluster-run.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENCE = { timeout: 120_000, interval: 500 };
const LIMIT = 300_000;
const CHANNEL = 'notifiers: [{ type: terminal, name: screen }]\n';
const BAD = 'db01 kernel: Out of memory: Killed process 812 (postgres) total-vm:9123kB, anon-rss:8001kB';

const folder = temporaryFolder();
/** Logs of two machines, that of the first with rotated brothers; the second has far less. */
const logs = [join(folder, 'first.log'), join(folder, 'second.log')] as const;
let counts: readonly number[];
let alone: readonly ToldIncident[];

const sourceOf = (...paths: readonly string[]) =>
  `sources: [{ type: file, paths: [${paths.join(', ')}] }]\nlisten: []\n`;

beforeAll(async () => {
  const now = Date.now();
  const made = [
    ...simulate({
      ...{ seed: 3, start: now - 7 * DAY, duration: 7 * DAY - 2 * HOUR, rate: 0.05, hosts: 14 },
      ...{ scenarios: ['ssh-brute-force'], at: now - 70 * HOUR },
    }).lines(),
  ];
  const isOfSecond = (line: string) => / (?:bastion01|web02) /.test(line);
  const first = made.filter((line) => !isOfSecond(line));
  const second = made.filter(isOfSecond);
  const third = Math.floor(first.length / 3);
  writeFileSync(`${logs[0]}.2`, text(first.slice(0, third)));
  writeFileSync(`${logs[0]}.1`, text(first.slice(third, 2 * third)));
  writeFileSync(logs[0], text(first.slice(2 * third)));
  writeFileSync(logs[1], text(second));
  counts = [first.length, second.length];
  expect(Math.min(...counts)).toBeGreaterThan(1000);

  const daemon = new DaemonRun(
    folder,
    `node: { name: one }\n${sourceOf(...logs)}${CHANNEL}http: { listen: off }\nstore: { keep: all }\n`,
  );
  await daemon.start();
  expect(await daemon.end('SIGTERM')).toBe(0);
  alone = incidentsIn(daemon.state);
  expect(alone.some(({ headline }) => headline.includes('bastion01'))).toBe(true);
  expect(messagesIn(daemon.state)).toEqual([]);
}, LIMIT);

async function clusterIn(name: string): Promise<ClusterRun> {
  const cluster = await ClusterRun.start(join(folder, name));
  onTestFinished(() => cluster.end());
  onTestFailed(() => void process.stderr.write(cluster.output));
  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: CHANNEL }),
    cluster.add('filter-1', { role: 'filter' }),
    cluster.add('filter-2', { role: 'filter' }),
  ]);
  return cluster;
}

/** The past is learnt and nobody was told of it; then what is new is told. */
async function learnsAndTells(cluster: ClusterRun, lines: { [collector: string]: number }): Promise<void> {
  for (const [name, count] of Object.entries(lines)) {
    const said = `has read what was written before: ${count} lines`;
    await vi.waitFor(() => expect(cluster.nodes.get(name)!.output).toContain(said), PATIENCE);
  }
  const { state } = cluster.nodes.get('decide')!;
  await vi.waitFor(() => expect(incidentsIn(state)).toEqual(alone), PATIENCE);
  expect(messagesIn(state)).toEqual([]);
  appendFileSync(logs[0], `${new Date().toISOString()} ${BAD}\n`);
  await vi.waitFor(() => expect(messagesIn(state).length).toBe(1), PATIENCE);
  expect(messagesIn(state)[0]!.message).toContain('db01');
}

test(
  'histories of two collectors are looked at as one, though one has far more of it',
  async () => {
    const cluster = await clusterIn('two');
    await Promise.all([
      cluster.add('collect-1', { role: 'collect', yaml: sourceOf(logs[0]) }),
      cluster.add('collect-2', { role: 'collect', yaml: sourceOf(logs[1]) }),
    ]);
    await cluster.add('detect', { role: 'detect' });
    await learnsAndTells(cluster, { 'collect-1': counts[0]!, 'collect-2': counts[1]! });
  },
  LIMIT,
);

test(
  'the first run of a cluster learns from the past as a single process does, and tells what is new',
  async () => {
    writeFileSync(logs[0], text(withoutLast(logs[0])));
    const cluster = await clusterIn('one');
    await cluster.add('detect', { role: 'detect' });
    await cluster.add('collect', { role: 'collect', yaml: sourceOf(...logs) });
    await learnsAndTells(cluster, { collect: counts[0]! + counts[1]! });
  },
  LIMIT,
);

test(
  'a collector that is killed in the middle of its history learns all of it all the same',
  async () => {
    writeFileSync(logs[0], text(withoutLast(logs[0])));
    const cluster = await clusterIn('killed');
    const collect = await cluster.add('collect', { role: 'collect', yaml: sourceOf(...logs) });
    // Nobody looks at it: it waits after its first parts.
    const made = () => cluster.redis.say('XLEN', 'logsift.events.0');
    await vi.waitFor(async () => expect(await made()).toBeGreaterThan(4), PATIENCE);
    await collect.end('SIGKILL');
    expect(collect.output).not.toContain('has read what was written before');
    await collect.start();
    await cluster.add('detect', { role: 'detect' });
    await learnsAndTells(cluster, { collect: counts[0]! + counts[1]! });
  },
  LIMIT,
);

function withoutLast(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

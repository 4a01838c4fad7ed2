import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun, incidentsIn, messagesIn } from './cluster-run.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENCE = { timeout: 120_000, interval: 500 };

test('the first run of a cluster learns from the past as a single process does, and then tells what is new', async () => {
  const folder = temporaryFolder();
  const now = Date.now();
  const made = [
    ...simulate({
      ...{ seed: 3, start: now - 14 * DAY, duration: 14 * DAY - 2 * HOUR, rate: 0.05, hosts: 14 },
      ...{ scenarios: ['ssh-brute-force'], at: now - 70 * HOUR },
    }).lines(),
  ];
  const log = join(folder, 'made.log');
  const half = Math.floor(made.length / 3);
  writeFileSync(`${log}.2`, text(made.slice(0, half)));
  writeFileSync(`${log}.1`, text(made.slice(half, 2 * half)));
  writeFileSync(log, text(made.slice(2 * half)));
  const source = `sources: [{ type: file, paths: [${log}] }]\nlisten: []\n`;
  const channel = 'notifiers: [{ type: terminal, name: screen }]\n';

  const alone = new DaemonRun(
    folder,
    `node: { name: one }\n${source}${channel}http: { listen: off }\nstore: { keep: all }\n`,
  );
  const cluster = await ClusterRun.start(join(folder, 'cluster'));
  onTestFinished(async () => {
    await alone.end('SIGKILL');
    await cluster.end();
  });
  await alone.start();
  expect(await alone.end('SIGTERM')).toBe(0);
  const incidents = incidentsIn(alone.state);
  expect(incidents.some(({ headline }) => headline.includes('bastion01'))).toBe(true);
  expect(messagesIn(alone.state)).toEqual([]);

  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: channel }),
    cluster.add('detect', { role: 'detect' }),
    cluster.add('filter-1', { role: 'filter' }),
    cluster.add('filter-2', { role: 'filter' }),
  ]);
  const collect = await cluster.add('collect', { role: 'collect', yaml: source });
  const { state } = cluster.nodes.get('decide')!;
  await vi.waitFor(
    () => expect(collect.output).toContain(`has read what was written before: ${made.length} lines`),
    PATIENCE,
  );
  await vi.waitFor(() => expect(incidentsIn(state)).toEqual(incidents), PATIENCE);
  expect(messagesIn(state)).toEqual([]);

  const bad = 'db01 kernel: Out of memory: Killed process 812 (postgres) total-vm:9123kB, anon-rss:8001kB';
  appendFileSync(log, `${new Date().toISOString()} ${bad}\n`);
  await vi.waitFor(() => expect(messagesIn(state).length).toBe(1), PATIENCE);
  expect(messagesIn(state)[0]!.message).toContain('db01');
}, 300_000);

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

import { createSocket } from 'node:dgram';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFailed, onTestFinished, test, vi } from 'vitest';
import type { FleetStatus } from '../../src/core/fleet.ts';
import type { Status } from '../../src/core/status.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort, sendDatagrams } from '../sources/network-peer.ts';
import { ClusterRun } from './cluster-run.ts';
import { runCli } from './run-cli.ts';

const PATIENCE = { timeout: 100_000, interval: 500 };
const HOUR = 3_600_000;

/** A cluster of a process for each role, which the test may add to, and lines that come all the time. */
async function wholeCluster({ decide = '', filter = '', collect = '', lines = true } = {}) {
  const folder = temporaryFolder();
  const log = join(folder, 'live.log');
  writeFileSync(log, '');
  const cluster = await ClusterRun.start(folder);
  const timer = setInterval(() => {
    if (lines) appendFileSync(log, `${new Date().toISOString()} web1 shop[3]: request served\n`);
  }, 200);
  onTestFailed(() => void process.stderr.write(cluster.output));
  onTestFinished(async () => {
    clearInterval(timer);
    await cluster.end();
  });
  await Promise.all([
    cluster.add('decide-1', { role: 'decide', yaml: decide }),
    cluster.add('detect-1', { role: 'detect' }),
    cluster.add('filter-1', { role: 'filter', yaml: filter }),
    cluster.add('collect-1', {
      role: 'collect',
      yaml: `sources: [{ type: file, paths: [${log}], start: beginning }]\n${collect || 'listen: []\n'}`,
    }),
  ]);
  const config = cluster.nodes.get('decide-1')!.config;
  return {
    cluster,
    node: (name: string) => cluster.nodes.get(name)!,
    show: () => runCli(['status', '--fleet', '--config', config]),
    async look(): Promise<{ code: number | null; fleet: FleetStatus; about: string[] }> {
      const { code, stdout } = await runCli(['status', '--fleet', '--json', '--config', config]);
      const fleet = JSON.parse(stdout) as FleetStatus;
      return { code, fleet, about: fleet.wrong.map(({ about }) => about.replace(/-[\da-f]{16}$/, '')) };
    },
  };
}

test('the fleet is shown with all that it does, what is gone, and roles that nobody has', {
  timeout: 300_000,
}, async () => {
  const { cluster, node, show, look } = await wholeCluster();
  await vi.waitFor(async () => {
    const { code, fleet, about } = await look();
    expect(about).toEqual([]);
    expect(code).toBe(0);
    expect(
      fleet.processes.map(({ node, roles, leads, owns }) => [node, roles, leads[0]?.unit, owns.length]),
    ).toEqual([
      ['collect-1', ['collect'], undefined, 0],
      ['filter-1', ['filter'], undefined, 16],
      ['detect-1', ['detect'], 'detect', 0],
      ['decide-1', ['decide'], 'decide', 0],
    ]);
    expect(
      fleet.processes
        .slice(0, 3)
        .every(({ eventsPerSecond, linesPerSecond }) => linesPerSecond + eventsPerSecond > 0),
    ).toBe(true);
    expect(fleet.lag.map(({ topic, group }) => `${topic} ${group}`).sort()).toEqual([
      'events detect',
      'findings decide',
      'raw filter',
    ]);
  }, PATIENCE);
  const well = await show();
  expect(well.code).toBe(0);
  expect(well.stdout).toContain('4 processes on redis: all is well\n');
  expect(well.stdout).toContain('  filter-1: filter (16 of 16 shards)');
  for (const row of well.stdout.split('\n')) expect(row.length).toBeLessThanOrEqual(80);

  // What anybody with the password may have put there.
  for (const [name, text] of [
    ['evil\u001b[2J', '{"schemaVersion":1}'],
    ['long', 'x'.repeat(1_000_000)],
    ['none', '\u0000\u001b]0;x\u0007'],
  ] as const)
    await cluster.redis.say('HSET', 'logsift.announced', name, `${Date.now()} ${text}`);
  const strange = await show();
  expect(strange.code).toBe(0);
  expect(strange.stdout).toContain('3 announcements that nobody can understand');
  expect(strange.stdout).not.toContain('\u001b');

  await Promise.all([node('filter-1').end('SIGKILL'), node('decide-1').end('SIGKILL')]);
  await vi.waitFor(async () => {
    const { code, about } = await look();
    expect(about).toEqual(['fleet:filter', 'fleet:decide', 'gone:filter-1', 'gone:decide-1']);
    expect(code).toBe(1);
  }, PATIENCE);
  const { stdout, code } = await show();
  expect(code).toBe(1);
  expect(stdout).toContain('nobody decides: what is found is told to nobody');
  // Those who are left say it in their own log.
  await vi.waitFor(
    () => expect(node('detect-1').output).toContain('nobody decides: what is found'),
    PATIENCE,
  );
  await Promise.all([node('filter-1').start(), node('decide-1').start()]);
  await vi.waitFor(async () => expect((await look()).about).toEqual([]), PATIENCE);
  await vi.waitFor(() => expect(node('detect-1').output).toContain('somebody decides again'), PATIENCE);
  // Who ends as told is not missed.
  await cluster.add('serve-1', { role: 'serve' });
  await vi.waitFor(async () => expect((await look()).fleet.processes.length).toBe(5), PATIENCE);
  await node('serve-1').end('SIGTERM');
  const left = await look();
  expect(left.about).toEqual([]);
  expect(left.fleet.processes.length).toBe(4);
});

test('a filter that stands still is told of when lines wait for long, and when it has caught up', {
  timeout: 300_000,
}, async () => {
  const { node, look } = await wholeCluster({ decide: 'cluster: { lag: 5s }\n' });
  await vi.waitFor(async () => expect((await look()).fleet.lag.length).toBe(3), PATIENCE);
  const { output } = node('decide-1');
  expect(output).not.toContain('"about":"bus:lag');
  node('filter-1').signal('SIGSTOP');
  const said = () => node('decide-1').output.slice(output.length);
  await vi.waitFor(
    () =>
      expect(said()).toMatch(
        /filters are \d+ (?:second|minute)s? behind \(most in shard \d+\): lines are looked at late/,
      ),
    PATIENCE,
  );
  await vi.waitFor(
    () => expect(said()).toContain('nobody filters: lines come in and nobody looks at them'),
    PATIENCE,
  );
  expect((await look()).code).toBe(1);
  node('filter-1').signal('SIGCONT');
  await vi.waitFor(() => {
    expect(said()).toContain('filters are not behind any more');
    expect(said()).toContain('lines are filtered again');
  }, PATIENCE);
});

test('a filter knows who sends lines, and puts times right', { timeout: 200_000 }, async () => {
  const [udp, http] = [await freePort(), await freePort()];
  const { node, look } = await wholeCluster({
    ...{ lines: false, collect: `listen: ["udp://127.0.0.1:${udp}"]\n` },
    filter: `http: { listen: "127.0.0.1:${http}" }\nclock_skew: { hosts: { nas-01: -1h } }\n`,
  });
  await vi.waitFor(async () => expect((await look()).about).toEqual([]), PATIENCE);
  const socket = createSocket('udp4');
  const said = new Date(Date.now() - HOUR).toISOString();
  // A datagram may be lost.
  await vi.waitFor(async () => {
    await sendDatagrams(socket, udp, [`<13>1 ${said} nas-01 smbd 7 - - share opened`]);
    const status = (await (await fetch(`http://127.0.0.1:${http}/status`)).json()) as Status;
    expect(status.senders?.corrected).toBeGreaterThan(0);
    expect(status.bus).toMatchObject({ roles: ['filter'], connected: true });
  }, PATIENCE);
  socket.close();
  const { stdout } = await runCli(['status', '--config', node('filter-1').config]);
  expect(stdout).toMatch(/bus {7}filter, 16 shards: [\d,]+ entries out/);
  expect(stdout).toMatch(/\d+ times? put right/);
});

import { expect, test, vi } from 'vitest';
import { freePort } from '../sources/network-peer.ts';
import { clusterFixture, countedIn, PATIENCE, STRANGERS, statusOf, type Told } from './cluster-fixture.ts';

const MINUTES = 60_000;

test('Redis killed ten times, and emptied once: every line counts once, every page arrives, and people hear of the gap', {
  timeout: 4 * MINUTES,
}, async () => {
  const { cluster, log, yaml, arrived, told } = await clusterFixture();
  const { redis } = cluster;
  const port = await freePort();
  const listens = `http: { listen: '127.0.0.1:${port}' }\n`;
  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: yaml.decide }),
    cluster.add('detect', { role: 'detect', yaml: yaml.rules + listens }),
    cluster.add('filter-1', { role: 'filter', yaml: yaml.rules }),
    cluster.add('filter-2', { role: 'filter', yaml: yaml.rules }),
  ]);
  await cluster.add('collect', { role: 'collect', yaml: yaml.collect });
  const hosts: string[] = [];
  const page = () => {
    const host = STRANGERS[hosts.length]!;
    hosts.push(host);
    log.page(host);
  };
  page();
  await arrived(hosts);
  for (let kill = 0; kill < 10; kill++) {
    // More at once would be a storm, which is paced.
    if (kill % 4 === 1) page();
    const before = log.lines;
    await vi.waitFor(() => expect(log.lines).toBeGreaterThan(before + 20), PATIENCE);
    await redis.kill();
    await redis.run();
  }
  await arrived(hosts);
  log.stop();
  await vi.waitFor(async () => expect((await statusOf(port)).pipeline.lines).toBe(log.lines), PATIENCE);
  const detect = cluster.nodes.get('detect')!;
  expect(await detect.end('SIGTERM')).toBe(0);
  expect(countedIn(detect.state)).toBe(log.lines);
  // A crash may copy what was told, under its key.
  for (const host of hosts) expect(keysOf(told(), host).size).toBe(1);
  expect(cluster.output).not.toContain('gone from the bus');

  await detect.start();
  log.goOn();
  await redis.say('FLUSHALL');
  await arrived(['gone from the bus']);
  page();
  await arrived(hosts);
});

function keysOf(told: readonly Told[], host: string): Set<string> {
  return new Set(told.filter(({ text }) => text.includes(host)).map(({ key }) => key));
}

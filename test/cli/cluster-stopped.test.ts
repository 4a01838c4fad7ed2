import { expect, onTestFinished, test, vi } from 'vitest';
import { Relay } from '../buses/redis-server.ts';
import { clusterFixture, countedIn, PATIENCE, STRANGERS } from './cluster-fixture.ts';
import type { ClusterRun } from './cluster-run.ts';

const MINUTES = 60_000;
/** Another is to have taken over by then. */
const TAKEN_OVER = { timeout: 10_000, interval: 100 };

/** What only one has at a time, as Redis knows it: leases, and the shard of them that matters. */
const LEASES = {
  filter: 'raw.filter',
  detect: 'events.detect',
  decide: 'lead.decide',
} as const;
type Role = keyof typeof LEASES;

/** Name of the node that a lease is of. */
async function ownerOf({ redis }: ClusterRun, role: Role, shard: number): Promise<string> {
  const lease = String(await redis.say('HGET', `logsift.leases.${LEASES[role]}`, shard));
  return lease.slice(0, lease.lastIndexOf('-'));
}

/** Names of those who may have one. */
async function membersOf({ redis }: ClusterRun, role: Role): Promise<string[]> {
  const all = (await redis.say('ZRANGE', `logsift.members.${LEASES[role]}`, 0, -1)) as string[];
  return all.map((name) => name.slice(0, name.lastIndexOf('-')));
}

/** The shard of `raw` that the log goes to. */
async function shardOfLog({ redis }: ClusterRun): Promise<number> {
  for (let shard = 0; shard < 16; shard++) {
    const info = (await redis.say('XINFO', 'STREAM', `logsift.raw.${shard}`).catch(() => [])) as unknown[];
    if (Number(info[info.indexOf('entries-added') + 1]) > 0) return shard;
  }
  throw new Error('nothing was published');
}

test('who stands still, or is cut off, is replaced within ten seconds, does no harm when it is back, and stands by', {
  timeout: 4 * MINUTES,
}, async () => {
  const { cluster, log, yaml, arrived, told } = await clusterFixture();
  const relays = new Map<string, Relay>();
  for (const name of ['detect-1', 'detect-2', 'decide-1', 'decide-2']) {
    const relay = await Relay.start(() => cluster.redis.port);
    relays.set(name, relay);
    onTestFinished(() => relay.cut());
  }
  const plans = { filter: yaml.rules, detect: yaml.rules, decide: yaml.decide };
  for (const n of [1, 2]) {
    const added = Object.entries(plans).map(([role, plan]) => {
      const relay = relays.get(`${role}-${n}`);
      return cluster.add(`${role}-${n}`, { role, yaml: plan, ...(relay && { port: relay.port }) });
    });
    await Promise.all(added);
  }
  await cluster.add('collect', { role: 'collect', yaml: yaml.collect });
  const hosts: string[] = [];
  const page = () => {
    const host = STRANGERS[hosts.length]!;
    hosts.push(host);
    log.page(host);
  };
  const shardOf = () => shardOfLog(cluster);
  const shards = { filter: await vi.waitFor(shardOf, PATIENCE), detect: 0, decide: 0 };

  /** Something is done to whoever has a role, and undone when another has it and people were told. */
  const without = async (role: Role, harm: { do(name: string): void; undo(name: string): void }) => {
    const owner = await ownerOf(cluster, role, shards[role]);
    page();
    harm.do(owner);
    await vi.waitFor(async () => {
      const other = await ownerOf(cluster, role, shards[role]);
      expect([role, other.startsWith(role), other === owner]).toEqual([role, true, false]);
    }, TAKEN_OVER);
    await arrived(hosts);
    harm.undo(owner);
    await vi.waitFor(async () => expect(await membersOf(cluster, role)).toContain(owner), PATIENCE);
  };

  const stopped = {
    do: (name: string) => cluster.nodes.get(name)!.signal('SIGSTOP'),
    undo: (name: string) => cluster.nodes.get(name)!.signal('SIGCONT'),
  };
  for (const role of ['filter', 'detect', 'decide'] as const) await without(role, stopped);
  const cut = {
    do: (name: string) => relays.get(name)!.hold(),
    undo: (name: string) => relays.get(name)!.letGo(),
  };
  await without('detect', cut);
  // What is told last was written last: all else was looked at before it.
  log.stop();
  await without('decide', cut);
  const owner = await ownerOf(cluster, 'detect', 0);
  const other = owner === 'detect-1' ? 'detect-2' : 'detect-1';
  expect(await cluster.nodes.get(other)!.end('SIGTERM')).toBe(0);
  // What it counted before it ended is on its way to the one that stood by.
  const { state } = cluster.nodes.get(owner)!;
  await vi.waitFor(() => expect(countedIn(state)).toBe(log.lines), PATIENCE);
  expect(await cluster.nodes.get(owner)!.end('SIGTERM')).toBe(0);
  expect(countedIn(state)).toBe(log.lines);
  for (const host of hosts) {
    const keys = told().flatMap(({ key, text }) => (text.includes(host) ? [key] : []));
    expect(new Set(keys).size).toBe(1);
  }
  expect(cluster.output).not.toContain('gone from the bus');
});

import { expect, test, vi } from 'vitest';
import { packClocks } from '../../src/wire/clocks.ts';
import { KINDS, seal } from '../../src/wire/envelope.ts';
import { packFindings } from '../../src/wire/findings.ts';
import { packJson } from '../../src/wire/plain.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { freePort } from '../sources/network-peer.ts';
import { clusterFixture, countedIn, PATIENCE, statusOf } from './cluster-fixture.ts';

const MINUTES = 60_000;
const YEAR = 365 * 86_400_000;
const HEAD = { producer: 'stranger', fence: Number.MAX_SAFE_INTEGER, sequence: 1 };

/** What somebody may write who is allowed to write at all. */
function forged(): Buffer[] {
  const future = Date.now() + YEAR;
  const clock = { from: 0, to: future, tick: future };
  const found = { unit: 'detect', clock, past: false, notices: [] };
  const poison = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}';
  return [
    Buffer.alloc(0),
    Buffer.from('plain text'),
    Buffer.from(poison),
    Buffer.from(`\u001b[2J\u001b]0;title\u0007 ${'x'.repeat(100_000)}`),
    Buffer.from([0xf5, 0x4c, 0x53, 0x57, 0xff, 0xff, 0, 0]),
    packFindings(HEAD, { ...found, findings: [sampleFinding()], at: [future] }),
    packFindings(HEAD, {
      ...found,
      clock: { from: 0, to: Number.NaN, tick: Number.NaN },
      findings: [],
      at: [],
    }),
    packClocks(
      HEAD,
      [...Array(16).keys()].map((shard) => ({ shard, fence: HEAD.fence, clock: future })),
    ),
    // An entry of each kind that says nothing that can be read, and of a kind with a body of another.
    ...KINDS.map((kind) => seal({ ...HEAD, kind, count: 3, shard: 0, clock: future }, Buffer.from(poison))),
    ...KINDS.map((kind) => seal({ ...HEAD, kind, count: 0, shard: 0, clock: future }, Buffer.alloc(0))),
    ...KINDS.map((kind) => packJson({ ...HEAD, kind, count: 1 }, JSON.parse(poison))),
  ];
}

test('whatever a stranger writes to any topic is put aside or passed over, and what is ours goes on', {
  timeout: 3 * MINUTES,
}, async () => {
  const { cluster, log, yaml, arrived } = await clusterFixture();
  const { redis } = cluster;
  const port = await freePort();
  const listens = `http: { listen: '127.0.0.1:${port}' }\n`;
  await Promise.all([
    cluster.add('decide', { role: 'decide', yaml: yaml.decide }),
    cluster.add('detect', { role: 'detect', yaml: yaml.rules + listens }),
    cluster.add('front', { role: 'collect,filter', yaml: yaml.rules + yaml.collect }),
  ]);
  log.page('walrus');
  await arrived(['walrus']);
  const client = redis.client();
  let written = 0;
  for (const topic of ['events', 'samples', 'findings', 'escalated', 'clock', 'templates', 'store', 'dead']) {
    for (const bytes of forged()) {
      written++;
      await client.xadd(`logsift.${topic}.0`, '*', 'b', bytes);
    }
    await client.xadd(`logsift.${topic}.0`, '*', 'no', 'such', 'field', 'here');
  }
  // What is no entry of ours is lines there: others may write lines.
  const onRaw = forged().filter((bytes) => bytes[0] === 0xf5);
  for (const bytes of onRaw) await client.xadd('logsift.raw.3', '*', 'b', bytes);
  client.disconnect();
  expect(written).toBeGreaterThan(100);

  log.page('heron');
  await arrived(['heron']);
  log.stop();
  await vi.waitFor(async () => expect((await statusOf(port)).pipeline.lines).toBe(log.lines), PATIENCE);
  // What has no other reader than a group is put aside with the reason, and people may look at it.
  const dead = async () => {
    const all = (await redis.say('XRANGE', 'logsift.dead.0', '-', '+')) as [string, string[]][];
    return all.flatMap(([, [, text]]) => {
      try {
        const { topic, reason } = JSON.parse(text!) as { topic?: string; reason?: string };
        return topic === undefined || !reason ? [] : [topic];
      } catch {
        return [];
      }
    });
  };
  await vi.waitFor(async () => {
    expect([...new Set(await dead())].sort()).toEqual(['events', 'findings', 'raw']);
  }, PATIENCE);
  for (const name of ['decide', 'detect', 'front']) {
    const node = cluster.nodes.get(name)!;
    expect([name, await node.end('SIGTERM')]).toEqual([name, 0]);
  }
  expect(countedIn(cluster.nodes.get('detect')!.state)).toBe(log.lines);
  expect(cluster.output).not.toContain('should not have happened');
  expect(cluster.output).not.toContain('\u001b');
});

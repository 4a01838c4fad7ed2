import { describe, expect, it } from 'vitest';
import { viewStore } from '../../src/store/store.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { NOW, newFolder, openStore } from './places.ts';
import { MadeTopic, madeNode, type Node, tablesOf } from './replica-places.ts';

const RANGE = { width: 10_000, from: NOW, to: NOW + 100_000 } as const;

function detecting(name: string, shard: number, fence = 1): Node {
  const node = madeNode(name);
  take(node, shard, fence);
  return node;
}

function take(node: Node, shard: number, fence: number): void {
  node.store.rollups.countAs(shard);
  node.out.own(`detect/${shard}`, fence);
}

/** Counts lines of these hosts, and keeps that with a snapshot. */
async function count(node: Node, shard: number, hosts: readonly string[], turn = 0): Promise<void> {
  for (const [i, host] of hosts.entries()) {
    node.store.rollups.add(
      madeEvent({ line: i, time: NOW + turn * 10_000, message: 'x', host, severity: 3 }),
    );
  }
  const chunks = new Map([['engine', `"of ${shard}, ${turn}"`]]);
  const { ok } = await node.store
    .snapshotsOf(`detect/${shard}`, { counts: true })
    .save({ taken: NOW + turn, chunks, resume: new Map() });
  expect(ok).toBe(true);
}

describe('counts of several shards of detection', () => {
  it('stand side by side, and are told as one', async () => {
    const [a, b, c] = [detecting('a', 0), detecting('b', 3), madeNode('c')];
    const topic = new MadeTopic();
    await count(a, 0, ['h1', 'h1', 'h2']);
    await count(b, 3, ['h7', 'h8', 'h8', 'h8'], 1);
    for (const node of [a, b]) topic.publish(node);
    for (const node of [a, b, c]) topic.read(node);
    for (const node of [a, b]) expect(tablesOf(node)).toEqual(tablesOf(c));
    const view = viewStore(c.folder);
    for (const { rollups } of [a.store, b.store, c.store, view]) {
      const top = rollups.top({ kind: 'host', ...RANGE }, 9).map(({ name, count: n }) => `${name} ${n}`);
      expect(top.slice(0, 2)).toEqual(['h8 3', 'h1 2']);
      expect(top.slice(2).sort()).toEqual(['h2 1', 'h7 1']);
      expect(rollups.query({ kind: 'severity', names: ['3'], ...RANGE }).counts.slice(0, 2)).toEqual([3, 4]);
      const { series } = rollups.spread({ kind: 'all', ...RANGE }, 10);
      expect([...series.get('all')!.counts.slice(0, 2)]).toEqual([3, 4]);
    }
    view.close();
  });

  it('go on where they were with whoever takes a shard over, and the others are left as they are by its image', async () => {
    const [a, b] = [detecting('a', 0), detecting('b', 3)];
    const topic = new MadeTopic();
    await count(a, 0, ['h1']);
    await count(b, 3, ['h7', 'h8']);
    for (const node of [a, b]) topic.publish(node);
    for (const node of [a, b]) topic.read(node);
    // b is gone; what it counted last nobody heard of.
    await count(b, 3, ['h9', 'h9'], 1);
    const c = madeNode('c');
    topic.read(c);
    take(c, 3, 2);
    await count(c, 3, ['h8', 'h10'], 1);
    topic.publishImage(c);
    topic.publish(c);
    for (const node of [a, b]) topic.read(node);
    expect(tablesOf(a)).toEqual(tablesOf(c));
    // Also with the one that was deposed: its h9 is h10 now.
    expect(tablesOf(b).rollup).toEqual(tablesOf(c).rollup);
    const told = b.store.rollups.top({ kind: 'host', ...RANGE }, 9);
    expect(new Map(told.map(({ name, count: n }) => [name, n]))).toEqual(
      new Map([
        ['h1', 1],
        ['h7', 1],
        ['h8', 2],
        ['h10', 1],
      ]),
    );
  });

  it('are forgotten for their age, whatever the shard', async () => {
    const { store, clock } = openStore(newFolder());
    store.rollups.countAs(3);
    store.rollups.add(madeEvent({ line: 1, time: NOW, message: 'x', host: 'h1' }));
    await store
      .snapshotsOf('detect/3', { counts: true })
      .save({ taken: NOW, chunks: new Map(), resume: new Map() });
    expect(store.rollups.hasOld()).toBe(false);
    clock.now = NOW + 401 * 86_400_000;
    expect(store.rollups.hasOld()).toBe(true);
    store.write('t', () => store.rollups.forget(1000));
    expect(store.state.prepare('SELECT count(*) FROM rollup').pluck().get()).toBe(0);
  });
});

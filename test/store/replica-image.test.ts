import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/store/outbox.ts';
import { Retention } from '../../src/store/retention.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding, madeMessage } from '../../src/testing/made-messages.ts';
import { NOW } from './places.ts';
import { MadeTopic, madeNode, type Node, tablesOf } from './replica-places.ts';

/** A node that decides and detects, with something in every kind of table. */
async function busyNode(): Promise<Node> {
  const node = madeNode('a');
  node.out.own('decide', 1);
  node.out.own('detect', 1);
  await work(node, 0);
  return node;
}

async function work({ store }: Node, turn: number): Promise<void> {
  store.write('t', () => {
    const findings = Array.from({ length: 450 }, (_, i) => ({ ...madeFinding(i), id: `f${turn}-${i}` }));
    store.findings.put(findings, NOW + turn);
    store.judgements.add({
      ...{
        at: NOW,
        by: 'jane',
        incident: `i${turn}`,
        verdict: 'noise',
        until: null,
        wide: false,
        scopes: [],
      },
    });
    store.sessions.put({ mark: 'gone', user: 'jane', made: NOW, seen: NOW });
    store.sessions.remove('gone');
  });
  new Outbox(store).put([{ message: madeMessage(), version: turn, critical: true }], {
    ...{ channels: ['slack', 'mail'], now: NOW, memo: { name: 'lanes', state: { turn } } },
  });
  for (let i = 0; i < 300; i++) {
    store.rollups.add(madeEvent({ line: i, time: NOW + turn * 60_000 + i, message: `x${i}`, host: `h${i}` }));
  }
  const chunks = new Map([
    ['engine', `"${randomBytes(900_000).toString('hex')}"`],
    ['same', '"always"'],
  ]);
  const resume = new Map([['ring', String(turn)]]);
  await store.snapshotsOf('detect', { counts: true }).save({ taken: NOW + turn, chunks, resume });
  await store.snapshotsOf('decide', { counts: false }).save({
    taken: NOW + turn,
    chunks: new Map([
      ['budget', '"b"'],
      ['same', '"always"'],
    ]),
    resume: new Map(),
  });
}

describe('an image', () => {
  it('and the changes behind it give a newcomer everything, in entries of at most half a MB', async () => {
    const a = await busyNode();
    const topic = new MadeTopic();
    topic.publish(a);
    let images = 0;
    for (const bytes of a.out.image()) {
      topic.entries.push({ node: 'a', bytes });
      // In the midst of it all goes on.
      if (++images === 9) {
        await work(a, 1);
        a.store.write('t', () => a.store.findings.forget(NOW + 1, { keep: 1e6, most: 100 }));
        topic.publish(a);
      }
    }
    topic.publish(a);
    expect(Math.max(...topic.entries.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(512 * 1024);
    // One that began with the mark, and one that has followed from the start.
    const [newcomer, follower] = [madeNode('b'), madeNode('c')];
    const began = topic.entries.findIndex(({ node, bytes }) => node === 'a' && bytes.includes('"begin"'));
    newcomer.in.skip(String(began - 1));
    for (const node of [newcomer, follower]) {
      topic.read(node);
      expect(tablesOf(node)).toEqual(tablesOf(a));
      const counts = node.store.rollups.query({ kind: 'all', width: 10_000, from: NOW, to: NOW + 120_000 });
      expect(counts.counts.reduce((x, y) => x + y)).toBe(600);
      expect(node.store.snapshotsOf('decide', { counts: false }).latest()?.chunks.get('same')).toBe(
        '"always"',
      );
    }
    expect(newcomer.in.counters).toMatchObject({ torn: 0, conflicting: 0, deposed: 0 });
  });

  it('takes away what a deposed node had written and nobody heard of, and nothing that people said', async () => {
    const a = await busyNode();
    const late = madeNode('b');
    late.store.write('t', () => {
      late.store.findings.put([madeFinding(7), { ...madeFinding(8), id: 'zzz' }], NOW);
      late.store.users.add({ name: 'joe', role: 'admin', password: 'x', mustChange: false, made: NOW });
    });
    const topic = new MadeTopic();
    topic.publishImage(a);
    topic.read(late);
    expect(late.store.findings.get('zzz')).toBeNull();
    expect(late.store.users.list()).toHaveLength(1);
    expect(tablesOf(late).finding).toEqual(tablesOf(a).finding);
  });

  it('is wanted by who lacks pieces of a snapshot, which is said', async () => {
    const a = await busyNode();
    const topic = new MadeTopic();
    topic.publish(a);
    const from = topic.entries.length;
    await work(a, 1);
    topic.publish(a);
    // "always" was sent with the first.
    const late = madeNode('b');
    const said = topic.entries
      .slice(from)
      .map(({ node, bytes }, i) => late.in.apply(bytes, { node, position: `${i}` }));
    expect(new Set(said.flatMap(({ incomplete }) => incomplete))).toEqual(new Set(['detect', 'decide']));
    expect(late.store.snapshotsOf('detect', { counts: true }).latest()).toBeNull();
  });
});

describe('who is answerable', () => {
  it('goes on with what the one before had said, and that one is not heard any more', async () => {
    const a = await busyNode();
    const [b, c] = [madeNode('b'), madeNode('c')];
    const topic = new MadeTopic();
    topic.publish(a);
    for (const node of [b, c]) topic.read(node);
    b.out.own('detect', 2);
    b.out.own('decide', 2);
    await work(b, 1);
    topic.publish(b);
    // It does not know yet.
    await work(a, 2);
    topic.publish(a);
    for (const node of [b, c]) topic.read(node);
    expect(c.in.counters.deposed).toBeGreaterThan(400);
    expect(tablesOf(c)).toEqual(tablesOf(b));
    expect(c.store.snapshotsOf('detect', { counts: true }).latest()?.resume.get('ring')).toBe('1');
    // Only what was new in the snapshot travelled: the rest all had.
    expect(c.in.counters.conflicting).toBe(0);
  });

  it('says alone what is deleted for its age; others delete for themselves and tell nobody', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    a.out.own('decide', 1);
    const findings = Array.from({ length: 20 }, (_, i) => ({ ...madeFinding(i), id: `f${i}` }));
    a.store.write('t', () => a.store.findings.put(findings, NOW));
    topic.publish(a);
    topic.read(b);
    const limits = { eventAge: 1e9, eventBytes: 1e9, findingAge: 1e15, findings: 5 };
    new Retention(b.store, { ...limits, findings: 15 }).step(NOW);
    expect(b.store.findings.count).toBe(15);
    expect(b.out.take()).toBeNull();
    new Retention(a.store, limits).step(NOW);
    topic.publish(a);
    topic.read(b);
    expect(a.store.findings.count).toBe(5);
    expect(tablesOf(b)).toEqual(tablesOf(a));
  });
});

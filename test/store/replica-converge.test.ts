import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { NOW } from './places.ts';
import { MadeTopic, madeNode, type Node, stampsOf, tablesOf } from './replica-places.ts';

/** What people, and whoever decides, may do on any node; `n` says about what. */
const WRITES: Readonly<Record<string, (store: Store, n: number) => void>> = {
  judge: ({ judgements }, n) => {
    const said = { verdict: 'noise', until: null, wide: false, scopes: [] } as const;
    judgements.add({ ...said, at: NOW + n, by: 'jane', incident: `i${n % 3}` });
  },
  takeBack: ({ judgements }, n) => judgements.takeBack(`i${n % 3}`, NOW + n),
  silence: ({ silences }, n) =>
    silences.add({ id: `s${n % 4}`, made: NOW + n, until: NOW + 1e6, written: '{}' }),
  expire: ({ silences }, n) => silences.expire(`s${n % 4}`, { at: NOW + n, by: `p${n}` }),
  acknowledge: ({ acknowledgements }, n) =>
    acknowledgements.add({ incident: `i${n}`, at: NOW, by: 'joe', note: n % 2 === 0 ? null : 'on it' }),
  change: ({ incidents }, n) =>
    incidents.addChange({ id: `c${n % 4}`, from: NOW, to: NOW + n, what: `deployed ${n}`, told: 'person' }),
  order: ({ orders }, n) =>
    orders.add({ at: NOW + n, by: 'jane', order: { kind: 'retrain', models: 'all' } }),
  signIn: ({ sessions }, n) => sessions.put({ mark: `m${n % 4}`, user: `u${n}`, made: NOW, seen: NOW + n }),
  signOut: ({ sessions }, n) => sessions.remove(`m${n % 4}`),
  user: ({ users }, n) =>
    users.add({ name: `\u0000 ${n % 3}`, role: 'admin', password: `${n}`, mustChange: true, made: NOW }),
  password: ({ users }, n) => users.setPassword(`\u0000 ${n % 3}`, `new ${n}`, false),
  leave: ({ users }, n) => users.remove(`\u0000 ${n % 3}`),
  token: ({ tokens }, n) => {
    if (tokens.find(`t${n}`) !== null) return;
    tokens.add(`t${n}`, { id: `t${n}`, name: 'x', scope: 'read', by: 'joe', made: NOW, until: null });
  },
  revoke: ({ tokens }, n) => tokens.remove(`t${n}`),
  known: ({ analyses }, n) => analyses.addUsers([`name ${n} "\\\u{1f600}`]),
  ticket: ({ tickets }, n) =>
    tickets.ask({ ...madeMessage(), key: `ticket-${n % 2}` }, 'jira', { by: 'joe', now: NOW }),
};

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom(...Object.keys(WRITES)),
      node: fc.nat({ max: 2 }),
      n: fc.nat({ max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ publish: fc.nat({ max: 2 }), most: fc.constantFrom(1, 500, 1e6) }) },
  { weight: 2, arbitrary: fc.record({ read: fc.nat({ max: 2 }) }) },
);

function settle(topic: MadeTopic, nodes: readonly Node[]): void {
  for (const node of nodes) topic.publish(node);
  for (const node of nodes) topic.read(node);
}

describe('nodes on which people write at the same time', () => {
  it('agree when they have heard of everything, in whatever order it came about (three nodes)', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 100 }), (steps) => {
        const nodes = ['a', 'b', 'c'].map((name) => madeNode(name));
        const topic = new MadeTopic();
        for (const one of steps) {
          if ('publish' in one) topic.publish(nodes[one.publish]!, one.most);
          else if ('read' in one) topic.read(nodes[one.read]!);
          else {
            const { store } = nodes[one.node]!;
            store.write('t', () => WRITES[one.what]!(store, one.n));
          }
        }
        settle(topic, nodes);
        const [a, b, c] = nodes.map((node) => ({ ...tablesOf(node), stamps: stampsOf(node) }));
        expect(b).toEqual(a);
        expect(c).toEqual(a);
        // All is said: nobody says it again, and nothing changes when it is heard again.
        expect(nodes.map(({ out }) => out.take())).toEqual([null, null, null]);
        for (const { store } of nodes) store.close();
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('keep a word that was said in the knowledge of another, though the clock there is an hour behind', () => {
    const [a, b] = [madeNode('z'), madeNode('b')];
    const topic = new MadeTopic();
    a.store.write('t', () => WRITES.user!(a.store, 0));
    a.store.state.prepare("UPDATE replica_stamp SET at = at + 3600000 WHERE tbl = 'web_user'").run();
    settle(topic, [a, b]);
    b.store.write('t', () => WRITES.password!(b.store, 3));
    settle(topic, [a, b]);
    expect(a.store.users.list()).toEqual([expect.objectContaining({ password: 'new 3' })]);
  });

  it('agree on what was said at the very same time, and on what was taken back', () => {
    const nodes = [madeNode('a'), madeNode('b'), madeNode('c')] as const;
    const topic = new MadeTopic();
    for (const [i, { store }] of nodes.entries()) {
      store.write('t', () => WRITES.user!(store, 3 * i));
      store.state.prepare('UPDATE replica_stamp SET at = 7').run();
    }
    settle(topic, [nodes[1], nodes[2], nodes[0]]);
    settle(topic, nodes);
    for (const { store } of nodes)
      expect(store.users.list()).toEqual([expect.objectContaining({ password: '6' })]);
    nodes[0].store.write('t', () => WRITES.leave!(nodes[0].store, 0));
    settle(topic, nodes);
    for (const { store } of nodes) expect(store.users.list()).toEqual([]);
    expect(stampsOf(nodes[2])).toEqual(stampsOf(nodes[0]));
  });

  it('give judgements numbers of their own, larger ones than all they know of', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    const said = (node: Node) => {
      node.store.write('t', () => WRITES.judge!(node.store, 1));
      return node.store.judgements.list(1)[0]!.id;
    };
    const before = [a, b].map(({ store }) => store.orders.last);
    const first = [said(a), said(b)];
    expect(first[0]).not.toBe(first[1]);
    settle(topic, [a, b]);
    expect(said(a)).toBeGreaterThan(Math.max(...first));
    // Whoever looks for news by these hears of what came over the bus with a smaller number, too.
    for (const node of [a, b]) node.store.write('t', () => WRITES.order!(node.store, 1));
    const versions = [a, b].map(({ store }) => [store.judgements.version, store.orders.last]);
    settle(topic, [a, b]);
    for (const [i, { store }] of [a, b].entries()) {
      expect(store.orders.last).toBeGreaterThan(before[i]!);
      expect(store.orders.last).toBeGreaterThan(versions[i]![1] as number);
      expect(store.orders.list(9)).toHaveLength(2);
    }
    expect(b.store.judgements.version).not.toBe(versions[1]![0]);
  });

  it('have a ticket that was asked for anywhere sent by whoever decides, and all know what became of it', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    b.store.write('t', () => WRITES.ticket!(b.store, 0));
    settle(topic, [a, b]);
    const outbox = new Outbox(a.store);
    outbox.delivered(outbox.next('jira', NOW)!.id, { now: NOW, reference: 'OPS-7' });
    settle(topic, [a, b]);
    expect(new Outbox(b.store).reference('jira', 'ticket-0')).toBe('OPS-7');
    expect(new Outbox(b.store).next('jira', NOW)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { writeBeside } from '../../src/store/write-beside.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW } from './places.ts';
import { MadeTopic, madeNode, tablesOf } from './replica-places.ts';

const judged = (incident: string, at = NOW) => ({
  ...({ at, by: 'jane', incident, verdict: 'noise', until: null, wide: false, scopes: [] } as const),
});

describe('the store of several nodes', () => {
  it('has on all what one of them decides and what people say on any', async () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    a.out.own('decide', 1);
    a.out.own('detect', 1);
    a.store.write('t', () => {
      a.store.findings.put([madeFinding(1), madeFinding(2)], NOW);
      a.store.incidents.addChange({ id: 'c1', from: NOW, to: NOW, what: 'deployed', told: 'person' });
      a.store.judgements.add(judged('i1'));
    });
    a.store.rollups.add(madeEvent({ line: 1, time: NOW, message: 'x', host: 'web\u00001"\u{1f600}' }));
    await a.store
      .snapshotsOf('detect', { counts: true })
      .save({ taken: NOW, chunks: new Map([['engine', 'e1']]), resume: new Map([['f', '7']]) });
    b.store.write('t', () => {
      b.store.judgements.add(judged('i2'));
      b.store.acknowledgements.add({ incident: 'i1', at: NOW, by: 'joe', note: null });
    });
    for (const node of [a, b]) topic.publish(node);
    for (const node of [a, b]) topic.read(node);
    expect(tablesOf(b)).toEqual(tablesOf(a));
    expect(
      b.store.judgements
        .list(10)
        .map(({ incident }) => incident)
        .sort(),
    ).toEqual(['i1', 'i2']);
    expect(b.store.findings.count).toBe(2);
    expect(b.store.snapshotsOf('detect', { counts: true }).latest()?.chunks.get('engine')).toBe('e1');
    expect(b.store.rollups.top({ kind: 'host', width: 10_000, from: NOW, to: NOW + 10_000 }, 5)).toEqual([
      { name: 'web\u00001"\u{1f600}', count: 1 },
    ]);
    // What came is not noted again.
    expect([a.out.take(), b.out.take()]).toEqual([null, null]);
  });

  it('notes what another process writes, and says a row that changed twice once', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    for (const note of ['first', 'second']) {
      writeBeside(
        a.folder,
        () => NOW,
        (state) => {
          state.silences.add({ id: 's1', made: NOW, until: NOW + 1, written: '{}' });
          state.acknowledgements.add({ incident: 'i1', at: NOW, by: 'joe', note });
        },
      );
    }
    expect(a.out.waiting).toBe(3);
    topic.publish(a);
    topic.read(b);
    expect(tablesOf(b)).toEqual(tablesOf(a));
    expect(b.store.acknowledgements.after(0).map(({ note }) => note)).toEqual(['first', 'second']);
  });
});

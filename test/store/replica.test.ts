import { hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { STATE } from '../../src/store/migrations.ts';
import { Replicator } from '../../src/store/replicator.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';
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

  it('notes nothing before it is one of several, and nothing any more when it is not; nor does it grow', () => {
    const { store } = openStore(newFolder());
    const say = () => store.write('t', () => store.judgements.add(judged('i1')));
    const noted = () => store.state.prepare('SELECT count(*) FROM replica_change').pluck().get();
    say();
    expect(noted()).toBe(0);
    const node = new Replicator({ store, node: 'a', life: '1' });
    // What people had said before is for all.
    expect(node.take()!.rows).toBe(1);
    // While nothing can be published one row fills nothing.
    store.write('t', () => {
      for (let i = 0; i < 30_000; i++) store.sessions.put({ mark: `m${i % 2}`, user: 'u', made: i, seen: i });
    });
    node.tidy(NOW);
    expect(noted()).toBe(3);
    expect(node.take()!.rows).toBe(3);
    Replicator.stop(store);
    say();
    expect(noted()).toBe(0);
    expect(store.judgements.list(9)).toHaveLength(2);
  });

  it('takes again what was not said to be published, and what changed between', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const add = (id: string) =>
      a.store.write('t', () => a.store.silences.add({ id, made: NOW, until: NOW + 9, written: '{}' }));
    add('s1');
    const first = a.out.take()!;
    a.store.write('t', () => a.store.silences.expire('s1', { at: NOW, by: 'joe' }));
    add('s2');
    expect(a.out.published(first.token)).toBe(true);
    expect(a.out.published(first.token)).toBe(false);
    const second = a.out.take()!;
    expect(second.rows).toBe(2);
    expect(a.out.take()!.rows).toBe(2);
    expect(a.out.published(second.token)).toBe(true);
    const bytes = first.bytes + second.bytes;
    expect(a.out.counters).toEqual({ rows: first.rows + second.rows, bytes, snapshots: 0 });
    for (const [i, bytes] of [...first.entries, ...second.entries, ...first.entries].entries()) {
      b.in.apply(bytes, { node: 'a', position: String(i) });
    }
    expect(tablesOf(b)).toEqual(tablesOf(a));
    expect(b.in.counters).toMatchObject({ applied: 3, repeated: 1 });
    expect(b.in.position).toBe('2');
  });

  it('takes bounded bytes at a time', () => {
    const a = madeNode('a');
    a.out.own('decide', 1);
    a.store.write('t', () => {
      a.store.findings.put(
        Array.from({ length: 100 }, (_, i) => ({ ...madeFinding(i), id: `f${i}` })),
        NOW,
      );
    });
    const whole = a.out.take()!.bytes;
    const part = a.out.take(whole / 5)!;
    expect(part.bytes).toBeLessThan(whole / 3);
    expect(part.rows).toBeLessThan(50);
  });

  it('leaves what was only half heard, and says so', async () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    a.out.own('detect', 1);
    const chunks = new Map([['engine', randomBytes(900_000).toString('hex')]]);
    await a.store.snapshotsOf('detect', { counts: true }).save({ taken: 1, chunks, resume: new Map() });
    const { entries } = a.out.take()!;
    expect(entries.length).toBeGreaterThan(1);
    const said = entries.slice(1).map((bytes, i) => b.in.apply(bytes, { node: 'a', position: `${i}` }).state);
    expect(said[0]).toBe('torn');
    // Its beginning was lost; the same comes again as something new.
    const again = a.out
      .take()!
      .entries.map((bytes, i) => b.in.apply(bytes, { node: 'a', position: `${i}` }).state);
    expect(again).toEqual([...Array.from({ length: again.length - 1 }, () => 'waiting'), 'applied']);
    expect(b.store.state.prepare('SELECT count(*) FROM replica_part').pluck().get()).toBe(0);
    expect(tablesOf(b)).toEqual(tablesOf(a));
  });

  it('hears of a change under every way of writing a row', () => {
    const [a, b] = [madeNode('a'), madeNode('b')];
    const topic = new MadeTopic();
    const write = (sql: string) => a.store.write('t', () => a.store.state.prepare(sql).run());
    const columns = '(mark, name, made, seen)';
    const rows = "VALUES ('m1', 'joe', 1, 1), ('m2', 'joe', 1, 1)";
    for (const sql of [
      `INSERT INTO web_session ${columns} ${rows}`,
      `INSERT OR IGNORE INTO web_session ${columns} ${rows}`,
      `INSERT OR REPLACE INTO web_session ${columns} VALUES ('m1', 'jane', 2, 2)`,
      'UPDATE OR IGNORE web_session SET seen = 3',
      "UPDATE OR IGNORE web_session SET mark = 'm3' WHERE mark = 'm1'",
      `INSERT OR IGNORE INTO web_session ${columns} VALUES ('m1', 'jim', 4, 4)`,
      "DELETE FROM web_session WHERE mark = 'm2'",
    ]) {
      write(sql);
      write("UPDATE OR REPLACE web_session SET seen = seen + 1 WHERE mark = 'm2'");
      topic.publish(a);
      topic.read(b);
      expect(tablesOf(b).web_session, sql).toEqual(tablesOf(a).web_session);
    }
    expect(tablesOf(b).web_session).toHaveLength(2);
  });
});

it('a database of before there were several is brought along, marks and all', () => {
  const folder = newFolder();
  const path = join(folder, 'state.db');
  const before = STATE.slice(0, 9);
  const { db } = openDatabase({ path, migrations: before, precious: [] });
  for (let i = 0; i < 3; i++) {
    db.prepare("INSERT INTO acknowledgement (incident, at, who) VALUES ('i', 1, 'joe')").run();
    db.prepare(
      "INSERT INTO action_note (at, action, state, who, detail) VALUES (1, 'a', 'done', '', '')",
    ).run();
    db.prepare(
      "INSERT INTO audit (at, who, address, what, about, status) VALUES (1, 'joe', '::1', 'GET', '', 200)",
    ).run();
  }
  const text = 'piece';
  db.prepare('INSERT INTO chunk (hash, bytes, data) VALUES (?, 5, ?)').run(
    hash('sha256', text),
    zstdCompressSync(text),
  );
  const manifest = JSON.stringify({
    version: 1,
    taken: 1,
    chunks: [['engine', hash('sha256', text)]],
    resume: [],
  });
  db.prepare('INSERT INTO snapshot (taken, manifest, checksum) VALUES (1, ?, ?)').run(
    manifest,
    hash('sha256', manifest),
  );
  db.close();
  const a = madeNode('a', folder);
  // What was learnt by one that did everything is where each part of it begins.
  for (const unit of ['', 'decide', 'detect/3']) {
    const latest = a.store.snapshotsOf(unit, { counts: false }).latest();
    expect(latest?.chunks.get('engine')).toBe(text);
  }
  const topic = new MadeTopic();
  topic.publish(a);
  const b = madeNode('b');
  topic.read(b);
  expect(b.store.acknowledgements.list(9)).toHaveLength(3);
  expect(b.store.audit.list(9)).toHaveLength(3);
  expect(b.store.actions.notes(9)).toHaveLength(3);
});

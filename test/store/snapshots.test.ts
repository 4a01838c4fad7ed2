import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/store/snapshots.ts';
import { viewStore } from '../../src/store/store.ts';
import { NOW, newFolder, openStore } from './places.ts';

const snapshot = (n: number, chunks: { [name: string]: string }): Snapshot => ({
  taken: NOW + n,
  chunks: new Map(Object.entries(chunks)),
  resume: new Map([
    ['file:/var/log/syslog', `at ${n}`],
    ['ring', String(n * 2 ** 32 + 1)],
  ]),
});

const large = (seed: number) =>
  JSON.stringify(Array.from({ length: 3000 }, (_, i) => ({ n: i * seed, text: `größer – ${i}\u{1f600}` })));

describe('a snapshot', () => {
  it('comes back as it was kept, in the next process too', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    expect(store.snapshots.latest()).toBeNull();
    const kept = snapshot(1, { engine: large(7), empty: '', __proto__x: '{}', 'detector/a': '"\u0000"' });
    expect(await store.snapshots.save(kept)).toMatchObject({ ok: true, changed: 4 });
    expect(store.snapshots.latest()).toEqual(kept);
    store.close();
    expect(openStore(folder).store.snapshots.latest()).toEqual(kept);
  });

  it('writes only pieces that are other than before, and keeps the pieces of the last two', async () => {
    const { store } = openStore(newFolder());
    const save = (n: number, chunks: { [name: string]: string }) => store.snapshots.save(snapshot(n, chunks));
    await save(1, { a: large(1), b: large(2) });
    expect(await save(2, { a: large(1), b: large(3) })).toMatchObject({ ok: true, changed: 1 });
    expect(await save(3, { a: large(1), b: large(3) })).toMatchObject({
      ok: true,
      changed: 0,
      packedBytes: 0,
    });
    const two = store.snapshots.packedBytes;
    await save(4, { a: large(1), b: large(4) });
    await save(5, { a: large(1), b: large(5) });
    // a, and two versions of b.
    expect(store.state.prepare('SELECT count(*) FROM chunk').pluck().get()).toBe(3);
    expect(store.state.prepare('SELECT count(*) FROM snapshot').pluck().get()).toBe(2);
    expect(store.snapshots.packedBytes).toBeLessThan(2 * two);
  });

  it('is looked into by another process, piece by piece, beside the one that writes', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    await store.snapshots.save(snapshot(1, { a: 'old', b: 'kept' }));
    const view = viewStore(folder);
    expect(view.snapshots.piece('a')).toBe('old');
    expect(view.snapshots.piece('c')).toBeNull();
    await store.snapshots.save(snapshot(2, { a: 'new', b: 'kept' }));
    expect(view.snapshots.piece('a')).toBe('new');
    // The latest is damaged: the one before it is whole.
    store.state.prepare('UPDATE snapshot SET manifest = ? WHERE id = 2').run('{{');
    expect(view.snapshots.piece('a')).toBe('old');
    view.close();
  });

  it('asked for while another is being kept follows it', async () => {
    const { store } = openStore(newFolder());
    const saves = [1, 2, 3].map((n) => store.snapshots.save(snapshot(n, { a: large(n) })));
    await Promise.all(saves);
    expect(store.snapshots.latest()).toEqual(snapshot(3, { a: large(3) }));
    expect([...store.snapshots.whole()].map(({ taken }) => taken - NOW)).toEqual([3, 2]);
  });

  it.each([
    [
      'a piece that is damaged',
      `UPDATE chunk SET data = zeroblob(length(data)) WHERE id = (SELECT max(id) FROM chunk)`,
    ],
    [
      'a piece that is another',
      `UPDATE chunk SET data = (SELECT data FROM chunk WHERE id = 1) WHERE id = (SELECT max(id) FROM chunk)`,
    ],
    ['a piece that is missing', 'DELETE FROM chunk WHERE id = (SELECT max(id) FROM chunk)'],
    [
      'a piece that unpacks to more than it should',
      'UPDATE chunk SET bytes = 10 WHERE id = (SELECT max(id) FROM chunk)',
    ],
    [
      'a list of pieces that is damaged',
      `UPDATE snapshot SET manifest = replace(manifest, 'ring', 'rung') WHERE id = 2`,
    ],
    ['a list of pieces that is none', `UPDATE snapshot SET manifest = '{{' WHERE id = 2`],
  ])('with %s is passed over for the one before it, and that is said', async (_, sql) => {
    const { store, notices } = openStore(newFolder());
    await store.snapshots.save(snapshot(1, { a: large(1), b: large(2) }));
    await store.snapshots.save(snapshot(2, { a: large(1), b: large(3) }));
    store.state.exec(sql);
    expect(store.snapshots.latest()).toEqual(snapshot(1, { a: large(1), b: large(2) }));
    expect(notices).toMatchObject([
      { kind: 'trouble', about: 'store:snapshot', text: expect.stringContaining('damaged') },
    ]);
    // And the next one can be kept.
    await store.snapshots.save(snapshot(3, { a: large(1), b: large(9) }));
    expect(store.snapshots.latest()).toEqual(snapshot(3, { a: large(1), b: large(9) }));
  });

  it('of which none is whole is none', async () => {
    const { store, notices } = openStore(newFolder());
    await store.snapshots.save(snapshot(1, { a: large(1) }));
    await store.snapshots.save(snapshot(2, { a: large(1) }));
    store.state.exec('UPDATE chunk SET data = zeroblob(5)');
    expect(store.snapshots.latest()).toBeNull();
    expect(notices).toHaveLength(2);
  });

  it('in a damaged database is lost with it, the file is kept, and all of it is said', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    for (let n = 1; n < 4; n++) await store.snapshots.save(snapshot(n, { a: large(n), b: large(10 * n) }));
    store.close();
    const path = join(folder, 'state.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    const { store: next, notices } = openStore(folder);
    expect(notices).toMatchObject([{ kind: 'trouble', about: 'store:state.db' }]);
    expect(notices[0]!.text).toContain(`${path}.aside-1`);
    expect(next.snapshots.latest()).toBeNull();
    expect(readFileSync(`${path}.aside-1`)).toEqual(bytes);
  });

  it('of several units stand side by side, and readers find the pieces of all of them', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const view = viewStore(folder);
    await store.snapshots.save(snapshot(1, { engine: 'old', budget: 'old', mail: 'old' }));
    const [detect, decide] = ['detect', 'decide'].map((unit) => store.snapshotsOf(unit, { counts: false }));
    // Each begins with what there was before.
    expect(detect!.latest()?.chunks.get('mail')).toBe('old');
    for (let n = 2; n < 6; n++) {
      await detect!.save(snapshot(10 * n, { engine: `engine ${n}`, same: 'x' }));
      await decide!.save(snapshot(10 * n + 5, { budget: `budget ${n}`, same: 'x' }));
    }
    expect(detect!.latest()?.chunks).toEqual(new Map(Object.entries({ engine: 'engine 5', same: 'x' })));
    expect(decide!.latest()?.chunks).toEqual(new Map(Object.entries({ budget: 'budget 5', same: 'x' })));
    expect(['engine', 'budget', 'mail'].map((name) => view.snapshots.piece(name))).toEqual([
      ...['engine 5', 'budget 5', 'old'],
    ]);
    const latest = view.snapshots.latest()!;
    // What was counted is counted up to the older of them.
    expect(latest.taken).toBe(NOW + 50);
    expect([...latest.pieces.keys()].sort()).toEqual(['budget', 'engine', 'mail', 'same']);
    expect(view.snapshots.textOf(latest.pieces.get('engine')!)).toBe('engine 5');
    // Back to one that does everything: what units had is of the past.
    await store.snapshots.save(snapshot(90, { engine: 'whole' }));
    expect([view.snapshots.piece('engine'), view.snapshots.piece('budget')]).toEqual(['whole', 'old']);
    expect(view.snapshots.latest()!.taken).toBe(NOW + 90);
    expect(detect!.latest()?.chunks.get('engine')).toBe('whole');
    view.close();
  });

  it('keeps a piece that two units have when one of them does not have it any more', async () => {
    const { store } = openStore(newFolder());
    const [a, b] = ['detect', 'decide'].map((unit) => store.snapshotsOf(unit, { counts: false }));
    await a!.save(snapshot(1, { one: 'same' }));
    const pieces = Array.from({ length: 40 }, (_, i): [string, string] => [`large/${i}`, large(i + 2)]);
    const saving = b!.save(snapshot(2, { two: 'same', ...Object.fromEntries(pieces) }));
    // While that one is being packed, the piece is let go of by the other.
    for (let n = 3; n < 6; n++) await a!.save(snapshot(n, { one: `other ${n}` }));
    await saving;
    expect(b!.latest()?.chunks.get('two')).toBe('same');
    expect(a!.latest()?.chunks.get('one')).toBe('other 5');
  });
});

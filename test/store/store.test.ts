import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { viewStore } from '../../src/store/store.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';

const finding = (id: string) => ({ ...madeFinding(0), id });

describe('a store', () => {
  it('does all of a write or nothing, and hands on what its work throws', () => {
    const { store } = openStore(newFolder());
    const broken = () =>
      store.write('findings', () => {
        store.findings.put([finding('a')], NOW);
        throw new Error('no');
      });
    expect(broken).toThrow('no');
    expect(store.findings.get('a')).toBeNull();
    expect(store.write('findings', () => 7)).toEqual({ ok: true, value: 7 });
    expect(store.shed.size).toBe(0);
  });

  it('holds a write back, and counts it, while another process holds the database', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const other = new Database(join(folder, 'state.db'));
    other.exec('BEGIN IMMEDIATE');
    const put = () => store.write('findings', () => store.findings.put([finding('a')], NOW));
    expect(put()).toEqual({ ok: false, reason: 'busy' });
    expect([...store.shed]).toEqual([['findings', 1]]);
    other.exec('ROLLBACK');
    other.close();
    expect(put().ok).toBe(true);
  });

  it('is not held up by another process that reads, however long', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const view = viewStore(folder);
    store.findings.put([finding('a'), finding('b')], NOW);
    const other = new Database(join(folder, 'state.db'), { readonly: true });
    const rows = other.prepare('SELECT * FROM finding').iterate();
    rows.next();
    expect(store.write('findings', () => store.findings.put([finding('c')], NOW)).ok).toBe(true);
    rows.return?.();
    other.close();
    expect(view.findings.count).toBe(3);
    view.close();
  });

  it('ends with an error when damage is met in what must not be lost, and the next start goes on without it', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    // Larger than what is looked through as a whole, and damaged where opening does not look.
    for (let i = 0; i < 70; i++) {
      const noise = Buffer.alloc(1 << 20, Math.sin(i).toString());
      store.state
        .prepare('INSERT INTO rollup (width, kind, start, counts) VALUES (1, ?, ?, ?)')
        .run('all', i, noise);
    }
    await store.snapshots.save({ taken: NOW, chunks: new Map([['a', 'b']]), resume: new Map() });
    store.close();
    const path = join(folder, 'state.db');
    expect(statSync(path).size).toBeGreaterThan(64 << 20);
    const db = new Database(path);
    const page = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'rollup'")
      .pluck()
      .get() as number;
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, (page - 1) * 8192, page * 8192);
    writeFileSync(path, bytes);

    const { store: next, notices } = openStore(folder);
    expect(notices).toEqual([]);
    const read = () => next.write('counts', () => next.state.prepare('SELECT * FROM rollup').all());
    expect(read).toThrow(
      expect.objectContaining({ code: 'STATE_FILE', message: expect.stringContaining('damaged') }),
    );
    next.close();
    const { store: last, notices: said } = openStore(folder);
    expect(said).toMatchObject([{ kind: 'trouble', about: 'store:state.db' }]);
    expect(existsSync(`${path}.aside-1`)).toBe(true);
    expect(last.write('counts', () => last.state.prepare('SELECT * FROM rollup').all()).ok).toBe(true);
  });

  it('that is not there cannot be looked into', () => {
    expect(() => viewStore(newFolder())).toThrow(expect.objectContaining({ code: 'STATE_FILE' }));
  });
});

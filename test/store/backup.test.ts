import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { writeArchive } from '../../src/store/archive.ts';
import { backup, restore } from '../../src/store/backup.ts';
import { ExpectedList } from '../../src/store/expected.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';

const snapshot = (n: number) => ({
  taken: NOW + n,
  chunks: new Map([['engine', `state ${n} ${'x'.repeat(5000)}`]]),
  resume: new Map([['file', `${n}`]]),
});

async function filled(): Promise<{ folder: string; store: ReturnType<typeof openStore>['store'] }> {
  const folder = newFolder();
  const { store } = openStore(folder);
  await store.snapshots.save(snapshot(1));
  store.findings.put([{ ...madeFinding(0), id: 'aaaa' }], NOW);
  for (let i = 0; i < 100; i++) store.events.add(madeEvent({ line: i + 1, time: MADE_START + i }));
  store.events.flush();
  const expected = await ExpectedList.read(folder);
  expected.add({ id: 'aaaa0000', since: NOW, until: null });
  await expected.save(NOW);
  return { folder, store };
}

async function filledBackup(): Promise<string> {
  const { folder, store } = await filled();
  const file = join(newFolder(), 'b.bak');
  await backup({ folder, file, events: true, now: NOW });
  store.close();
  return file;
}

describe('a backup', () => {
  it('taken while the store is written to holds one moment of it, and is restored elsewhere', async () => {
    const { folder, store } = await filled();
    const file = join(newFolder(), 'b.bak');
    let going = true;
    const writing = (async () => {
      for (let n = 2; going; n++) {
        await store.snapshots.save(snapshot(n));
        store.findings.put([{ ...madeFinding(n), id: `f${n}` }], NOW);
        for (let i = 0; i < 50; i++)
          store.events.add(madeEvent({ line: n * 1000 + i, time: MADE_START + n * 1000 + i }));
        store.events.flush();
      }
    })();
    const result = await backup({ folder, file, events: true, now: NOW + 5 });
    going = false;
    await writing;
    expect(result).toMatchObject({ taken: NOW + 5 });
    expect(result.files.map(({ name }) => name)).toEqual(['events.db', 'state.db', 'expected.zst']);
    const other = newFolder();
    expect(await restore(file, other)).toEqual({ ...result, aside: [] });
    const { store: restored, notices } = openStore(other);
    expect(notices).toEqual([]);
    const latest = restored.snapshots.latest()!;
    expect(latest).toEqual(snapshot(latest.taken - NOW));
    expect(restored.events.search({ limit: 1000 }).length).toBeGreaterThanOrEqual(100);
    expect((await ExpectedList.read(other)).entries).toHaveLength(1);
    // A database of its own that goes on as the other did.
    expect(restored.state.pragma('auto_vacuum', { simple: true })).toBe(2);
    expect(await restored.snapshots.save(snapshot(9))).toMatchObject({ ok: true });
  });

  it('can leave the events out; then those that are there stay', async () => {
    const { folder, store } = await filled();
    const file = join(newFolder(), 'b.bak');
    const { files } = await backup({ folder, file, events: false, now: NOW });
    expect(files.map(({ name }) => name)).toEqual(['state.db', 'expected.zst']);
    await store.snapshots.save(snapshot(5));
    store.close();
    const { aside } = await restore(file, folder);
    expect([...aside].sort()).toEqual([
      join(folder, 'expected.zst.aside-1'),
      join(folder, 'state.db.aside-1'),
    ]);
    const { store: restored } = openStore(folder);
    expect(restored.snapshots.latest()).toEqual(snapshot(1));
    expect(restored.events.search({ limit: 1000 })).toHaveLength(100);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
    [
      'with a flipped bit',
      (bytes: Buffer) => Buffer.from(bytes.map((b, i) => (i === bytes.length - 300 ? b ^ 16 : b))),
    ],
    ['with another checksum', (bytes: Buffer) => changed(bytes, /"sha256":"\w{8}/, '"sha256":"00000000')],
    ['with a file of another length', (bytes: Buffer) => changed(bytes, /"bytes":\d/, '"bytes":9')],
    ['that names a file outside', (bytes: Buffer) => changed(bytes, /expected\.zst/, '../outside')],
    [
      'that names a file of somebody',
      (bytes: Buffer) => changed(bytes, /expected\.zst/, 'profiles/../../x.zst'),
    ],
    ['of another kind', (bytes: Buffer) => changed(bytes, /"backup"/, '"profile"')],
    ['empty', () => Buffer.alloc(0)],
    ['no backup', () => Buffer.from('hello\nworld')],
  ])('that is %s is refused, and nothing is changed', async (_, damage) => {
    const file = await filledBackup();
    writeFileSync(file, damage(readFileSync(file)));
    const folder = newFolder();
    const { store } = openStore(folder);
    await store.snapshots.save(snapshot(7));
    store.close();
    await expect(restore(file, folder)).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
    expect(readdirSync(folder).filter((name) => !/^(ballast|lock.*|(state|events)\.db)$/.test(name))).toEqual(
      [],
    );
    expect(openStore(folder).store.snapshots.latest()).toEqual(snapshot(7));
  });

  it('that holds a damaged database is refused', async () => {
    const folder = newFolder();
    const path = join(folder, 'state.db');
    writeFileSync(path, 'this is no database, but a letter\n'.repeat(200));
    const file = join(folder, 'b.bak');
    await writeArchive(file, { paths: new Map([['state.db', path]]), taken: NOW });
    await expect(restore(file, newFolder())).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
  });

  it('of a newer version is refused', async () => {
    const file = await filledBackup();
    const newer = join(newFolder(), 'newer.bak');
    writeFileSync(newer, changed(readFileSync(file), /"version":1/, '"version":7'));
    await expect(restore(newer, newFolder())).rejects.toMatchObject({ code: 'STATE_NEWER' });
    const folder = newFolder();
    await restore(file, folder);
    const path = join(folder, 'state.db');
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    await writeArchive(newer, { paths: new Map([['state.db', path]]), taken: NOW });
    await expect(restore(newer, newFolder())).rejects.toMatchObject({ code: 'STATE_NEWER' });
    await expect(backup({ folder, file, events: false, now: NOW })).rejects.toMatchObject({
      code: 'STATE_NEWER',
    });
  });

  it('is not restored to a folder that is in use, and clears away what a killed attempt left', async () => {
    const file = await filledBackup();
    const folder = newFolder();
    const { store } = openStore(folder);
    await expect(restore(file, folder)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    store.close();
    mkdirSync(join(folder, '.restore-killed'));
    await restore(file, folder);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

/** The first line with something replaced in it. */
function changed(bytes: Buffer, what: RegExp, by: string): Buffer {
  const end = bytes.indexOf(10);
  const head = bytes.toString('utf8', 0, end);
  expect(head).toMatch(what);
  return Buffer.concat([Buffer.from(head.replace(what, by)), bytes.subarray(end)]);
}

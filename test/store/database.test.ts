import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { condemn, type Opened, openDatabase, openToRead } from '../../src/store/database.ts';
import { FIRST, QUICK } from './migration-steps.ts';
import { newFolder, runBeside } from './places.ts';

function opened(path: string, migrations: readonly string[] = [FIRST], precious = ['a']): Opened {
  const result = openDatabase({ path, migrations, precious });
  onTestFinished(() => {
    result.db.close();
  });
  return result;
}

const count = (db: Database.Database, table: string) =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** A database of version 1 that was closed. */
function made(): string {
  const path = join(newFolder(), 'deep', 'thing.db');
  opened(path).db.close();
  return path;
}

describe('a database', () => {
  it('is made when there is none, for its owner only, and loses nothing when the power fails', () => {
    const path = join(newFolder(), 'deep', 'thing.db');
    const { db, damaged } = opened(path);
    expect(damaged).toBeNull();
    expect(count(db, 'a')).toBe(1000);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    // FULL.
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
  });

  it('of an older version is brought up to date and keeps what it holds', () => {
    const path = made();
    const { db, damaged } = opened(path, [FIRST, QUICK]);
    expect(damaged).toBeNull();
    expect([count(db, 'a'), count(db, 'b'), db.pragma('user_version', { simple: true })]).toEqual([
      1000, 1000, 2,
    ]);
  });

  it('of a newer version is refused and left as it is', () => {
    const path = made();
    opened(path, [FIRST, QUICK]).db.close();
    const before = readFileSync(path);
    const refused = expect.objectContaining({
      code: 'STATE_NEWER',
      message: expect.stringMatching(/newer logsift \(version 2 of the database, wanted 1\)/),
    });
    expect(() => opened(path)).toThrow(refused);
    expect(() => openToRead({ path, migrations: [FIRST] })).toThrow(refused);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is as before when a step of its shape was killed half-way, and the step is made again', async () => {
    const path = made();
    let begun = () => {};
    const migrating = new Promise<void>((done) => {
      begun = done;
    });
    const { child, ended } = runBeside(new URL('./slow-migration.ts', import.meta.url), [path], begun);
    await migrating;
    // In the middle: it has written more than the whole database was.
    await expect
      .poll(() => existsSync(`${path}-wal`) && statSync(`${path}-wal`).size, { timeout: 60_000 })
      .toBeGreaterThan(1e6);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const { db, damaged } = opened(path, [FIRST, QUICK]);
    expect(damaged).toBeNull();
    expect([count(db, 'a'), count(db, 'b')]).toEqual([1000, 1000]);
  });

  it.each([
    ['cut', (path: string) => truncateSync(path, 5000)],
    [
      'something else',
      (path: string) => writeFileSync(path, 'this is no database, but a letter\n'.repeat(200)),
    ],
    ['full of zeros', (path: string) => writeFileSync(path, Buffer.alloc(8192))],
    ['with flipped bits', (path: string) => flip(path, 2 * 4096 + 3)],
    ['a database of somebody else', foreign],
    ['met damaged when it was used', condemn],
  ])('that is %s is kept beside, and a new one is begun', (_, damage) => {
    const path = made();
    damage(path);
    const there = readFileSync(path);
    const { db, damaged } = opened(path);
    expect(damaged?.aside).toBe(`${path}.aside-1`);
    expect(damaged?.reason).not.toBe('');
    expect(readFileSync(`${path}.aside-1`)).toEqual(there);
    expect(count(db, 'a')).toBe(1000);
    db.close();
    // Once.
    expect(opened(path).damaged).toBeNull();
  });

  it('that is empty is begun anew, and that is said', () => {
    const path = made();
    writeFileSync(path, '');
    expect(opened(path).damaged).toEqual({ reason: 'it was empty', aside: null });
  });

  it('whose log was deleted is whole as of the last time the log was copied', () => {
    const path = join(newFolder(), 'thing.db');
    const { db } = opened(path);
    db.exec('INSERT INTO a VALUES (5000)');
    const copy = join(newFolder(), 'thing.db');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.exec('INSERT INTO a VALUES (5001)');
    copyFileSync(path, copy);
    rmSync(`${copy}-wal`, { force: true });
    const { db: other, damaged } = opened(copy);
    expect(damaged).toBeNull();
    expect(count(other, 'a')).toBe(1001);
  });

  it('keeps no more than five damaged files', () => {
    const path = made();
    for (let i = 0; i < 7; i++) {
      writeFileSync(path, `no database ${i} `.repeat(100));
      opened(path).db.close();
    }
    expect(existsSync(`${path}.aside-5`)).toBe(true);
    expect(existsSync(`${path}.aside-6`)).toBe(false);
  });

  it('can be read while another process writes it, but not before it is there', () => {
    const path = made();
    const { db } = opened(path);
    const reader = openToRead({ path, migrations: [FIRST] });
    db.exec('INSERT INTO a VALUES (5000)');
    expect(count(reader, 'a')).toBe(1001);
    expect(() => reader.exec('DELETE FROM a')).toThrow(/readonly/);
    reader.close();
    const nothing = join(newFolder(), 'none.db');
    expect(() => openToRead({ path: nothing, migrations: [FIRST] })).toThrow(
      expect.objectContaining({ code: 'STATE_FILE' }),
    );
    expect(existsSync(nothing)).toBe(false);
  });

  it('takes a folder that it cannot have for an error of the catalogue', () => {
    const path = join(made(), 'below a file', 'thing.db');
    expect(() => opened(path)).toThrow(expect.objectContaining({ code: 'STATE_FILE' }));
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  for (let i = at; i < at + 200; i++) bytes[i]! ^= 0x55;
  writeFileSync(path, bytes);
}

function foreign(path: string): void {
  rmSync(path);
  const db = new Database(path);
  db.exec('CREATE TABLE a (n INTEGER)');
  db.close();
}

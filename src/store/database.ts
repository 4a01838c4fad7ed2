import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import type { Migration } from './migrations.ts';

/** A database file of ours and the shape it should have. */
export interface DatabasePlan {
  readonly path: string;
  readonly migrations: readonly Migration[];
  /** Tables looked through at opening, however large the file is; a small file is looked through as a whole. */
  readonly precious: readonly string[];
}

/** An open database, and what became of the file that was there when that one could not be used. */
export interface Opened {
  readonly db: Database.Database;
  /** `aside` is null where there was nothing to keep. */
  readonly damaged: { readonly reason: string; readonly aside: string | null } | null;
}

/** "LgSi", so that a database of somebody else is not taken for ours. */
const APPLICATION = 0x4c675369;
const BUSY_MS = 5_000;
/** A file up to this size is looked through as a whole within a fraction of a second. */
const SMALL_FILE = 64 << 20;
const ASIDES = 5;

/**
 * Opens a database, makes it when there is none, and brings an older one up to date, each step whole or not at all.
 * A damaged file is renamed and an empty database begun. Throws STATE_NEWER for one of a later version, which is left
 * as it is, and STATE_FILE where the folder cannot be used.
 */
export function openDatabase(plan: DatabasePlan): Opened {
  try {
    mkdirSync(dirname(plan.path), { recursive: true, mode: 0o700 });
    const emptied = existsSync(plan.path) && statSync(plan.path).size === 0 && !walOf(plan.path);
    try {
      const db = open(plan);
      // An empty file is what a crash of the machine leaves of a database that was just begun: nothing to keep.
      return { db, damaged: emptied ? { reason: 'it was empty', aside: null } : null };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const aside = putAside(plan.path);
      return { db: open(plan), damaged: { reason: (error as Error).message, aside } };
    }
  } catch (error) {
    if (error instanceof LogsiftError) throw error;
    const text = `Cannot use the database ${plan.path}: ${(error as Error).message}`;
    throw new LogsiftError('STATE_FILE', text, { cause: error });
  }
}

/** Opens a database to be read only, beside the process that writes it. Throws STATE_FILE, STATE_NEWER. */
export function openToRead({
  path,
  migrations,
}: Pick<DatabasePlan, 'path' | 'migrations'>): Database.Database {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    const version = versionOf(db, path, migrations);
    if (version < migrations.length)
      throw new Error('it is of an older version; `logsift run` brings it up to date');
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof LogsiftError) throw error;
    const text = `Cannot read the database ${path}: ${(error as Error).message}`;
    throw new LogsiftError('STATE_FILE', text, { cause: error });
  }
}

/** Renames a database that must not be in use, with its log, so that a person can look at it; gives the new path. */
export function putAside(path: string): string {
  let aside = '';
  for (let n = 1; n <= ASIDES; n++) {
    aside = `${path}.aside-${n}`;
    if (!existsSync(aside)) break;
  }
  for (const end of ['-wal', '-shm']) rmSync(`${aside}${end}`, { force: true });
  if (existsSync(path)) renameSync(path, aside);
  if (walOf(path)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  rmSync(suspect(path), { force: true });
  return aside;
}

/** Damage was met in use, perhaps where opening does not look: the next opening sets the file aside. */
export function condemn(path: string): void {
  try {
    writeFileSync(suspect(path), '', { mode: 0o600 });
  } catch {
    // Then opening looks as far as it looks.
  }
}

/** The file is not what was written to it. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return error instanceof Damage || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

/** The code of SQLite or of the system, empty when there is none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

class Damage extends Error {}

function open(plan: DatabasePlan): Database.Database {
  if (existsSync(suspect(plan.path))) throw new Damage('damage was met while it was used');
  const db = new Database(plan.path, { timeout: BUSY_MS });
  try {
    const version = versionOf(db, plan.path, plan.migrations);
    if (version === 0) {
      // These can only be said of an empty database.
      db.pragma('page_size = 8192');
      db.pragma('auto_vacuum = INCREMENTAL');
      db.pragma(`application_id = ${APPLICATION}`);
    }
    db.pragma('journal_mode = WAL');
    // Built in is NORMAL for WAL, which forgets the last transactions when the power fails.
    db.pragma('synchronous = FULL');
    // Copying the log back more rarely: twice as many events a second.
    db.pragma('wal_autocheckpoint = 2000');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('trusted_schema = OFF');
    if (version > 0) look(db, plan, version);
    migrate(db, plan.migrations, version);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function versionOf(db: Database.Database, path: string, migrations: readonly Migration[]): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').pluck().get());
  const application = Number(db.pragma('application_id', { simple: true }));
  if (tables === 0 && version === 0) return 0;
  if (application !== APPLICATION) throw new Damage('it is not a database of logsift');
  if (version > migrations.length) {
    const shapes = `version ${version} of the database, wanted ${migrations.length}`;
    throw new LogsiftError(
      'STATE_NEWER',
      `${path} was written by a newer logsift (${shapes}). Install that version or a later one, or use another folder with --state.`,
    );
  }
  return version;
}

/** Looks for damage; a table that a later step makes is not there yet. */
function look(db: Database.Database, { path, precious, migrations }: DatabasePlan, version: number): void {
  const whole = statSync(path).size <= SMALL_FILE;
  const checks = whole ? ['quick_check(1)'] : precious.map((table) => `quick_check('${table}')`);
  if (!whole && version < migrations.length) return;
  for (const check of checks) {
    const said = String(db.pragma(check, { simple: true }));
    if (said !== 'ok') throw new Damage(said.split('\n', 1)[0]!.slice(0, 200));
  }
}

/** A process that is killed within a step leaves the version before it. */
function migrate(db: Database.Database, migrations: readonly Migration[], from: number): void {
  for (let version = from; version < migrations.length; version++) {
    db.transaction(() => {
      db.exec(migrations[version]!);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

function suspect(path: string): string {
  return `${path}.suspect`;
}

function walOf(path: string): boolean {
  return existsSync(`${path}-wal`);
}

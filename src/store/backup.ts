import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LogsiftError } from '../core/errors.ts';
import { isArchived, readArchive, syncFolder, writeArchive } from './archive.ts';
import { openDatabase, openToRead, putAside } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { setAside } from './kept-file.ts';
import { EVENTS, type Migration, STATE } from './migrations.ts';

export interface BackupPlan {
  /** The state folder, in use or not. */
  readonly folder: string;
  readonly file: string;
  /** Whether the kept events go along; they are most of it, and can be missed. */
  readonly events: boolean;
  /** The wall clock, epoch ms. */
  readonly now: number;
}

/** What a backup holds; bytes before they were compressed. */
export interface BackupResult {
  readonly taken: number;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** What was restored, and files that were in its place and are kept beside it. */
export interface RestoreResult extends BackupResult {
  readonly aside: readonly string[];
}

/** The one that says where reading goes on comes last, so that a crash in between leaves the old places. */
const DATABASES: readonly (readonly [name: string, migrations: readonly Migration[]])[] = [
  ['events.db', EVENTS],
  ['state.db', STATE],
];

const WORK = '.restore-';

/**
 * Copies what a state folder holds into one file, each database as it is at one moment, while the daemon goes on. Raw
 * lines do not go along: they are many, and forgotten within days. Throws STATE_FILE, STATE_NEWER.
 */
export async function backup({ folder, file, events, now }: BackupPlan): Promise<BackupResult> {
  const target = resolve(file);
  return catalogued(`Cannot write a backup to ${file}`, async () => {
    // Beside the file, since that disk must have the room anyhow.
    const work = await mkdtemp(join(dirname(target), '.logsift-backup-'));
    try {
      const paths = new Map<string, string>();
      for (const [name, migrations] of DATABASES) {
        if (name === 'events.db' && !events) continue;
        const db = openToRead({ path: join(folder, name), migrations });
        try {
          db.prepare('VACUUM INTO ?').run(join(work, name));
        } finally {
          db.close();
        }
        paths.set(name, join(work, name));
      }
      const profiles = await readdir(join(folder, 'profiles')).catch(() => []);
      for (const name of ['expected.zst', ...profiles.map((profile) => `profiles/${profile}`)]) {
        if (isArchived(name) && existsSync(join(folder, name))) paths.set(name, join(folder, name));
      }
      const { taken, files } = await writeArchive(target, { paths, taken: now });
      return { taken, files };
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

/**
 * Puts what a backup holds into a state folder that nobody uses. It is unpacked and checked as a whole first; what was
 * there is kept beside. Throws BACKUP_INVALID, STATE_NEWER, STATE_LOCKED, STATE_FILE; then the folder is as before.
 */
export async function restore(file: string, folder: string): Promise<RestoreResult> {
  return catalogued(`Cannot restore ${file} to ${folder}`, async () => {
    const lock = lockFolder(folder);
    try {
      await forgetKilled(folder);
      const work = await mkdtemp(join(folder, WORK));
      try {
        const { taken, files } = await readArchive(file, work);
        for (const [name, migrations] of DATABASES) {
          if (files.some((one) => one.name === name)) check(file, { path: join(work, name), migrations });
        }
        const aside = await moveIn(work, { folder, names: files.map(({ name }) => name) });
        return { taken, files, aside };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    } finally {
      lock.release();
    }
  });
}

/** Brings a database of an older version up to date before it takes the place of another. */
function check(
  file: string,
  plan: { readonly path: string; readonly migrations: readonly Migration[] },
): void {
  const { db, damaged } = openDatabase({ ...plan, precious: [] });
  db.close();
  if (damaged === null) return;
  throw new LogsiftError('BACKUP_INVALID', `${file} holds a database that is damaged: ${damaged.reason}.`);
}

async function moveIn(
  work: string,
  { folder, names }: { readonly folder: string; readonly names: readonly string[] },
): Promise<string[]> {
  const aside: string[] = [];
  const order = [...names].sort((a, b) => Number(a === 'state.db') - Number(b === 'state.db'));
  await mkdir(join(folder, 'profiles'), { recursive: true, mode: 0o700 });
  for (const name of order) {
    const path = join(folder, name);
    if (existsSync(path)) {
      if (name.endsWith('.db')) aside.push(putAside(path));
      else aside.push((await setAside(path, 'restored')).aside);
    }
    await syncFolder(work);
    await rename(join(work, name), path);
  }
  await syncFolder(folder);
  return aside;
}

/** What earlier attempts left that were killed; nobody else is at it, as the folder is locked. */
async function forgetKilled(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(WORK)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function catalogued<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LogsiftError) throw error;
    throw new LogsiftError('STATE_FILE', `${what}: ${(error as Error).message}`, { cause: error });
  }
}

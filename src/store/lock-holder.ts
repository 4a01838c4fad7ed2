import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf } from './database.ts';

/** The process that has a state folder for itself; null when none has. Throws what the file system says. */
export function lockHolder(folder: string): number | null {
  const path = join(folder, 'lock');
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const db = new Database(path, { timeout: 0, readonly: true });
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return null;
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    const pid = Number(readFileSync(join(folder, 'lock.pid'), 'latin1').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } finally {
    db.close();
  }
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import { codeOf } from './database.ts';

/**
 * Takes a state folder for this process alone; throws STATE_LOCKED when another has it, STATE_FILE when the folder
 * cannot be used. It is a transaction that is never ended, on a database that stays empty: the system frees it when
 * the process is gone, however it ends, and a process id that was given anew to somebody else deceives nobody.
 */
export function lockFolder(folder: string): { release(): void } {
  const path = join(folder, 'lock');
  let db: Database.Database | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    db = new Database(path, { timeout: 0 });
    // With a journal in memory nothing is ever written beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    tellWho(folder);
  } catch (error) {
    db?.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      const text = `Another logsift${who(folder)} is at work on ${folder}. Stop it, or use another folder with --state.`;
      throw new LogsiftError('STATE_LOCKED', text, { cause: error });
    }
    const text = `Cannot use the state folder ${folder}: ${(error as Error).message}`;
    throw new LogsiftError('STATE_FILE', text, { cause: error });
  }
  const held = db;
  return { release: () => held.close() };
}

/** Only for the message: what is locked is decided by the lock. */
function tellWho(folder: string): void {
  try {
    writeFileSync(join(folder, 'lock.pid'), `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // A full disk is no reason not to start.
  }
}

function who(folder: string): string {
  try {
    const pid = Number(readFileSync(join(folder, 'lock.pid'), 'latin1').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}

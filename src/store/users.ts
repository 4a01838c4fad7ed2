import type Database from 'better-sqlite3';
import type { Role } from '../core/api-access.ts';

/** Somebody who may sign in to the dashboard by name. */
export interface StoredUser {
  readonly name: string;
  readonly role: Role;
  /** Hash of the password, with how it was made. */
  readonly password: string;
  /** It is a first password, which somebody else knows. */
  readonly mustChange: boolean;
  /** Epoch ms. */
  readonly made: number;
}

/** Most of them. */
const MOST_USERS = 1000;

/** Who may sign in to the dashboard. Writes belong into a transaction. */
export class UserStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  find(name: string): StoredUser | null {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM web_user WHERE name = ?`).get(name);
    return row === undefined ? null : userOf(row as Row);
  }

  any(): boolean {
    return this.#db.prepare('SELECT 1 FROM web_user LIMIT 1').get() !== undefined;
  }

  /** By their names. */
  list(): StoredUser[] {
    const rows = this.#db.prepare(`SELECT ${COLUMNS} FROM web_user ORDER BY name LIMIT ?`).all(MOST_USERS);
    return (rows as Row[]).map(userOf);
  }

  /** False where that name is there already, or there are too many. */
  add({ name, role, password, mustChange, made }: StoredUser): boolean {
    const most = 'SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM web_user) < ?';
    const { changes } = this.#db
      .prepare(`INSERT OR IGNORE INTO web_user (name, role, password, must_change, made) ${most}`)
      .run(name, role, password, mustChange ? 1 : 0, made, MOST_USERS);
    return changes > 0;
  }

  /** False where there is nobody of that name. */
  setPassword(name: string, password: string, mustChange: boolean): boolean {
    const set = this.#db.prepare('UPDATE web_user SET password = ?, must_change = ? WHERE name = ?');
    return set.run(password, mustChange ? 1 : 0, name).changes > 0;
  }

  /** With their sessions. */
  remove(name: string): boolean {
    this.#db.prepare('DELETE FROM web_session WHERE name = ?').run(name);
    return this.#db.prepare('DELETE FROM web_user WHERE name = ?').run(name).changes > 0;
  }
}

const COLUMNS = 'name, role, password, must_change AS mustChange, made';

type Row = Omit<StoredUser, 'mustChange'> & { readonly mustChange: number };

function userOf(row: Row): StoredUser {
  return { ...row, mustChange: row.mustChange !== 0 };
}

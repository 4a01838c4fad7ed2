import type Database from 'better-sqlite3';
import type { Scope } from '../core/api-access.ts';

/** A token by which a script asks the API. */
export interface StoredToken {
  /** By which people name it; not the token. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Who made it. */
  readonly by: string;
  /** Epoch ms; `until` null for no end, `used` null for never, to within an hour. */
  readonly made: number;
  readonly until: number | null;
  readonly used: number | null;
}

const MOST = 500;
const NOTED_EVERY = 3_600_000;
const COLUMNS = 'id, name, scope, who AS by, made, until, used';

/** Tokens of the API, as hashes. Writes belong into a transaction. */
export class TokenStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** By the SHA-256 of a token, hex. */
  find(mark: string): StoredToken | null {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM api_token WHERE mark = ?`).get(mark);
    return (row as StoredToken | undefined) ?? null;
  }

  /** The latest first. */
  list(): StoredToken[] {
    const rows = this.#db.prepare(`SELECT ${COLUMNS} FROM api_token ORDER BY made DESC, id LIMIT ?`);
    return rows.all(MOST) as StoredToken[];
  }

  /** False where there are too many. */
  add(mark: string, { id, name, scope, by, made, until }: Omit<StoredToken, 'used'>): boolean {
    const most = 'SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM api_token) < ?';
    const { changes } = this.#db
      .prepare(`INSERT INTO api_token (mark, id, name, scope, who, made, until) ${most}`)
      .run(mark, id, name, scope, by, made, until, MOST);
    return changes > 0;
  }

  /** Whether that it was used is worth writing down again. */
  isStale({ used }: StoredToken, now: number): boolean {
    return used === null || now - used >= NOTED_EVERY;
  }

  use(id: string, now: number): void {
    this.#db.prepare('UPDATE api_token SET used = ? WHERE id = ?').run(now, id);
  }

  /** False where there is none of that id. */
  remove(id: string): boolean {
    return this.#db.prepare('DELETE FROM api_token WHERE id = ?').run(id).changes > 0;
  }
}

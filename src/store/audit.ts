import type Database from 'better-sqlite3';
import { NEW_MARK } from './replica-keys.ts';

/** Something that somebody did over the dashboard or its API, or tried to. */
export interface Audited {
  /** A running number of this folder. */
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly who: string;
  /** How they had signed in: `password`, `link`, `token`; null when they had not. */
  readonly by: string | null;
  readonly address: string;
  /** `POST /incidents/:id/ack`. */
  readonly what: string;
  /** Keys of the path, as JSON. */
  readonly about: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

const MOST = 100_000;
const COLUMNS = 'id, at, who, signed_in AS by, address, what, about, status';

/** Who did what, of late; nothing of it is ever changed. Writes belong into a transaction. */
export class AuditStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  add({ at, who, by, address, what, about, status }: Omit<Audited, 'id'>): void {
    const insert = 'INSERT INTO audit (at, who, signed_in, address, what, about, status, mark)';
    this.#db
      .prepare(`${insert} VALUES (?, ?, ?, ?, ?, ?, ?, ${NEW_MARK})`)
      .run(at, who, by, address, what, about, status);
    this.#db.prepare('DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?').run(MOST);
  }

  /** The latest first, those before a number where one is given. */
  list(limit: number, before: number | null = null): Audited[] {
    const rows = this.#db.prepare(`SELECT ${COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`);
    return rows.all(before ?? Number.MAX_SAFE_INTEGER, limit) as Audited[];
  }
}

import type Database from 'better-sqlite3';
import { NEW_MARK } from './replica-keys.ts';

/** Somebody has taken up an incident. */
export interface Acknowledged {
  /** A running number of this folder, in the order in which it heard of them. */
  readonly id: number;
  readonly incident: string;
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly note: string | null;
}

const MOST = 50_000;

/** Who has taken up what, of late; nothing of it is ever changed. Writes belong into a transaction. */
export class AcknowledgementStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  add({ incident, at, by, note }: Omit<Acknowledged, 'id'>): void {
    this.#db
      .prepare(`INSERT INTO acknowledgement (incident, at, who, note, mark) VALUES (?, ?, ?, ?, ${NEW_MARK})`)
      .run(incident, at, by, note);
    this.#db
      .prepare('DELETE FROM acknowledgement WHERE id <= (SELECT max(id) FROM acknowledgement) - ?')
      .run(MOST);
  }

  /** The latest, in the order in which they were said. */
  list(limit: number): Acknowledged[] {
    const rows = this.#db.prepare(
      'SELECT id, incident, at, who AS by, note FROM acknowledgement ORDER BY id DESC LIMIT ?',
    );
    return (rows.all(limit) as Acknowledged[]).reverse();
  }

  /** Those after a number, in order. */
  after(id: number): Acknowledged[] {
    const rows = this.#db.prepare(
      'SELECT id, incident, at, who AS by, note FROM acknowledgement WHERE id > ? ORDER BY id LIMIT 1000',
    );
    return rows.all(id) as Acknowledged[];
  }
}

import type Database from 'better-sqlite3';

/** A silence as it is kept; what it says is not this room's affair. */
export interface StoredSilence {
  readonly id: string;
  /** Epoch ms at which it was made, and when it ends. */
  readonly made: number;
  readonly until: number;
  /** JSON, as a person wrote it. */
  readonly written: string;
  /** Epoch ms at which it was ended before its time, and by whom; null when it was not. */
  readonly expired: number | null;
  readonly expiredBy: string | null;
}

/** An incident that was not told because of a silence. */
export interface HiddenIncident {
  readonly silence: string;
  readonly incident: string;
  /** Epoch ms of the log's clock. */
  readonly at: number;
  readonly headline: string;
}

/** Of one silence, and of all that is over, so many are kept. */
const MOST_HIDDEN = 10_000;
const MOST_SILENCES = 2000;

/** Silences that people made, and what they kept from being told. Writes belong into a transaction. */
export class SilenceStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Keeps a silence; false when that very one is there. The oldest that are over make room. */
  add({ id, made, until, written }: Omit<StoredSilence, 'expired' | 'expiredBy'>): boolean {
    this.#db
      .prepare(
        `DELETE FROM silence WHERE id IN (SELECT id FROM silence WHERE min(until, coalesce(expired, until)) < ?
         ORDER BY made DESC LIMIT -1 OFFSET ?)`,
      )
      .run(made, MOST_SILENCES);
    const add = this.#db.prepare(
      'INSERT OR IGNORE INTO silence (id, made, until, written) VALUES (?, ?, ?, ?)',
    );
    return add.run(id, made, until, written).changes > 0;
  }

  /** Ends one; false when there is none of that id, or it is over. */
  expire(id: string, { at, by }: { readonly at: number; readonly by: string }): boolean {
    const expire = this.#db.prepare(
      'UPDATE silence SET expired = ?, expired_by = ? WHERE id = ? AND expired IS NULL AND until > ?',
    );
    return expire.run(at, by, id, at).changes > 0;
  }

  /** All of them, in the order in which they were made. */
  list(): StoredSilence[] {
    const rows = this.#db.prepare(
      'SELECT id, made, until, written, expired, expired_by AS expiredBy FROM silence ORDER BY made, id',
    );
    return rows.all() as StoredSilence[];
  }

  /** Another value whenever one was made or ended. */
  get version(): string {
    const statement = this.#db.prepare(
      "SELECT count(*) || ' ' || count(expired) || ' ' || coalesce(max(made), 0) || ' ' || total(expired) FROM silence",
    );
    return statement.pluck().get() as string;
  }

  /** Notes what was not told, each incident once for each silence. */
  hide({ silence, incident, at, headline }: HiddenIncident): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO hidden (silence, incident, at, headline) VALUES (?, ?, ?, ?)')
      .run(silence, incident, at, headline);
    this.#db
      .prepare(
        'DELETE FROM hidden WHERE (silence, incident) IN (SELECT silence, incident FROM hidden ORDER BY at DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST_HIDDEN);
  }

  /** What was not told between two times (epoch ms), in order. */
  hidden(from: number, to: number): HiddenIncident[] {
    const rows = this.#db.prepare(
      'SELECT silence, incident, at, headline FROM hidden WHERE at >= ? AND at < ? ORDER BY at, incident',
    );
    return rows.all(from, to) as HiddenIncident[];
  }
}

import type Database from 'better-sqlite3';

/** Links that were used, so that none acts twice. Writes belong into a transaction. */
export class UsedLinkStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  has(mark: string): boolean {
    return this.#db.prepare('SELECT 1 FROM used_link WHERE mark = ?').get(mark) !== undefined;
  }

  /** False when it was used before; those used before `until` (epoch ms), which have expired since, are let go of. */
  use(mark: string, { at, until }: { readonly at: number; readonly until: number }): boolean {
    this.#db.prepare('DELETE FROM used_link WHERE at < ?').run(until);
    return (
      this.#db.prepare('INSERT OR IGNORE INTO used_link (mark, at) VALUES (?, ?)').run(mark, at).changes > 0
    );
  }
}

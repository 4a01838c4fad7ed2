import type Database from 'better-sqlite3';

/** A session of the dashboard; its secret is only known to the other end. */
export interface StoredSession {
  /** SHA-256 of the secret, hex. */
  readonly mark: string;
  /** Null: signed in by a link of this machine. */
  readonly user: string | null;
  /** Epoch ms. */
  readonly made: number;
  readonly seen: number;
}

const MOST = 2000;

/** Sessions of the dashboard, and links that sign in once. Writes belong into a transaction. */
export class SessionStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  find(mark: string): StoredSession | null {
    const row = this.#db.prepare('SELECT mark, name AS user, made, seen FROM web_session WHERE mark = ?');
    return (row.get(mark) as StoredSession | undefined) ?? null;
  }

  /** The longest unused are let go of beyond a number. */
  put({ mark, user, made, seen }: StoredSession): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO web_session (mark, name, made, seen) VALUES (?, ?, ?, ?)')
      .run(mark, user, made, seen);
    this.#db
      .prepare(
        'DELETE FROM web_session WHERE mark IN (SELECT mark FROM web_session ORDER BY seen DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST);
  }

  touch(mark: string, seen: number): void {
    this.#db.prepare('UPDATE web_session SET seen = ? WHERE mark = ?').run(seen, mark);
  }

  remove(mark: string): void {
    this.#db.prepare('DELETE FROM web_session WHERE mark = ?').run(mark);
  }

  /** All of a person, but one. */
  removeOf(user: string, but: string | null): void {
    this.#db.prepare('DELETE FROM web_session WHERE name = ? AND mark IS NOT ?').run(user, but);
  }

  putLink(mark: string, until: number): void {
    this.#db.prepare('INSERT OR REPLACE INTO web_link (mark, until) VALUES (?, ?)').run(mark, until);
    this.#db
      .prepare(
        'DELETE FROM web_link WHERE mark IN (SELECT mark FROM web_link ORDER BY until DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST);
  }

  hasLink(mark: string): boolean {
    return this.#db.prepare('SELECT 1 FROM web_link WHERE mark = ?').get(mark) !== undefined;
  }

  /** Uses a link up; true where it was there and is not over (epoch ms). */
  takeLink(mark: string, now: number): boolean {
    const row = this.#db.prepare('DELETE FROM web_link WHERE mark = ? RETURNING until').get(mark);
    return row !== undefined && (row as { readonly until: number }).until >= now;
  }
}

import type Database from 'better-sqlite3';
import type { Judgement, Scope } from '../core/judgement.ts';
import { nextId } from './replica-keys.ts';

interface Row {
  readonly id: number;
  readonly at: number;
  readonly who: string;
  readonly incident: string | null;
  readonly verdict: Judgement['verdict'];
  readonly until: number | null;
  readonly wide: number;
  readonly scopes: string;
  readonly note: string | null;
  readonly missed: string | null;
  readonly taken_back: number | null;
}

/**
 * Everything that people said of incidents, in order. Nothing is ever changed or deleted but by age: a later word on
 * the same incident takes the earlier one back. Writes belong into a transaction.
 */
export class JudgementStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Keeps what was said; what was said of the same incident before is taken back. Gives its number. */
  add(judgement: Omit<Judgement, 'id' | 'takenBack'>): number {
    const { at, by, incident, verdict, until, wide, scopes, note, missed } = judgement;
    if (incident !== null) this.takeBack(incident, at);
    const statement = this.#db.prepare(
      `INSERT INTO judgement (id, at, who, incident, verdict, until, wide, scopes, note, missed)
       VALUES (${nextId('judgement')}, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const more = [JSON.stringify(scopes), note ?? null, missed === undefined ? null : JSON.stringify(missed)];
    return Number(statement.run(at, by, incident, verdict, until, wide ? 1 : 0, ...more).lastInsertRowid);
  }

  /** Takes back what was said of an incident; false when nothing stood. */
  takeBack(incident: string, at: number): boolean {
    const statement = this.#db.prepare(
      'UPDATE judgement SET taken_back = ? WHERE incident = ? AND taken_back IS NULL',
    );
    return statement.run(at, incident).changes > 0;
  }

  /** The latest, in the order in which they were said. */
  list(limit: number): Judgement[] {
    const rows = this.#db.prepare('SELECT * FROM judgement ORDER BY id DESC LIMIT ?').all(limit) as Row[];
    return rows.reverse().map(told);
  }

  /** Another value whenever something was said or taken back. */
  get version(): string {
    const statement = this.#db.prepare(
      'SELECT coalesce(max(id), 0) AS last, count(taken_back) AS back, count(*) AS all_ FROM judgement',
    );
    const { last, back, all_ } = statement.get() as { last: number; back: number; all_: number };
    return `${last} ${back} ${all_}`;
  }
}

function told(row: Row): Judgement {
  const { id, at, who: by, incident, verdict, until, wide, scopes, note, missed } = row;
  return {
    ...{ id, at, by, incident, verdict, until, wide: wide === 1, takenBack: row.taken_back },
    scopes: JSON.parse(scopes) as Scope[],
    ...(note === null ? {} : { note }),
    ...(missed === null ? {} : { missed: JSON.parse(missed) as NonNullable<Judgement['missed']> }),
  };
}

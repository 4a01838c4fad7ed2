import type Database from 'better-sqlite3';
import type { Cell, ReplicaRange, ReplicaRow } from './replica-batch.ts';
import { keyIs } from './replica-rows.ts';

/** What became of a row. */
export type Put = 'applied' | 'older' | 'conflicting';

/** Puts rows in place; to be used where nothing is noted (`unnoted`). */
export class RowWriter {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** What people say is kept where it is later than what is here, by time, then node. */
  put(row: ReplicaRow): Put {
    const { table, gone, cells } = row;
    const key = this.#keyOf(row);
    if (table.owner === 'people' && !this.#isLater(row, key)) return 'older';
    // The numbers of names that only a deposed node gave go to others.
    if (table.name === 'series' && !gone) {
      const [id, kind, name] = cells;
      this.#prepared('DELETE FROM series WHERE kind = ? AND name = ? AND id <> ?').run(kind, name, id);
    }
    try {
      if (gone) this.#prepared(`DELETE FROM "${table.name}" WHERE ${keyIs(table)}`).run(...cells);
      else this.#prepared(upsert(row)).run(...cells);
    } catch (error) {
      if (!/^SQLITE_CONSTRAINT/.test(String((error as { code?: unknown }).code))) throw error;
      return 'conflicting';
    }
    if (table.owner === 'people') {
      // Over what the triggers have just said: that it was written here and now.
      this.#prepared(
        'INSERT OR REPLACE INTO replica_stamp (tbl, key, at, node, gone) VALUES (?, ?, ?, ?, ?)',
      ).run(table.name, key, row.at, row.node, gone ? 1 : 0);
    }
    return 'applied';
  }

  /** Deletes what is between two keys and is not among the rows, where whoever says so may. */
  clear(
    { table, after, to }: ReplicaRange,
    rows: readonly ReplicaRow[],
    may: (key: readonly Cell[]) => boolean,
  ): void {
    if (table.owner === 'people') return;
    const names = table.key.map(({ name }) => `"${name}"`).join(', ');
    const marks = table.key.map(() => '?').join(', ');
    const parts = [
      after === null ? [] : [`(${names}) > (${marks})`],
      to === null ? [] : [`(${names}) <= (${marks})`],
    ];
    const where = parts.flat().length === 0 ? '' : `WHERE ${parts.flat().join(' AND ')}`;
    const found = this.#prepared(`SELECT ${names} FROM "${table.name}" ${where}`)
      .raw()
      .all(...(after ?? []), ...(to ?? [])) as Cell[][];
    const told = new Set(
      rows.filter((row) => row.table === table).map(({ cells }) => keyText(cells.slice(0, table.key.length))),
    );
    const remove = this.#prepared(`DELETE FROM "${table.name}" WHERE ${keyIs(table)}`);
    for (const key of found) if (!told.has(keyText(key)) && may(key)) remove.run(...key);
  }

  #isLater({ table, at, node }: ReplicaRow, key: string): boolean {
    const found = this.#prepared('SELECT at, node FROM replica_stamp WHERE tbl = ? AND key = ?')
      .raw()
      .get(table.name, key) as [number, string] | undefined;
    if (found === undefined) return true;
    return at > found[0] || (at === found[0] && node > found[1]);
  }

  /** As the triggers write it: by SQLite. */
  #keyOf({ table, cells }: ReplicaRow): string {
    const values = table.key.map(({ kind }) => (kind === 'int' ? 'CAST(? AS INTEGER)' : '?')).join(', ');
    const key = this.#prepared(`SELECT json_array(${values})`).pluck();
    return key.get(...cells.slice(0, table.key.length)) as string;
  }

  #prepared(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function upsert({ table, columns }: ReplicaRow): string {
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const keys = table.key.map(({ name }) => `"${name}"`).join(', ');
  const set = columns.slice(table.key.length).map(({ name }) => `"${name}" = excluded."${name}"`);
  const then = set.length === 0 ? 'NOTHING' : `UPDATE SET ${set.join(', ')}`;
  return `INSERT INTO "${table.name}" (${names}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (${keys}) DO ${then}`;
}

function keyText(key: readonly Cell[]): string {
  return JSON.stringify(key);
}

import type Database from 'better-sqlite3';
import type { Cell, ReplicaRow } from './replica-batch.ts';
import type { ReplicaTable } from './replica-tables.ts';
import { keySql } from './replica-triggers.ts';

/** Names of columns for SQL. */
function columnList(table: Pick<ReplicaTable, 'columns'>): string {
  return table.columns.map(({ name }) => `"${name}"`).join(', ');
}

/** SQL that is true of the row with a key. */
export function keyIs(table: ReplicaTable): string {
  return table.key.map(({ name }) => `"${name}" = ?`).join(' AND ');
}

/** Bytes of a row, roughly. */
export function bytesOf({ cells }: Pick<ReplicaRow, 'cells'>): number {
  let bytes = 20;
  for (const cell of cells) bytes += cell === null || typeof cell === 'number' ? 8 : cell.length + 3;
  return bytes;
}

/** Reads rows as they are now, with what is known of who wrote them last. */
export class RowReader {
  readonly #db: Database.Database;
  readonly #rows = new Map<string, Database.Statement>();
  readonly #stamp: Database.Statement;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#stamp = db.prepare('SELECT at, node FROM replica_stamp WHERE tbl = ? AND key = ?').raw();
  }

  /** By its key as JSON; one that is not there is gone. */
  row(table: ReplicaTable, key: string): ReplicaRow {
    let statement = this.#rows.get(table.name);
    if (statement === undefined) {
      const sql = `SELECT ${columnList(table)} FROM "${table.name}" WHERE ${keyIs(table)}`;
      statement = this.#db.prepare(sql).raw();
      this.#rows.set(table.name, statement);
    }
    const [at, node] = this.stamp(table, key);
    const cells = JSON.parse(key) as Cell[];
    const found = statement.get(...cells) as Cell[] | undefined;
    if (found === undefined) return { table, gone: true, columns: table.key, cells, at, node };
    return { table, gone: false, columns: table.columns, cells: found, at, node };
  }

  /** Of what people say: when and where it was written last; never is 0. */
  stamp({ name, owner }: ReplicaTable, key: string): readonly [at: number, node: string] {
    if (owner !== 'people') return [0, ''];
    return (this.#stamp.get(name, key) as [number, string] | undefined) ?? [0, ''];
  }

  /** Rows with the keys behind one, in their order; `most` of them. */
  after(table: ReplicaTable, after: readonly Cell[] | null, most: number): ReplicaRow[] {
    const names = table.key.map(({ name }) => `"${name}"`).join(', ');
    const where = after === null ? '' : `WHERE (${names}) > (${table.key.map(() => '?').join(', ')})`;
    const sql = `SELECT ${columnList(table)}, ${keySql(table, '')} FROM "${table.name}" ${where} ORDER BY ${names} LIMIT ?`;
    const found = this.#db
      .prepare(sql)
      .raw()
      .all(...(after ?? []), most) as Cell[][];
    return found.map((cells) => {
      const [at, node] = this.stamp(table, cells.pop() as string);
      return { table, gone: false, columns: table.columns, cells, at, node };
    });
  }
}

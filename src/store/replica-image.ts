import type Database from 'better-sqlite3';
import type { Cell, ReplicaBatch, ReplicaRow } from './replica-batch.ts';
import { bytesOf, RowReader } from './replica-rows.ts';
import { wholeSnapshot } from './replica-snapshots.ts';
import { REPLICA_TABLES, type ReplicaTable, writes, writesRow } from './replica-tables.ts';

type ImagePart = Omit<ReplicaBatch, 'node' | 'units'>;

/** Rows that are read at once, and bytes that travel together. */
const ROWS = 200;
const BYTES = 400_000;

/**
 * Everything of some units, a part at a time: each is what is in the database when it is asked for. Between `begin` and
 * `end` every key of a table is in one range, so that rows of before that are not there any more are found by whoever
 * takes it in. What people say, with whoever decides: each row with its stamp, and stamps of what was deleted.
 */
export function* imageOf(
  db: Database.Database,
  units: ReadonlyMap<string, number>,
): Generator<ImagePart, void, undefined> {
  const owned = [...units.keys()];
  yield { ...EMPTY, image: 'begin' };
  // First: those that are taken meanwhile bring only what is new in them.
  for (const unit of owned) {
    const snapshot = wholeSnapshot(db, unit);
    if (snapshot !== null) yield { ...EMPTY, image: 'within', snapshots: [snapshot] };
  }
  for (const table of REPLICA_TABLES) {
    const people = table.owner === 'people';
    if (people ? !owned.includes('decide') : !owned.some((unit) => writes(unit, table))) continue;
    yield* tableOf(db, table, owned);
    if (people) yield* goneOf(db, table);
  }
  yield { ...EMPTY, image: 'end' };
}

const EMPTY: Omit<ImagePart, 'image'> = { ranges: [], rows: [], snapshots: [] };

function* tableOf(
  db: Database.Database,
  table: ReplicaTable,
  owned: readonly string[],
): Generator<ImagePart, void, undefined> {
  const reader = new RowReader(db);
  for (let after: readonly Cell[] | null = null; ; ) {
    const found = reader.after(table, after, ROWS);
    const fit = upTo(found, BYTES);
    const all = fit.length === found.length && found.length < ROWS;
    const to: readonly Cell[] | null = all ? null : fit.at(-1)!.cells.slice(0, table.key.length);
    const rows = fit.filter(
      ({ cells }) => table.owner === 'people' || owned.some((unit) => writesRow(unit, table, cells)),
    );
    // What people said is not deleted because somebody has not heard of it.
    const ranges = table.owner === 'people' ? [] : [{ table, after, to }];
    if (rows.length + ranges.length > 0) yield { ...EMPTY, image: 'within', ranges, rows };
    if (to === null) return;
    after = to;
  }
}

function* goneOf(db: Database.Database, table: ReplicaTable): Generator<ImagePart, void, undefined> {
  const page = db.prepare(
    'SELECT key, at, node FROM replica_stamp WHERE tbl = ? AND gone = 1 AND key > ? ORDER BY key LIMIT ?',
  );
  for (let after = ''; ; ) {
    const found = page.all(table.name, after, ROWS) as { key: string; at: number; node: string }[];
    if (found.length === 0) return;
    const rows = found.map(({ key, at, node }): ReplicaRow => {
      return { table, gone: true, columns: table.key, cells: JSON.parse(key) as Cell[], at, node };
    });
    yield { ...EMPTY, image: 'within', rows };
    after = found.at(-1)!.key;
  }
}

function upTo(rows: readonly ReplicaRow[], most: number): readonly ReplicaRow[] {
  let bytes = 0;
  const end = rows.findIndex((row) => (bytes += bytesOf(row)) > most);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}

import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { STATE } from './migrations.ts';
import { invalid } from './replica-slices.ts';
import { REPLICA_TABLE, type ReplicaColumn, type ReplicaTable } from './replica-tables.ts';

/** A value of SQLite. */
export type Cell = null | number | string | Buffer;

/** A row as it is now, or only its key where it is gone. */
export interface ReplicaRow {
  readonly table: ReplicaTable;
  readonly gone: boolean;
  /** In the order of `columns`; the key where it is gone. */
  readonly columns: readonly ReplicaColumn[];
  readonly cells: readonly Cell[];
  /** When it was written last (epoch ms, never less than what was known of the row), and on which node; 0 where one machine writes. */
  readonly at: number;
  readonly node: string;
}

/** A snapshot, with those of its pieces that others may not have. */
export interface ReplicaSnapshot {
  readonly unit: string;
  readonly taken: number;
  readonly manifest: string;
  readonly checksum: string;
  readonly chunks: readonly { readonly hash: string; readonly bytes: number; readonly data: Buffer }[];
}

/** From behind one key up to and with another there are no rows but those that are told; null: from or to the end. */
export interface ReplicaRange {
  readonly table: ReplicaTable;
  readonly after: readonly Cell[] | null;
  readonly to: readonly Cell[] | null;
}

/** What travels, and takes effect, together. */
export interface ReplicaBatch {
  readonly node: string;
  /** Units that the node is answerable for, each with its fence. */
  readonly units: ReadonlyMap<string, number>;
  /** Where it stands in an image of everything; null for changes. */
  readonly image: 'begin' | 'within' | 'end' | null;
  readonly ranges: readonly ReplicaRange[];
  readonly rows: readonly ReplicaRow[];
  readonly snapshots: readonly ReplicaSnapshot[];
}

const VERSION = 1;
const MOST_NAME = 200;
const MOST_TEXT = 64 << 20;
/** A number beyond has no room to count on. */
const MOST_INT = 2 ** 52;
const MOST_REAL = Number.MAX_VALUE;

const name = z.string().min(1).max(MOST_NAME);
const cells = z.array(z.unknown()).max(50);
const header = z.strictObject({
  version: z.number(),
  schema: z.int().min(1),
  node: name,
  units: z.array(z.tuple([name, z.int().min(0)])).max(1000),
  image: z.enum(['begin', 'within', 'end']).nullable(),
  tables: z.array(z.tuple([name, z.array(name).max(50)])).max(200),
  ranges: z.array(z.tuple([z.int().min(0), cells.nullable(), cells.nullable()])).max(1000),
  rows: z.array(
    z.tuple([z.int().min(0), z.boolean(), z.int().min(0).max(MOST_INT), z.string().max(MOST_NAME), cells]),
  ),
  snapshots: z
    .array(
      z.strictObject({
        unit: z.string().max(MOST_NAME),
        taken: z.number(),
        manifest: z.string().max(MOST_TEXT),
        checksum: z.string().regex(/^[0-9a-f]{64}$/),
        chunks: z.array(z.tuple([z.string().regex(/^[0-9a-f]{64}$/), z.int().min(0), z.unknown()])),
      }),
    )
    .max(1000),
});
const blob = z.strictObject({ b: z.int().min(0) });
const endless = z.strictObject({ n: z.union([z.literal(1), z.literal(-1)]) });

/** Packs what travels together: its length and JSON, then the bytes of all blobs. */
export function packBatch(batch: ReplicaBatch): Buffer {
  const blobs: Buffer[] = [];
  const told = (cell: Cell): unknown => {
    if (Buffer.isBuffer(cell)) {
      blobs.push(cell);
      return { b: cell.length };
    }
    return typeof cell === 'number' && !Number.isFinite(cell) ? { n: cell > 0 ? 1 : -1 } : cell;
  };
  const all = (row: readonly Cell[] | null) => row?.map(told) ?? null;
  const tables: ReplicaTable[] = [];
  const of = (table: ReplicaTable) => {
    const at = tables.indexOf(table);
    return at < 0 ? tables.push(table) - 1 : at;
  };
  const ranges = batch.ranges.map(({ table, after, to }) => [of(table), all(after), all(to)]);
  const rows = batch.rows.map((row) => [of(row.table), row.gone, row.at, row.node, all(row.cells)]);
  const snapshots = batch.snapshots.map(({ chunks, ...rest }) => ({
    ...rest,
    chunks: chunks.map(({ hash, bytes, data }) => [hash, bytes, told(data)]),
  }));
  const json = Buffer.from(
    JSON.stringify({
      ...{
        version: VERSION,
        schema: STATE.length,
        node: batch.node,
        units: [...batch.units],
        image: batch.image,
      },
      tables: tables.map((table) => [table.name, table.columns.map((column) => column.name)]),
      ...{ ranges, rows, snapshots },
    }),
  );
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...blobs]);
}

/** Reads it. Throws MESSAGE_INVALID, and STATE_NEWER for rows of a later shape of the database. */
export function unpackBatch(bytes: Buffer): ReplicaBatch {
  const end = bytes.length < 4 ? 0 : 4 + bytes.readUInt32LE(0);
  if (end < 4 || end > bytes.length) throw invalid('they are cut');
  const given = headerOf(bytes.toString('utf8', 4, end));
  const parsed = header.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`"${issue?.path.map(String).join('.').slice(0, 100)}" is not what it should be`);
  }
  const { data: head } = parsed;
  let at = end;
  const bytesOf = (length: number): Buffer => {
    if (at + length > bytes.length) throw invalid('they are cut');
    return bytes.subarray(at, (at += length));
  };
  const cellOf = (value: unknown): Cell => {
    if (value === null || typeof value === 'number' || typeof value === 'string') return value;
    const one = blob.safeParse(value);
    if (one.success) return bytesOf(one.data.b);
    const number = endless.safeParse(value);
    if (number.success) return number.data.n * Number.POSITIVE_INFINITY;
    throw invalid('a value is none of SQLite');
  };
  const tables = head.tables.map(([table, columns]) => shapeOf(table, columns));
  const shape = (index: number) => tables[index] ?? fail(`there is no table ${index}`);
  const keyOf = (table: ReplicaTable, key: readonly unknown[] | null) =>
    key === null ? null : checked(table.key, key.map(cellOf), table.name);
  const ranges = head.ranges.map(([index, after, to]): ReplicaRange => {
    const { table } = shape(index);
    return { table, after: keyOf(table, after), to: keyOf(table, to) };
  });
  const rows = head.rows.map(([index, gone, stamp, node, values]): ReplicaRow => {
    const { table, columns } = shape(index);
    const wanted = gone ? table.key : columns;
    return {
      table,
      gone,
      columns: wanted,
      cells: checked(wanted, values.map(cellOf), table.name),
      at: stamp,
      node,
    };
  });
  const snapshots = head.snapshots.map(({ chunks, ...rest }): ReplicaSnapshot => {
    const pieces = chunks.map(([hash, size, data]) => {
      const cell = cellOf(data);
      return Buffer.isBuffer(cell)
        ? { hash, bytes: size, data: cell }
        : fail('a piece of a snapshot is none');
    });
    return { ...rest, chunks: pieces };
  });
  if (at !== bytes.length) throw invalid('there is more behind them');
  return { node: head.node, units: new Map(head.units), image: head.image, ranges, rows, snapshots };
}

/** The version is looked at first: what a later one means is not for this one to judge. */
function headerOf(json: string): unknown {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw invalid('their head is no JSON');
  }
  const said = z.looseObject({ version: z.int(), schema: z.int() }).safeParse(given);
  if (said.success && (said.data.version > VERSION || said.data.schema > STATE.length)) {
    const shapes = `version ${said.data.schema} of the database, here is ${STATE.length}`;
    throw new LogsiftError(
      'STATE_NEWER',
      `Rows of the store come from a newer logsift (${shapes}). Bring this machine up to date; it goes on from here then.`,
    );
  }
  if (said.success && said.data.version !== VERSION)
    throw invalid(`they are of version ${said.data.version}`);
  return given;
}

interface Shape {
  readonly table: ReplicaTable;
  readonly columns: readonly ReplicaColumn[];
}

/** Older machines may leave out columns that they do not know, never those of the key. */
function shapeOf(name: string, columns: readonly string[]): Shape {
  const table = REPLICA_TABLE.get(name);
  if (table === undefined) throw invalid(`there is no table ${JSON.stringify(name.slice(0, 50))}`);
  const known = columns.map((column) => table.columns.find((one) => one.name === column));
  if (new Set(columns).size < columns.length || table.key.some((one, i) => known[i] !== one)) {
    throw invalid(`the columns of ${table.name} do not begin with its key, or one is there twice`);
  }
  return {
    table,
    columns: known.map((one) => one ?? fail(`${table.name} has a column that there is not`)),
  };
}

function checked(columns: readonly ReplicaColumn[], cells: readonly Cell[], table: string): readonly Cell[] {
  if (cells.length !== columns.length) throw invalid(`a row of ${table} has ${cells.length} values`);
  for (const [i, column] of columns.entries()) {
    if (!fits(column, cells[i]!)) throw invalid(`${table}.${column.name} is not what it should be`);
  }
  return cells;
}

function fits({ kind, nullable }: ReplicaColumn, cell: Cell): boolean {
  if (cell === null) return nullable;
  switch (kind) {
    case 'int':
      return typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) <= MOST_INT;
    case 'real':
      return (
        typeof cell === 'number' &&
        (Math.abs(cell) <= MOST_REAL || Math.abs(cell) === Number.POSITIVE_INFINITY)
      );
    case 'blob':
      return Buffer.isBuffer(cell) && cell.length <= MOST_TEXT;
    case 'text':
      return typeof cell === 'string' && cell.length <= MOST_TEXT;
    case 'json':
      return typeof cell === 'string' && cell.length <= MOST_TEXT && isJson(cell);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fail(why: string): never {
  throw invalid(why);
}

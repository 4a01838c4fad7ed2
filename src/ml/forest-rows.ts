import { LogsiftError } from '../core/errors.ts';

/** One row of numbers, a value per feature. NaN is a value that is missing; infinities count as very large. */
export type Row = ArrayLike<number>;

/** Rows of equal length: one array per row, or all values in one array, row after row. */
export type Rows = readonly Row[] | { readonly data: Float64Array; readonly columns: number };

/** Largest size a value counts with, so that the distance of two values is still finite. */
const LARGEST = Number.MAX_VALUE / 4;
const MAX_COLUMNS = 65_535;

/** How many rows there are and how long they are; USAGE when they are ragged or of impossible shape. */
export function shapeOf(
  rows: Rows,
  columns?: number,
  owner: Learner = 'Isolation forest',
): { count: number; columns: number } {
  const wrong = (wanted: number, came: number, where: string) =>
    usage(`${where} should have ${wanted} values like the others, not ${came}`, owner);
  if ('data' in rows) {
    const wanted = columns ?? rows.columns;
    if (rows.columns !== wanted) throw wrong(wanted, rows.columns, 'the rows');
    if (!Number.isInteger(wanted) || wanted < 1 || rows.data.length % wanted !== 0) {
      throw usage(
        `"columns" should divide the ${rows.data.length} values of "data" evenly, not ${wanted}`,
        owner,
      );
    }
    return { count: rows.data.length / wanted, columns: wanted };
  }
  const wanted = columns ?? rows[0]?.length ?? 0;
  for (let i = 0; i < rows.length; i++) {
    const length = rows[i]?.length ?? 0;
    if (length !== wanted) throw wrong(wanted, length, `row ${i}`);
  }
  return { count: rows.length, columns: wanted };
}

/** The same, for rows to learn from: USAGE also when there are none, or nothing in them. */
export function trainingShape(rows: Rows, owner?: Learner): { count: number; columns: number } {
  const shape = shapeOf(rows, undefined, owner);
  if (shape.count === 0 || shape.columns === 0) {
    throw usage('at least one row with at least one value is needed to learn from; there is none', owner);
  }
  if (shape.columns > MAX_COLUMNS) {
    throw usage(`at most ${MAX_COLUMNS} values in a row can be learnt from, not ${shape.columns}`, owner);
  }
  return shape;
}

/** USAGE unless a row has the length that was learnt. */
export function checkRow(row: Row, columns: number, owner?: Learner): void {
  if (row.length === columns) return;
  throw usage(`a row should have ${columns} values like the others, not ${row.length}`, owner);
}

/** Where rows are copied to; `missing[column]` takes the place of NaN. */
export interface RowBuffer {
  readonly values: Float64Array;
  readonly missing: Float64Array;
}

/** Copies one row of `rows` to place `slot` of the buffer, so that every value is finite. */
export function copyRow(rows: Rows, index: number, into: { buffer: RowBuffer; slot: number }): void {
  const columns = into.buffer.missing.length;
  if ('data' in rows) {
    copyValues(rows.data, index * columns, into);
  } else {
    copyValues(rows[index]!, 0, into);
  }
}

function copyValues(from: Row, start: number, into: { buffer: RowBuffer; slot: number }): void {
  const { values, missing } = into.buffer;
  const base = into.slot * missing.length;
  for (let c = 0; c < missing.length; c++) values[base + c] = known(from[start + c]!, missing[c]!);
}

/** A finite number for any: NaN becomes `missing`, infinities the largest number that counts. */
export function known(value: number, missing: number): number {
  if (value >= -LARGEST && value <= LARGEST) return value;
  if (value > LARGEST) return LARGEST;
  return value < -LARGEST ? -LARGEST : missing;
}

/** Who speaks in an error. */
export type Learner =
  | 'Isolation forest'
  | 'Boosted trees'
  | 'Sequence autoencoder'
  | 'Variational autoencoder';

/** The error for arguments that make no sense. */
export function usage(what: string, owner: Learner = 'Isolation forest'): LogsiftError {
  return new LogsiftError('USAGE', `${owner}: ${what}.`);
}

/** A whole number from 1 to `most`, else USAGE. */
export function wholeOption(option: { name: string; value: number; most: number }, owner?: Learner): number {
  const { name, value, most } = option;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw usage(`"${name}" should be a whole number from 1 to ${most}, not ${value}`, owner);
}

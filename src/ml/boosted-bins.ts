import { known, type Rows } from './forest-rows.ts';

/** The column of a missing value (NaN). */
export const MISSING_BIN = 0;

/** Training rows with every value replaced by the number of its bin, 0 for a missing one. */
export interface Binned {
  readonly count: number;
  readonly columns: number;
  /** Row after row. */
  readonly codes: Uint8Array;
  /** Of each column, ascending: bin b ≥ 1 holds values above `cuts[b − 2]` and up to `cuts[b − 1]`. */
  readonly cuts: readonly Float64Array[];
  /** Of each column, and at the end of all: where its bins begin among those of all columns. */
  readonly starts: Int32Array;
}

/** Puts the values of each column in at most `bins` bins with about as many values in each. */
export function binRows(rows: Rows, shape: { count: number; columns: number }, bins: number): Binned {
  const { count, columns } = shape;
  const codes = new Uint8Array(count * columns);
  const starts = new Int32Array(columns + 1);
  const column = new Float64Array(count);
  const cuts = Array.from({ length: columns }, (_, c) => {
    readColumn(rows, { c, columns }, column);
    const borders = cutsOf(column, bins);
    for (let i = 0; i < count; i++) codes[i * columns + c] = binOf(column[i]!, borders);
    starts[c + 1] = starts[c]! + borders.length + 2;
    return borders;
  });
  return { count, columns, codes, cuts, starts };
}

function readColumn(rows: Rows, at: { c: number; columns: number }, into: Float64Array): void {
  const { c, columns } = at;
  for (let i = 0; i < into.length; i++) {
    const value = 'data' in rows ? rows.data[i * columns + c]! : rows[i]![c]!;
    into[i] = known(value, Number.NaN);
  }
}

/** Borders between the values, half-way from one to the next; none for a constant column. */
function cutsOf(values: Float64Array, bins: number): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const ends = distinctEnds(sorted);
  const chosen = ends.length <= bins ? ends : quantileEnds(ends, sorted.length, bins);
  const cuts = new Float64Array(Math.max(0, chosen.length - 1));
  for (let k = 0; k < cuts.length; k++) {
    const low = sorted[chosen[k]! - 1]!;
    const high = sorted[chosen[k]!]!;
    const middle = low + (high - low) / 2;
    cuts[k] = middle < high ? middle : low;
  }
  return cuts;
}

/** Behind the last of each run of equal values. */
function distinctEnds(sorted: Float64Array): number[] {
  const ends: number[] = [];
  for (let i = 1; i <= sorted.length; i++)
    if (i === sorted.length || sorted[i]! > sorted[i - 1]!) ends.push(i);
  return ends;
}

/** Of these ends those that leave about as many values in each bin; a frequent value has one of its own. */
function quantileEnds(ends: readonly number[], total: number, bins: number): number[] {
  const chosen: number[] = [];
  let from = 0;
  for (const [i, end] of ends.entries()) {
    const left = bins - chosen.length;
    const enough = left > 1 && end - from >= (total - from) / left;
    if (enough || i === ends.length - 1) {
      chosen.push(end);
      from = end;
    }
  }
  return chosen;
}

function binOf(value: number, cuts: Float64Array): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value > cuts[middle]!) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

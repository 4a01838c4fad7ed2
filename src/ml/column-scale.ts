import { stateInvalid } from '../core/state-invalid.ts';
import { known } from './forest-rows.ts';

/** Mean and standard deviation of columns; the deviation of a constant column is 1. */
export interface ColumnScale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Of rows of values, NaN left out; value i of a row belongs to column i modulo their number. */
export function columnScale(rows: readonly Float64Array[], columns: number): ColumnScale {
  const counts = new Float64Array(columns);
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      if (Number.isNaN(row[i]!)) continue;
      const c = i % columns;
      const off = row[i]! - means[c]!;
      means[c]! += off / ++counts[c]!;
      squares[c]! += off * (row[i]! - means[c]!);
    }
  }
  const deviations = squares.map((sum, c) => {
    const deviation = Math.sqrt(sum / counts[c]!);
    // Equal values of any size differ from their mean by what rounding leaves.
    return deviation > 1e-9 * (1 + Math.abs(means[c]!)) && deviation < Number.MAX_VALUE ? deviation : 1;
  });
  return { means, deviations };
}

/** Values as their distances from the mean; NaN stays what it is. */
export function standardised(values: Float64Array, { means, deviations }: ColumnScale): Float64Array {
  return values.map((value, i) => (value - means[i % means.length]!) / deviations[i % means.length]!);
}

/** A row in an array of its own, every value finite or NaN, and small enough for sums of squares. */
export function readableRow(values: ArrayLike<number>): Float64Array {
  const row = new Float64Array(values.length);
  for (let i = 0; i < row.length; i++) {
    row[i] = Math.min(1e100, Math.max(-1e100, known(values[i]!, Number.NaN)));
  }
  return row;
}

/** STATE_INVALID unless all are finite, and deviations above 0. */
export function checkScale({ means, deviations }: ColumnScale, owner: string): void {
  if (!means.every(Number.isFinite)) throw stateInvalid(owner, new Error('a mean is not a number'));
  if (!deviations.every((deviation) => deviation > 0 && Number.isFinite(deviation))) {
    throw stateInvalid(owner, new Error('a deviation is not a number above 0'));
  }
}

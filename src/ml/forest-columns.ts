import { known, type Rows } from './forest-rows.ts';

/** What the training rows had in one column. */
export interface ColumnRange {
  /** 1 % of the values are below. */
  readonly low: number;
  readonly typical: number;
  /** 1 % of the values are above. */
  readonly high: number;
}

/** Range of each column over the rows with the given indexes; a column without any known value is 0. */
export function columnRanges(rows: Rows, indexes: Int32Array, columns: number): ColumnRange[] {
  const values = new Float64Array(indexes.length);
  return Array.from({ length: columns }, (_, column) => {
    let count = 0;
    for (const index of indexes) {
      const value = known(valueAt(rows, index, column), Number.NaN);
      if (!Number.isNaN(value)) values[count++] = value;
    }
    const sorted = values.subarray(0, count).sort();
    const at = (q: number) => sorted[Math.round(q * (count - 1))] ?? 0;
    return { low: at(0.01), typical: at(0.5), high: at(0.99) };
  });
}

/**
 * Columns in an order that depends on what is in them, not on where they stand, so that rows with their columns
 * exchanged make the same forest. Columns that are equal in all the given rows keep their order.
 */
export function columnOrder(rows: Rows, indexes: Int32Array, columns: number): Uint16Array {
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  const hashes = Array.from({ length: columns }, (_, column) => {
    let high = 0x811c9dc5;
    let low = 0x9e3779b9;
    for (const index of indexes) {
      bits[0] = valueAt(rows, index, column);
      high = Math.imul(high ^ words[0]!, 0x85ebca6b) ^ (high >>> 13);
      low = Math.imul(low ^ words[1]!, 0xc2b2ae35) ^ (low >>> 15) ^ high;
    }
    return (high >>> 0) * 2097152 + ((low >>> 0) & 2097151);
  });
  return new Uint16Array(hashes.keys()).sort((a, b) => hashes[a]! - hashes[b]! || a - b);
}

function valueAt(rows: Rows, index: number, column: number): number {
  return 'data' in rows ? rows.data[index * rows.columns + column]! : rows[index]![column]!;
}

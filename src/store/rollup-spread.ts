import type Database from 'better-sqlite3';
import { addToTable } from './rollup-cells.ts';
import type { RollupQuery, Width } from './rollups.ts';

/** Counts of many series over the same stretches of time. */
export interface RollupSpread {
  /** Epoch ms: `counts[i]` is of the `width` ms from `from + i * width` on; a multiple of the width of the buckets. */
  readonly from: number;
  readonly width: number;
  readonly bins: number;
  /** Series by name, those with any line; `counts` as long as `bins`. */
  readonly series: ReadonlyMap<string, { readonly sum: number; readonly counts: Float64Array }>;
}

/** Numbers of the series that are wanted, and what they are called. */
export interface SpreadOptions {
  /** The kind as it is kept. */
  readonly kept: string;
  readonly most: number;
  readonly wanted: readonly number[];
  readonly nameOf: (series: number) => string;
}

/** Counts of series of a kind in at most `most` stretches of time: every bucket is looked into once for all of them. */
export function spreadOf(
  db: Database.Database,
  { width, from, to }: Omit<RollupQuery, 'names' | 'kind'>,
  { kept, most, wanted, nameOf }: SpreadOptions,
): RollupSpread {
  const first = Math.floor(from / width) * width;
  const buckets = Math.max(0, Math.ceil((to - first) / width));
  const each = Math.max(1, Math.ceil(buckets / Math.max(1, most)));
  const bins = Math.ceil(buckets / each);
  const rows = new Int32Array(wanted.reduce((most, series) => Math.max(most, series + 1), 0)).fill(-1);
  for (const [row, series] of wanted.entries()) rows[series] = row;
  const found = db
    .prepare('SELECT start, counts FROM rollup WHERE width = ? AND kind = ? AND start >= ? AND start < ?')
    .raw();
  const table = new Float64Array(wanted.length * bins);
  for (const [start, counts] of found.iterate(width, kept, first, to) as Iterable<[number, Buffer]>) {
    const place = Math.floor((start - first) / width / each);
    addToTable(counts, table, { rows, stride: bins, place });
  }
  const series = new Map<string, { readonly sum: number; readonly counts: Float64Array }>();
  for (const [row, number] of wanted.entries()) {
    const counts = table.subarray(row * bins, row * bins + bins);
    let sum = 0;
    for (let i = 0; i < bins; i++) sum += counts[i]!;
    if (sum > 0) series.set(nameOf(number), { sum, counts });
  }
  return { from: first, width: (width as number) * each, bins, series };
}

/** Counts of several shards of the same stretches of time, as one. */
export function joinedSpread(spreads: readonly RollupSpread[]): RollupSpread {
  const [first, ...others] = spreads;
  if (others.length === 0) return first!;
  const series = new Map(first!.series);
  for (const [name, { sum, counts }] of others.flatMap((spread) => [...spread.series])) {
    const before = series.get(name);
    const joined = before === undefined ? counts : counts.map((n, i) => n + before.counts[i]!);
    series.set(name, { sum: sum + (before?.sum ?? 0), counts: joined });
  }
  return { ...first!, series };
}

/** Widths of buckets that a stretch of `ms` that began so long ago can be told in, at least so many of them; the widest such. */
export function widthFor({ from, to, now }: { from: number; to: number; now: number }, least: number): Width {
  const fits = ([3_600_000, 60_000, 10_000] as const).find((width) => to - from >= least * width);
  const width = fits ?? 10_000;
  const age = now - from;
  if (width === 10_000 && age > 86_400_000) return age > 14 * 86_400_000 ? 3_600_000 : 60_000;
  return width === 60_000 && age > 14 * 86_400_000 ? 3_600_000 : width;
}

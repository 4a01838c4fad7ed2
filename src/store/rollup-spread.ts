import type Database from 'better-sqlite3';
import { eachPacked } from './rollup-cells.ts';
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

/** What a series is called, and which are wanted; all of the kind without `names`. */
export interface SpreadOptions {
  readonly most: number;
  readonly names?: ReadonlySet<string> | undefined;
  readonly nameOf: (series: number) => string;
}

/** Counts of each series of a kind in at most `most` stretches of time: every bucket is looked into once for all of them. */
export function spreadOf(
  db: Database.Database,
  { kind, width, from, to }: Omit<RollupQuery, 'names'>,
  { most, names, nameOf }: SpreadOptions,
): RollupSpread {
  const first = Math.floor(from / width) * width;
  const buckets = Math.max(0, Math.ceil((to - first) / width));
  const each = Math.max(1, Math.ceil(buckets / Math.max(1, most)));
  const bins = Math.ceil(buckets / each);
  const rows = db.prepare(
    'SELECT start, counts FROM rollup WHERE width = ? AND kind = ? AND start >= ? AND start < ?',
  );
  const known: (Float64Array | null | undefined)[] = [];
  const countsOf = (series: number): Float64Array | null => {
    const counts = names === undefined || names.has(nameOf(series)) ? new Float64Array(bins) : null;
    known[series] = counts;
    return counts;
  };
  for (const row of rows.iterate(width, kind, first, to) as Iterable<{ start: number; counts: Buffer }>) {
    const bin = Math.floor((row.start - first) / width / each);
    eachPacked(row.counts, (series, n) => {
      let counts = known[series];
      if (counts === undefined) counts = countsOf(series);
      if (counts !== null) counts[bin]! += n;
    });
  }
  const series = new Map<string, { readonly sum: number; readonly counts: Float64Array }>();
  for (const [number, counts] of known.entries()) {
    if (counts == null) continue;
    const name = nameOf(number);
    // One that has no name yet goes with those beyond the cap.
    for (const [i, n] of series.get(name)?.counts.entries() ?? []) counts[i]! += n;
    series.set(name, { sum: counts.reduce((all, n) => all + n, 0), counts });
  }
  return { from: first, width: (width as number) * each, bins, series };
}

/** Widths of buckets that a stretch of `ms` that began so long ago can be told in, at least so many of them; the widest such. */
export function widthFor({ from, to, now }: { from: number; to: number; now: number }, least: number): Width {
  const fits = ([3_600_000, 60_000, 10_000] as const).find((width) => to - from >= least * width);
  const width = fits ?? 10_000;
  const age = now - from;
  if (width === 10_000 && age > 86_400_000) return age > 14 * 86_400_000 ? 3_600_000 : 60_000;
  return width === 60_000 && age > 14 * 86_400_000 ? 3_600_000 : width;
}

import type { TemplateRow, TemplatesAnswer, TemplatesQuery } from '../../core/api-explore.ts';
import { widthFor } from '../../store/rollup-spread.ts';
import { piecesOf } from './explore-events.ts';
import type { KindBook, LearntKind, LearntKinds } from './kinds.ts';
import { cursorOf, placeOf, rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { gravityOf } from './words.ts';

/** Points of a sparkline, at most; at least a quarter of them where counts are fine enough. */
const POINTS = 48;
/** What came less often before than this is taken as having come so often, so that a few lines are no news. */
const LEAST_BEFORE = 5;

interface Counted {
  readonly kind: LearntKind;
  readonly count: number;
  readonly before: number;
  readonly spark: readonly number[];
}

/** Counts of kinds over a range and the one before it. */
interface Counts {
  readonly spark: { readonly from: number; readonly width: number };
  readonly bins: number;
  readonly now: ReadonlyMap<string, { readonly sum: number; readonly counts: Float64Array }>;
  readonly before: ReadonlyMap<string, { readonly sum: number }>;
  readonly lines: number;
}

/** Lists kinds of lines. */
export function listKinds(parts: WebParts, book: KindBook, query: TemplatesQuery): TemplatesAnswer {
  const range = rangeIn(query, parts.now());
  const known = book.now();
  const counts = countsOf(parts, range);
  const rows = counted(known, counts)
    .filter(({ count }) => query.all || count > 0)
    .filter(({ kind }) => fits(kind, query))
    .map((row) => ({ row, key: keyOf(row, query.order) }))
    .sort((a, b) => b.key - a.key || (a.row.kind.id < b.row.kind.id ? -1 : 1));
  const after = placeOf(query.cursor);
  const begin =
    after === null
      ? 0
      : rows.findIndex(({ key, row }) => key < after[0] || (key === after[0] && row.kind.id > after[1]));
  const shown = begin < 0 ? [] : rows.slice(begin, begin + query.limit);
  const last = shown.at(-1);
  const more = begin >= 0 && begin + shown.length < rows.length;
  return {
    items: shown.map(({ row }) => rowOf(row, { range, lines: counts.lines })),
    next: more && last !== undefined ? cursorOf([last.key, last.row.kind.id]) : null,
    found: rows.length,
    spark: counts.spark,
    asOf: known.asOf,
  };
}

function countsOf({ store, now }: WebParts, { from, to }: { from: number; to: number }): Counts {
  const width = widthFor({ from, to, now: now() }, POINTS / 4);
  const { rollups } = store;
  const spread = rollups.spread({ kind: 'template', width, from, to }, POINTS);
  const earlier = from - (to - from);
  const wide = widthFor({ from: earlier, to: from, now: now() }, 2);
  const before = rollups.spread({ kind: 'template', width: wide, from: earlier, to: from }, 1);
  let lines = 0;
  for (const { sum } of spread.series.values()) lines += sum;
  return {
    spark: { from: spread.from, width: spread.width },
    ...{ bins: spread.bins, now: spread.series, before: before.series, lines },
  };
}

/** Every kind with what was counted under all ids that it ever had. */
function counted({ kinds, idsOf }: LearntKinds, { bins, now, before }: Counts): Counted[] {
  return [...kinds.values()].map((kind) => {
    const ids = idsOf(kind.id);
    const spark = new Array<number>(bins).fill(0);
    let [count, earlier] = [0, 0];
    for (const id of ids) {
      const series = now.get(id);
      earlier += before.get(id)?.sum ?? 0;
      if (series === undefined) continue;
      count += series.sum;
      for (let i = 0; i < bins; i++) spark[i]! += series.counts[i]!;
    }
    return { kind, count, before: earlier, spark };
  });
}

function fits({ sought, hosts }: LearntKind, { text, host }: TemplatesQuery): boolean {
  if (host !== undefined && hosts?.has(host) !== true) return false;
  return text === undefined || piecesOf(text.toLowerCase()).every((piece) => sought.includes(piece));
}

/** What comes first is largest. */
function keyOf({ kind, count, before }: Counted, order: TemplatesQuery['order']): number {
  const [first, last] = kind.seen ?? [0, 0];
  switch (order) {
    case 'count':
      return count;
    case 'rare':
      return -count;
    case 'newest':
      return first;
    case 'latest':
      return last;
    case 'gravity':
      return kind.gravity;
    case 'change':
      return Math.abs(Math.log((count + LEAST_BEFORE) / (before + LEAST_BEFORE)));
  }
}

function rowOf(
  { kind, count, before, spark }: Counted,
  { range, lines }: { readonly range: { from: number; to: number }; readonly lines: number },
): TemplateRow {
  const { id, text, gravity, total, seen, hosts } = kind;
  const [first, last] = seen ?? [null, null];
  return {
    ...{ id, text, gravity: gravityOf(gravity), count, before },
    share: lines > 0 ? count / lines : 0,
    total,
    ...{ firstSeen: first, lastSeen: last },
    isNew: first !== null && first >= range.from && first < range.to,
    hosts: hosts?.size ?? null,
    spark: [...spark],
  };
}

import type { CompareAnswer, CompareQuery, DifferenceRow } from '../../core/api-explore.ts';
import { gravityOf as gravityOfText } from '../../core/gravity.ts';
import { TimeBuckets } from '../../kit/time-buckets.ts';
import { widthFor } from '../../store/rollup-spread.ts';
import {
  type CountedPair,
  rateDifference,
  rateWeight,
  surpriseOfOneSide,
  unrestOf,
} from '../rate-differences.ts';
import type { KindBook } from './kinds.ts';
import { rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { gravityOf, surpriseOf } from './words.ts';

/** Buckets by which it is seen how unevenly a kind of line comes, as `diff` has them. */
const BUCKETS = 32;
const HOUR = 3_600_000;
/** Kinds beyond the cap on series are counted together. */
const OTHER = '(other)';

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Side extends Span {
  readonly lines: number;
  readonly kinds: ReadonlyMap<string, { readonly count: number; readonly dispersion: number }>;
  /** Hours in which there were any lines. */
  readonly hours: number;
}

/** What differs between two ranges, by how often each kind of line came: judged as `logsift diff` judges it. */
export function compare(parts: WebParts, book: KindBook, query: CompareQuery): CompareAnswer {
  const a = sideOf(parts, book, rangeIn({ from: query.aFrom, to: query.aTo }, parts.now()));
  const b = sideOf(parts, book, rangeIn({ from: query.bFrom, to: query.bTo }, parts.now()));
  const covers = [a.hours, b.hours] as const;
  const pairs = [...new Set([...a.kinds.keys(), ...b.kinds.keys()])].map((id) => pairOf(id, a, b));
  const bothSeen = a.hours > 0 && b.hours > 0;
  const looked = { covers, unrest: bothSeen ? unrestOf(pairs, covers) : 1 };
  const { named } = book.now();
  const found = bothSeen
    ? pairs.flatMap((pair) => {
        const row = rowOf(pair, { ...looked, looks: pairs.length, text: named.get(pair.id)?.text ?? '' });
        return row === null ? [] : [row];
      })
    : [];
  found.sort((x, y) => y.weight - x.weight || (x.row.template.id < y.row.template.id ? -1 : 1));
  return {
    ...{ a: told(a), b: told(b) },
    differences: found.slice(0, query.limit).map(({ row }) => row),
    more: Math.max(0, found.length - query.limit),
    alike: bothSeen ? pairs.length - found.length : 0,
    notes: notesOf(a, b),
  };
}

function sideOf({ store, now }: WebParts, book: KindBook, { from, to }: Span): Side {
  const width = widthFor({ from, to, now: now() }, BUCKETS);
  const {
    series,
    width: each,
    from: first,
  } = store.rollups.spread({ kind: 'template', width, from, to }, BUCKETS);
  const { named } = book.now();
  const summed = new Map<string, Float64Array>();
  for (const [id, { counts }] of series) {
    const current = named.get(id)?.current ?? id;
    const known = summed.get(current);
    if (known === undefined) summed.set(current, counts);
    else for (const [i, n] of counts.entries()) known[i]! += n;
  }
  const kinds = new Map<string, { count: number; dispersion: number }>();
  for (const [id, counts] of summed) {
    if (id === OTHER) continue;
    const times = new TimeBuckets(2 * BUCKETS, each);
    let count = 0;
    for (const [i, n] of counts.entries()) {
      if (n > 0) times.add(first + i * each, n);
      count += n;
    }
    kinds.set(id, { count, dispersion: Math.max(1, times.dispersion(first, to) || 1) });
  }
  const all = store.rollups.query({ kind: 'all', width, from, to });
  const seen = all.counts.filter((n) => n > 0).length;
  const lines = all.counts.reduce((sum, n) => sum + n, 0);
  return { from, to, lines, kinds, hours: Math.min(seen * width, to - from) / HOUR };
}

type Pair = CountedPair & { readonly id: string };

function pairOf(id: string, a: Side, b: Side): Pair {
  const [inA, inB] = [a.kinds.get(id), b.kinds.get(id)];
  return {
    id,
    counts: [inA?.count ?? 0, inB?.count ?? 0],
    dispersion: Math.max(inA?.dispersion ?? 1, inB?.dispersion ?? 1),
  };
}

function rowOf(
  pair: Pair,
  {
    text,
    looks,
    ...looked
  }: {
    readonly text: string;
    readonly looks: number;
    readonly covers: readonly [number, number];
    readonly unrest: number;
  },
): { readonly row: DifferenceRow; readonly weight: number } | null {
  const { id, counts } = pair;
  const gravity = gravityOfText(-1, text);
  const rates: [number, number] = [counts[0] / looked.covers[0], counts[1] / looked.covers[1]];
  const common = {
    template: { id, text },
    counts: [...counts] as [number, number],
    rates,
    gravity: gravityOf(gravity),
  };
  if (counts[0] === 0 || counts[1] === 0) {
    const kind = counts[0] === 0 ? 'new' : 'gone';
    const surprise = surpriseOfOneSide(pair, looked);
    const words = kind === 'new' ? 'only in the later range' : 'only in the earlier range';
    const row = { kind, ...common, ratio: null, surprise: surpriseOf(surprise), words } as const;
    return { row, weight: rateWeight({ kind, surprise, gravity }) };
  }
  const rate = rateDifference(pair, { ...looked, looks });
  if (rate === null) return null;
  const { surprise, ratio } = rate;
  const kind = rate.kind === 'faster' ? 'more' : 'fewer';
  const row = { kind, ...common, ratio, surprise: surpriseOf(surprise), words: ratioWords(ratio) } as const;
  return { row, weight: rateWeight({ kind: rate.kind, surprise, gravity, ratio }) };
}

/** `4.1 times as often`, `a third as often`. */
function ratioWords(ratio: number): string {
  const size = ratio >= 1 ? ratio : 1 / ratio;
  const number = size >= 9.5 ? `${Math.round(size)}` : size.toFixed(1).replace(/\.0$/, '');
  return ratio >= 1 ? `${number} times as often` : `${number} times less often`;
}

function told({ from, to, lines, kinds, hours }: Side): CompareAnswer['a'] {
  return { from, to, lines, kinds: kinds.size, hours };
}

function notesOf(a: Side, b: Side): string[] {
  const empty = [
    ...(a.hours === 0 ? ['The earlier range has no lines.'] : []),
    ...(b.hours === 0 ? ['The later range has no lines.'] : []),
  ];
  if (empty.length > 0) return empty;
  const notes = [
    'Compared is how often each kind of line came; values inside of lines are compared by `logsift diff`.',
  ];
  if (a.from < b.to && b.from < a.to) notes.push('The two ranges overlap.');
  return notes;
}

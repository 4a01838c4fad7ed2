import { at, rawOf } from './odd-runs.ts';
import { MUCH, NOTED, type RateRun, rooted } from './rate-judge.ts';
import type { Series, Timeline } from './rate-timeline.ts';

/** Parts of the log that are compared with all before them, how many must lie before, and after. */
const PARTS = 20;
const BEFORE = 6;
const AFTER = 2;
/** Buckets of a part, so that it is not a moment. */
const LEAST_BUCKETS = 4;
/** Parts after the shift from which on it is no odder for being longer. */
const LONG = 4;
/** Lines of a kind that never came before, to be a level, in as many tenths: what is new in one is for others. */
const LEAST_NEW = 10;
const TENTHS_NEW = 2;

interface Part {
  /** Lines of the series, and of the whole log. */
  readonly count: number;
  readonly lines: number;
}

/**
 * A kind of line that from one moment on comes much more often than in any part of the log before, up to the end. Such
 * a level would hide among its own when hours are compared with hours, being half of the history by then. Parts are
 * compared by the share of all lines, so that a busy day is no shift, and by count. Null when there is none.
 *
 * @param lines those of the whole log by part, from `linesOfParts`
 * @param whole these are all lines of the kind, so that it may be new; on one of several hosts it is the host that is
 */
export function levelShift(
  series: Series,
  { timeline, lines, whole }: { timeline: Timeline; lines: readonly number[]; whole: boolean },
): RateRun | null {
  const buckets = Math.floor(timeline.length / PARTS);
  if (buckets < LEAST_BUCKETS || series.total < NOTED) return null;
  const parts = partsOf(series, timeline.length, lines);
  let best: { k: number; score: number } | null = null;
  for (let k = BEFORE; k <= PARTS - AFTER; k++) {
    const score = scoreOf(parts.slice(0, k), parts.slice(k));
    if (score >= NOTED && (best === null || score > best.score)) best = { k, score };
  }
  const run = best === null ? null : runFrom(series, timeline, best);
  if (run === null || run.usual > 0) return run;
  return whole && run.seen >= LEAST_NEW && bits(run.tenths) >= TENTHS_NEW ? run : null;
}

/** Lines of the whole log in each of the parts that are compared. */
export function linesOfParts({ lines, length }: Timeline): number[] {
  const sums = new Array<number>(PARTS).fill(0);
  for (let b = 0; b < length; b++) sums[partOf(b, length)]! += lines[b]!;
  return sums;
}

function partsOf({ at: buckets, counts }: Series, length: number, lines: readonly number[]): Part[] {
  const parts = lines.map((n) => ({ count: 0, lines: n }));
  for (let i = 0; i < buckets.length; i++) parts[partOf(buckets[i]!, length)]!.count += counts[i]!;
  return parts;
}

function partOf(bucket: number, length: number): number {
  return Math.min(PARTS - 1, Math.floor((bucket * PARTS) / length));
}

/** How many spreads the parts after lie above the highest before; 0 when they are not all above, or not much. */
function scoreOf(before: readonly Part[], after: readonly Part[]): number {
  const share = ({ count, lines }: Part) => (lines > 0 ? count / lines : 0);
  const most = Math.max(...before.map(share));
  if (after.some((part) => part.lines > 0 && share(part) <= most)) return 0;
  const usual = middle(after.map(({ lines }) => most * lines));
  const now = middle(after.map(({ count }) => count));
  if (now < MUCH * Math.max(usual, ...before.map(({ count }) => count))) return 0;
  const mean =
    before.reduce((sum, { count }) => sum + count, 0) / before.reduce((sum, { lines }) => sum + lines, 0);
  const spread = Math.max(
    1,
    ...before.map(({ count, lines }) => Math.abs(rooted(count) - rooted(mean * lines)) / 2),
  );
  return ((rooted(now) - rooted(usual)) / spread) * Math.sqrt(Math.min(LONG, after.length));
}

/** The shift as a stretch up to the end of the log, from where both levels together fit best (Page 1954). */
function runFrom(series: Series, timeline: Timeline, { k, score }: { k: number; score: number }): RateRun {
  const { length, starts, tenths, width } = timeline;
  const all = new Float64Array(length);
  for (let i = 0; i < series.at.length; i++) all[series.at[i]!] = series.counts[i]!;
  const border = Math.ceil((length * k) / PARTS);
  const sum = (from: number, to: number) => all.subarray(from, to).reduce((a, b) => a + b, 0);
  const known = sum(0, border);
  const usual = Math.max(known, 0.5) / border;
  const now = sum(border, length) / (length - border);
  const [earliest, latest] = [-1, 1].map((part) => Math.ceil((length * (k + part)) / PARTS)) as [
    number,
    number,
  ];
  let first = border;
  let [fit, best] = [0, 0];
  for (let b = latest; b > earliest; b--) {
    fit += all[b - 1]! * Math.log(now / usual) - (now - usual);
    if (fit > best) [best, first] = [fit, b - 1];
  }
  let bits = 0;
  for (let b = first; b < length; b++) bits |= 1 << tenths[b]!;
  return {
    series,
    from: starts[first]!,
    to: starts[length - 1]! + width,
    more: true,
    usual: known === 0 ? 0 : usual * (length - first),
    seen: sum(first, length),
    seasonal: false,
    lasting: true,
    score,
    tenths: bits,
    raw: rawOf(score - NOTED, { seen: 0, sum: 0, looks: length }),
    expected: 1,
  };
}

function bits(mask: number): number {
  let n = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) n++;
  return n;
}

function middle(values: readonly number[]): number {
  return at(Float64Array.from(values).sort(), 0.5);
}

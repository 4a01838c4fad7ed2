import { z } from 'zod';
import { at, type OddRun } from './odd-runs.ts';
import type { Place } from './value-place.ts';
import { leastStep } from './value-scale.ts';

/** From so many spreads on a stretch is noted. */
export const NOTED = 4;
/** Windows of a place before it is judged. */
export const LEAST_WINDOWS = 24;
/** Windows inside the usual that may lie within a stretch. */
const GAP = 3;
/** Windows from which on a stretch is no odder for being longer. */
const LONG = 36;
/** Parts of the history that are compared with all before them, and how many must lie before. */
const PARTS = 20;
const BEFORE = 6;
/** A number at least twice or half as large is much, where numbers vary widely; one of narrow ones less. */
const MUCH = Math.LN2;
const NARROW = 6;
const NARROW_SINGLE = 12;
const SINGLE = 3;
const LEAST_EFFECT = 0.1;
/** Mean range of so many normal numbers, in standard deviations. */
const RANGES = [0, 0, 1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.97, 3.078] as const;

/** What is usual: the middle, and one spread as robust as a standard deviation can be. Places on the scale. */
export interface Usual {
  readonly middle: number;
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** JSON-safe state of what is usual. */
export const savedUsual = z.strictObject({
  ...{ middle: z.number(), spread: z.number(), low: z.number(), high: z.number() },
});

/** A stretch in which the numbers of a place lie outside of what is usual there. */
export interface ValueRun extends OddRun {
  readonly place: Place;
  /** First and last window. */
  readonly first: number;
  readonly last: number;
  /** Window that is furthest out, and where it lies on the scale. */
  readonly peak: number;
  readonly seen: number;
  readonly usual: Usual;
  /** Where the numbers of the stretch lie in the middle. */
  readonly level: number;
  /** The numbers went away from the usual and had not come back at the end. */
  readonly lasting: boolean;
}

/** What is usual of a list of places on the scale. */
export function usualOf(places: readonly number[], grain: number): Usual {
  const sorted = new Float64Array(places).sort();
  const middle = at(sorted, 0.5);
  const away = distances(sorted, middle);
  const spread = Math.max(1.4826 * at(away, 0.5), leastStep(middle, grain));
  return { middle, spread, low: at(sorted, 0.05), high: at(sorted, 0.95) };
}

/** How far sorted places lie from the middle, nearest first: from there outwards on both sides. */
function distances(sorted: Float64Array, middle: number): Float64Array {
  const away = new Float64Array(sorted.length);
  let right = 0;
  while (right < sorted.length && sorted[right]! < middle) right++;
  let left = right - 1;
  for (let i = 0; i < away.length; i++) {
    const down = left < 0 ? Number.POSITIVE_INFINITY : middle - sorted[left]!;
    const up = right >= sorted.length ? Number.POSITIVE_INFINITY : sorted[right]! - middle;
    away[i] = Math.min(down, up);
    if (down < up) left--;
    else right++;
  }
  return away;
}

/** How much further than its usual a number must lie to be worth a word. */
export function isMuch(place: number, { middle, spread }: Usual, windows = SINGLE): boolean {
  const narrow = windows < SINGLE ? NARROW_SINGLE : NARROW;
  return Math.abs(place - middle) >= Math.min(MUCH, Math.max(LEAST_EFFECT, narrow * spread));
}

/** Whether a stretch goes on at the end of its place's history, and whether it is further out in its last third than in its first. */
export function courseOf({ place, first, last, usual }: ValueRun): { open: boolean; grows: boolean } {
  const { means } = place.windows;
  const open = last >= means.length - 1 - GAP && last - first >= GAP;
  const third = Math.ceil((last - first + 1) / 3);
  const away = (from: number) => {
    return Math.abs(at(Float64Array.from(means.slice(from, from + third)).sort(), 0.5) - usual.middle);
  };
  return { open, grows: away(last + 1 - third) - away(first) >= 2 * usual.spread };
}

/** The odd stretches of a place: single wild numbers, levels that shifted for a while, and such that crept away. */
export function oddRunsOf(place: Place): ValueRun[] {
  const { windows, grain } = place;
  if (windows.length < LEAST_WINDOWS) return [];
  const crept = creptAway(place);
  const runs = stretches(place, windows.means, grain);
  const single = windows.length > 0.7 * place.count;
  if (!single) {
    runs.push(...stretches(place, windows.highs, grain).filter((run) => run.seen > run.usual.middle));
    runs.push(...stretches(place, windows.lows, grain).filter((run) => run.seen < run.usual.middle));
  }
  if (crept !== null) runs.push(crept);
  return strongestOnly(runs);
}

/**
 * How far out a stretch is: its furthest window, or all of them together, where they follow each other closely (wild
 * numbers here and there are no stretch).
 */
export function scoreOf(run: { peak: number; sum: number; members: number; windows: number }): number {
  const { peak, sum, members, windows } = run;
  const dense = members / windows;
  return Math.max(peak, (sum / members) * Math.sqrt(Math.min(members, LONG)) * dense ** 2);
}

/** Of stretches that overlap the strongest; what lasts stands for all within it. */
function strongestOnly(runs: readonly ValueRun[]): ValueRun[] {
  const kept: ValueRun[] = [];
  for (const run of [...runs].sort((a, b) => Number(b.lasting) - Number(a.lasting) || b.score - a.score)) {
    if (!kept.some((other) => run.first <= other.last && run.last >= other.first)) kept.push(run);
  }
  return kept;
}

function stretches(place: Place, list: readonly number[], grain: number): ValueRun[] {
  const usual = usualOf(list, grain);
  const runs: ValueRun[] = [];
  const spreads = list === place.windows.means ? spreadsOfMeans(place, usual.spread) : null;
  const away = (i: number) => (list[i]! - usual.middle) / (spreads?.[i] ?? usual.spread);
  for (let i = 0; i < list.length; i++) {
    const side = Math.sign(away(i));
    if (side * away(i) < NOTED || !isMuch(list[i]!, usual)) continue;
    let last = i;
    let members = 0;
    let sum = 0;
    let peak = i;
    for (let j = i; j < list.length && j - last <= GAP; j++) {
      const far = side * away(j);
      if (far < NOTED / 2) continue;
      last = j;
      members++;
      sum += far;
      if (far > side * away(peak)) peak = j;
    }
    let first = i;
    while (first > 0 && side * away(first - 1) > NOTED / 2) first--;
    if (!isMuch(list[peak]!, usual, members)) {
      i = last;
      continue;
    }
    const score = scoreOf({ peak: side * away(peak), sum, members, windows: last - i + 1 });
    runs.push(runOf(place, { first, last, peak, score, usual, list, lasting: false }));
    i = last;
  }
  return runs;
}

/**
 * The spread of each window's mean: the mean of two numbers of a quiet night varies more than that of fifty of a busy
 * noon, by what single numbers vary within a window (from their ranges; Tippett 1925).
 */
function spreadsOfMeans({ windows }: Place, spread: number): Float64Array {
  const { lows, highs, counts } = windows;
  const several = counts.flatMap((n, i) => (n > 1 ? [(highs[i]! - lows[i]!) / usualRange(n)] : []));
  const within = several.length === 0 ? 0 : at(Float64Array.from(several).sort(), 0.5);
  const typical = at(Float64Array.from(counts).sort(), 0.5);
  return Float64Array.from(counts, (n) => {
    return n >= typical ? spread : Math.sqrt(spread ** 2 + within ** 2 * (1 / n - 1 / typical));
  });
}

/** Mean range of n normal numbers, in standard deviations. */
function usualRange(n: number): number {
  return n <= 10 ? RANGES[n]! : RANGES[10] + 0.95 * Math.log(n / 10);
}

/**
 * The numbers left all that they ever were before and did not come back: compares parts of the history with the
 * range of all parts before them (range novelty), so that what creeps is seen although it is half of the history.
 */
function creptAway(place: Place): ValueRun | null {
  const { windows, grain } = place;
  const { means } = windows;
  if (means.length < 3 * PARTS) return null;
  const middles = Array.from({ length: PARTS }, (_, k) => {
    const [from, to] = [0, 1].map((j) => Math.floor((means.length * (k + j)) / PARTS));
    return at(Float64Array.from(means.slice(from, to)).sort(), 0.5);
  });
  for (let k = BEFORE; k < PARTS - 1; k++) {
    const before = middles.slice(0, k);
    const after = middles.slice(k);
    const [low, high] = [Math.min(...before), Math.max(...before)];
    const up = after.every((middle) => middle > high);
    if (!up && !after.every((middle) => middle < low)) continue;
    const end = Math.floor((means.length * k) / PARTS);
    const earlier = usualOf(means.slice(0, end), grain);
    const range = high - low + earlier.spread;
    const outmost = up ? Math.max(...after) : Math.min(...after);
    const out = up ? outmost - high : low - outmost;
    // Away by more than a range, and for more than a moment.
    const level = at(
      after.toSorted((a, b) => a - b),
      0.5,
    );
    const score = 3 * (out / range) * Math.sqrt(Math.min(after.length, 4));
    if (score < NOTED || !isMuch(outmost, earlier)) continue;
    const first = leftAt(means, { end, up, usual: earlier });
    const peak = peakOf(means, { from: first, up });
    const run = runOf(place, {
      first,
      last: means.length - 1,
      peak,
      score,
      usual: earlier,
      list: means,
      lasting: true,
    });
    return { ...run, level };
  }
  return null;
}

/** The window from which on the numbers stay outside of what nine tenths of the earlier ones were. */
function leftAt(means: readonly number[], known: { end: number; up: boolean; usual: Usual }): number {
  const { end, up, usual } = known;
  const inside = (i: number) => (up ? means[i]! <= usual.high : means[i]! >= usual.low);
  let first = end;
  let back = 0;
  for (let i = end; i > 0 && back < GAP; i--) {
    if (inside(i)) back++;
    else first = i;
  }
  return first;
}

function peakOf(means: readonly number[], { from, up }: { from: number; up: boolean }): number {
  let peak = from;
  for (let i = from; i < means.length; i++)
    if (up ? means[i]! > means[peak]! : means[i]! < means[peak]!) peak = i;
  return peak;
}

interface Found {
  readonly first: number;
  readonly last: number;
  readonly peak: number;
  readonly score: number;
  readonly usual: Usual;
  readonly list: readonly number[];
  readonly lasting: boolean;
}

function runOf(place: Place, { list, ...found }: Found): ValueRun {
  let tenths = 0;
  for (let i = found.first; i <= found.last; i++) tenths |= place.windows.tenths[i]!;
  const within = Float64Array.from(list.slice(found.first, found.last + 1)).sort();
  const others = Float64Array.from([...list.slice(0, found.first), ...list.slice(found.last + 1)]).sort();
  const usual =
    found.lasting || others.length < 8
      ? found.usual
      : { ...found.usual, low: at(others, 0.05), high: at(others, 0.95) };
  return {
    ...found,
    usual,
    place,
    tenths,
    raw: 0,
    expected: 1,
    seen: list[found.peak]!,
    level: at(within, 0.5),
  };
}

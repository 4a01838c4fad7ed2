import { seededRandom } from '../kit/random.ts';

/** What rows are compared with: values drawn evenly from the box that holds them, a little larger on each side. */
const BEYOND = 0.1;

/** Drawn rows for each that came. */
const DRAWN = 4;

type Row = readonly number[];

/** How odd a row is to one and the other; higher is odder. */
export interface TwoScores {
  before(row: Row): number;
  after(row: Row): number;
}

/** Two scores measured on the same rows. */
export interface Comparison {
  readonly before: number;
  readonly after: number;
  /** Standard error of their difference (DeLong 1988); what chance there was in learning is not in it. */
  readonly error: number;
}

/**
 * How well a score tells rows that came from rows that could have come: the chance (0–1) that one drawn evenly from the
 * box around them is odder than one of them, ties half. It is what lies above the mass-volume curve (Clémençon and
 * Jakubowicz 2013; Goix 2016), by which detectors are compared without labels. NaN without rows, or when a score is none.
 * The same rows give the same.
 *
 * @param score how odd a row is; higher is odder
 */
export function massAboveVolume(rows: readonly Row[], score: (row: Row) => number): number {
  return placed(rows, drawnAround(rows), score).share;
}

/** The same of two scores. */
export function compareMass(rows: readonly Row[], scores: TwoScores): Comparison {
  return compared(rows, drawnAround(rows), scores);
}

/**
 * How far rows are as usual to a score as others are: the chance (0–1) that one of the others is odder; a half where they
 * are alike. Of two scores.
 */
export function compareUsual(rows: readonly Row[], others: readonly Row[], scores: TwoScores): Comparison {
  return compared(rows, others, scores);
}

function compared(rows: readonly Row[], others: readonly Row[], { before, after }: TwoScores): Comparison {
  const [one, other] = [placed(rows, others, before), placed(rows, others, after)];
  const variance = (which: 'real' | 'made') =>
    varianceOf(one[which].map((value, i) => other[which][i]! - value)) / Math.max(1, one[which].length);
  return { before: one.share, after: other.share, error: Math.sqrt(variance('real') + variance('made')) };
}

function drawnAround(rows: readonly Row[]): Row[] {
  const boxes = (rows[0] ?? []).map((_, column) => boxOf(rows, column));
  const random = seededRandom(1);
  return Array.from({ length: DRAWN * rows.length }, () =>
    boxes.map(([low, width]) => low + width * random()),
  );
}

/** Where each row stands among those of the other kind: the share of them that are odder, or less odd if it is drawn. */
function placed(rows: readonly Row[], drawn: readonly Row[], score: (row: Row) => number) {
  const scores = { real: Float64Array.from(rows, score), made: Float64Array.from(drawn, score) };
  if (scores.real.some(Number.isNaN) || scores.made.some(Number.isNaN) || rows.length === 0) {
    return { share: Number.NaN, real: new Float64Array(), made: new Float64Array() };
  }
  const sorted = { real: scores.real.slice().sort(), made: scores.made.slice().sort() };
  const below = (among: Float64Array, value: number) =>
    (countBelow(among, value, false) + countBelow(among, value, true)) / 2 / among.length;
  const made = scores.made.map((one) => below(sorted.real, one));
  const real = scores.real.map((one) => 1 - below(sorted.made, one));
  return { share: made.reduce((sum, one) => sum + one, 0) / made.length, real, made };
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, values.length - 1);
}

/** Least value and width; a column without values stays without. */
function boxOf(rows: readonly Row[], column: number): readonly [low: number, width: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = row[column]!;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high < low) return [Number.NaN, 0];
  const more = BEYOND * (high - low);
  return [low - more, high - low + 2 * more];
}

/** How many of sorted values are less than one, or, `also`, equal to it. */
function countBelow(sorted: Float64Array, value: number, also: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value || (also && sorted[middle] === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

import { seededRandom } from '../kit/random.ts';

/** What rows are compared with: values drawn evenly from the box that holds them, a little larger on each side. */
const BEYOND = 0.1;

/**
 * How well a score tells rows that came from rows that could have come: the chance (0–1) that one drawn evenly from the
 * box around them is odder than one of them, ties half. It is what lies above the mass-volume curve (Clémençon and
 * Jakubowicz 2013; Goix 2016), by which detectors are compared without labels. NaN without rows, or when a score is none.
 * The same rows and seed give the same.
 *
 * @param score how odd a row is; higher is odder
 */
export function massAboveVolume(
  rows: readonly (readonly number[])[],
  score: (row: readonly number[]) => number,
  seed = 1,
): number {
  const [first] = rows;
  if (first === undefined) return Number.NaN;
  const boxes = first.map((_, column) => boxOf(rows, column));
  const random = seededRandom(seed);
  const real = Float64Array.from(rows, score).sort();
  const made = rows.map(() => score(boxes.map(([low, width]) => low + width * random())));
  if (real.some(Number.isNaN) || made.some(Number.isNaN)) return Number.NaN;
  let odder = 0;
  for (const one of made) odder += (countBelow(real, one, false) + countBelow(real, one, true)) / 2;
  return odder / (real.length * made.length);
}

/** Least value and width; a column without values stays without. */
function boxOf(rows: readonly (readonly number[])[], column: number): readonly [low: number, width: number] {
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

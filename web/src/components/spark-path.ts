import { short } from '../words.ts';

/** Size of a small picture in its own units. */
export interface SparkBox {
  readonly width: number;
  readonly height: number;
}

/** Px left free at the edges, so that a line along one is seen whole. */
const EDGE = 1.5;

/** Path of a line through values from 0 to the largest; holes (null) break it. Empty where there is nothing to draw. */
export function sparkPath(values: readonly (number | null)[], { width, height }: SparkBox): string {
  const most = largest(values);
  const place = (i: number) =>
    values.length < 2 ? width / 2 : (i / (values.length - 1)) * (width - 2 * EDGE) + EDGE;
  const level = (value: number) => height - EDGE - (most === 0 ? 0 : (value / most) * (height - 2 * EDGE));
  let path = '';
  let broken = true;
  for (const [i, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) {
      broken = true;
      continue;
    }
    path += `${broken ? 'M' : 'L'}${round(place(i))} ${round(level(value))}`;
    // A single point between two holes would not be drawn.
    if (broken && !Number.isFinite(values[i + 1] ?? Number.NaN)) path += 'h.1';
    broken = false;
  }
  return path;
}

/** The same line with the area below it closed, for a light filling. */
export function sparkArea(values: readonly (number | null)[], box: SparkBox): string {
  const whole = values.map((value) => value ?? 0);
  const line = sparkPath(whole, box);
  if (line === '' || values.length < 2) return '';
  return `${line}L${round(box.width - EDGE)} ${box.height}L${EDGE} ${box.height}Z`;
}

/** What a small picture says, for those who do not see it: `0 to 120, most at the end`. */
export function sparkWords(values: readonly (number | null)[]): string {
  const seen = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (seen.length === 0) return 'nothing yet';
  const [least, most] = [Math.min(...seen), largest(values)];
  if (most === least) return `steady at ${short(most)}`;
  const at = values.indexOf(most) / Math.max(1, values.length - 1);
  const where = at < 1 / 3 ? 'at the beginning' : at < 2 / 3 ? 'in the middle' : 'at the end';
  return `${short(least)} to ${short(most)}, most ${where}`;
}

const round = (value: number) => Math.round(value * 10) / 10;

function largest(values: readonly (number | null)[]): number {
  let most = 0;
  for (const value of values) if (value !== null && Number.isFinite(value) && value > most) most = value;
  return most;
}

import { type Calendar, MINUTE } from './calendar.ts';

/** How much of something there is through the week, relative to its mean over a whole week (which is 1). */
export interface Rhythm {
  readonly name: string;
  /** 168 hours from Monday at midnight; between their begins it is interpolated. */
  readonly hours: readonly number[];
  readonly most: number;
}

const STEP = 15 * MINUTE;
/** Ranges longer than this are measured by their first part. */
const MOST_STEPS = 400 * 96;

/** People at their desks: Monday to Friday, a dip at noon, next to nothing at night. */
export const OFFICE = rhythm(
  'office',
  [
    ...[4, 4, 4, 4, 4, 5, 12, 45, 140, 195, 200, 190],
    ...[130, 160, 190, 185, 160, 110, 55, 28, 18, 13, 9, 6],
  ],
  [5, 5, 5, 5, 5, 5, 5, 7, 9, 12, 14, 14, 12, 12, 13, 13, 11, 10, 10, 9, 9, 8, 7, 6],
);

/** Customers of a web shop: fewest at four in the morning, most in the evening, Sundays too. */
export const PUBLIC = rhythm(
  'public',
  [
    ...[55, 35, 25, 20, 18, 24, 42, 70, 95, 112, 122, 126],
    ...[130, 126, 122, 122, 126, 136, 150, 165, 172, 160, 128, 88],
  ],
  [
    ...[70, 48, 34, 26, 22, 23, 32, 50, 78, 106, 126, 136],
    ...[138, 136, 134, 136, 140, 146, 156, 170, 176, 160, 128, 90],
  ],
);

/** Machines among themselves. */
export const STEADY = rhythm('steady', new Array<number>(24).fill(1), new Array<number>(24).fill(1));

/** People everywhere on the internet: a little more by day. */
export const WORLD = rhythm(
  'world',
  [8, 8, 8, 8, 9, 9, 10, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 11, 11, 10, 10, 9, 9],
  [8, 8, 8, 8, 8, 8, 9, 9, 10, 10, 10, 11, 11, 11, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8],
);

/** Its value at an hour of the week. */
export function strength(rhythm: Rhythm, hourOfWeek: number): number {
  const hour = Math.floor(hourOfWeek);
  const from = rhythm.hours[hour]!;
  const to = rhythm.hours[hour === 167 ? 0 : hour + 1]!;
  return from + (to - from) * (hourOfWeek - hour);
}

/** Milliseconds of the range, each counted as its strength. */
export function weightOf(rhythm: Rhythm, calendar: Calendar, [from, to]: readonly [number, number]): number {
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.round((to - from) / STEP)));
  const step = Math.min(STEP, (to - from) / steps);
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += strength(rhythm, calendar.hourOfWeek(from + (i + 0.5) * step));
  return (sum / steps) * (to - from);
}

function rhythm(name: string, workday: readonly number[], weekend: readonly number[]): Rhythm {
  const raw = [0, 1, 2, 3, 4, 5, 6].flatMap((day) => (day < 5 ? workday : weekend));
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length;
  const hours = raw.map((value) => value / mean);
  return { name, hours, most: Math.max(...hours) };
}

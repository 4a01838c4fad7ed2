/** Steps of a heat map above nothing; as many as an eye tells apart. */
export const HEAT_STEPS = 6;

/**
 * How strongly each value is shown: 0 where there is nothing, else 1 to `HEAT_STEPS`. Steps are places in the order of
 * the values and not shares of the largest, so that one night of backups does not make a white sheet of the rest; equal
 * values have equal steps. Where all are alike all have the middle one.
 */
export function heatSteps(values: readonly (number | null)[]): readonly number[] {
  const sorted = values.filter((value): value is number => value !== null && value > 0).sort((a, b) => a - b);
  const bounds = stepBounds(sorted);
  return values.map((value) => {
    if (value === null || !(value > 0)) return 0;
    if (bounds.length === 0) return Math.ceil(HEAT_STEPS / 2);
    return 1 + bounds.filter((bound) => value >= bound).length;
  });
}

/** Least value of the second step and on; none where all values are alike. */
function stepBounds(sorted: readonly number[]): readonly number[] {
  if (sorted.length === 0 || sorted[0] === sorted.at(-1)) return [];
  const bounds: number[] = [];
  for (let step = 1; step < HEAT_STEPS; step++) {
    const bound = sorted[Math.ceil((step / HEAT_STEPS) * sorted.length)] ?? sorted.at(-1)!;
    // The least values have the least step, however many of them are equal.
    bounds.push(bound > sorted[0]! ? bound : nextAbove(sorted, sorted[0]!));
  }
  return bounds;
}

function nextAbove(sorted: readonly number[], value: number): number {
  return sorted.find((one) => one > value)!;
}

/** Days of the week as ISO counts them, Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
/** Cells of a week by hour. */
export const WEEK_HOURS = 168;

/** `Tuesday 14:00 to 15:00` for an hour of the week, counted from Monday 0:00. */
export function hourWords(hour: number): string {
  const of = hour % 24;
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return `${WEEKDAYS[Math.floor(hour / 24)] ?? ''} ${clock(of)} to ${clock((of + 1) % 24)}`;
}

/** The cell an arrow key leads to; the same at the edge, null for other keys. */
export function heatNeighbour(cell: number, key: string): number | null {
  const [day, hour] = [Math.floor(cell / 24), cell % 24];
  switch (key) {
    case 'ArrowLeft':
      return day * 24 + Math.max(0, hour - 1);
    case 'ArrowRight':
      return day * 24 + Math.min(23, hour + 1);
    case 'ArrowUp':
      return Math.max(0, day - 1) * 24 + hour;
    case 'ArrowDown':
      return Math.min(6, day + 1) * 24 + hour;
    case 'Home':
      return day * 24;
    case 'End':
      return day * 24 + 23;
    default:
      return null;
  }
}

/** A day of a calendar; null is a place before the first or behind the last. */
export interface CalendarDay<Day> {
  /** `2026-11-21`. */
  readonly date: string;
  readonly day: Day | null;
}

const DAY = 86_400_000;

/**
 * Days as weeks of seven from Monday on, from the first to the last that is given, holes filled. Days are UTC. None where
 * no day is a date.
 */
export function weeksOf<Day extends { readonly day: string }>(
  days: readonly Day[],
): readonly (readonly (CalendarDay<Day> | null)[])[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const times = days.map(({ day }) => Date.parse(`${day}T00:00:00Z`)).filter((time) => Number.isFinite(time));
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const weeks: (CalendarDay<Day> | null)[][] = [];
  for (
    let monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
    monday <= last;
    monday += 7 * DAY
  ) {
    weeks.push(
      Array.from({ length: 7 }, (_, i) => {
        const time = monday + i * DAY;
        if (time < first || time > last) return null;
        const date = new Date(time).toISOString().slice(0, 10);
        return { date, day: known.get(date) ?? null };
      }),
    );
  }
  return weeks;
}

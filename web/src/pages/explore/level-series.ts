import type { Level } from '../../../../src/core/api-shared.ts';

/** Counts of one severity: `0` to `7`, or `none`. */
interface SeverityCounts {
  readonly name: string;
  readonly counts: readonly number[];
}

/** Counts of a level, as a chart draws them. */
interface LevelSeries {
  readonly name: Level;
  readonly color: Level;
  readonly kind: 'bars';
  readonly values: readonly number[];
}

/** The commonest lies at the bottom of the heap, what matters on top of it. */
const ORDER: readonly Level[] = ['info', 'unknown', 'warning', 'error'];

/** Severities put together as levels, which are few enough for an eye; levels that never come are left out. */
export function levelSeries(series: readonly SeverityCounts[], length: number): readonly LevelSeries[] {
  return ORDER.map((level): LevelSeries => {
    const values = Array.from({ length }, () => 0);
    for (const { name, counts } of series) {
      if (levelOf(name) !== level) continue;
      for (const [i, count] of counts.entries()) values[i] = (values[i] ?? 0) + count;
    }
    return { name: level, color: level, kind: 'bars', values };
  }).filter(({ values }) => values.some((value) => value > 0));
}

function levelOf(severity: string): Level {
  if (!/^[0-7]$/.test(severity)) return 'unknown';
  const value = Number(severity);
  return value <= 3 ? 'error' : value === 4 ? 'warning' : 'info';
}

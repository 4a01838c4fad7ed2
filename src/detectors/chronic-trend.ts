import { DAY, type Series } from './chronic-series.ts';

/** Days that make a trend: of a share of something full few do, as there is not much time. */
const ENOUGH = { share: 4, other: 6 };
/** Share of the variance that a straight line explains. */
const STRAIGHT = 0.8;
/** Numbers beyond are identifiers, not measurements. */
const LARGEST = 1e6;

/** A number that goes one way, day by day. */
export interface Trend {
  readonly unit: string;
  readonly first: number;
  readonly last: number;
  /** Change per day. */
  readonly perDay: number;
  /** Probability that as many values come in such an order by chance. */
  readonly chance: number;
  /** Where a straight line leads, and in how many days; null when it leads nowhere. */
  readonly reaches: { readonly value: number; readonly days: number } | null;
}

/** The clearest trend of the numbers in a series; null when there is none. */
export function trendOf(series: Series): Trend | null {
  let best: Trend | null = null;
  for (let slot = 0; slot < series.units.length; slot++) {
    const points = series.days.flatMap(({ day, at, numbers }) => {
      const y = numbers[slot] ?? null;
      return y === null ? [] : [{ x: day + at / DAY, y }];
    });
    const trend = trendIn(points, series.units[slot]!);
    if (trend !== null && (best === null || worth(trend) > worth(best))) best = trend;
  }
  return best;
}

/** A share of something full first, then what has a unit, then the least likely. */
function worth({ unit, chance }: Trend): number {
  return (unit === '%' ? 20 : unit === '' ? 0 : 10) - Math.log10(chance) / 10;
}

function trendIn(points: readonly { x: number; y: number }[], unit: string): Trend | null {
  const n = points.length;
  if (n < (unit === '%' ? ENOUGH.share : ENOUGH.other) || points.some(({ y }) => Math.abs(y) > LARGEST))
    return null;
  const mean = (pick: (p: { x: number; y: number }) => number) =>
    points.reduce((sum, p) => sum + pick(p), 0) / n;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const xx = mean(({ x }) => (x - mx) ** 2);
  const yy = mean(({ y }) => (y - my) ** 2);
  const xy = mean(({ x, y }) => (x - mx) * (y - my));
  if (!(xx > 0 && yy > 0) || xy ** 2 < STRAIGHT * xx * yy) return null;
  const perDay = xy / xx;
  const [first, last] = [points[0]!.y, points[n - 1]!.y];
  // A line through the last value: what was measured last is where it stands.
  const aim = unit === '%' && perDay > 0 && last < 100 ? 100 : perDay < 0 && last > 0 ? 0 : null;
  const days = aim === null ? 0 : (aim - last) / perDay;
  return {
    ...{ unit, first, last, perDay },
    chance: Math.min(orderChance(points.map(({ y }) => y)), lineChance(n, 1 - xy ** 2 / (xx * yy), yy)),
    reaches: aim === null || !(days > 0 && days < 3650) || unit === '' ? null : { value: aim, days },
  };
}

/**
 * Upper bound of the probability that values without a trend lie as near to a straight line: R² is Beta-distributed.
 * Whole numbers lie on a line more exactly than what they measure: `rest` is at least the variance of rounding.
 */
function lineChance(n: number, rest: number, variance: number): number {
  return Math.min(1, Math.max(rest, 1 / 12 / variance)) ** ((n - 2) / 2);
}

/** Probability of values so far in order, up or down, by chance (Mann 1945, Kendall 1975). */
function orderChance(values: readonly number[]): number {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign(values[j]! - values[i]!);
  const pairs = (n * (n - 1)) / 2;
  // The normal approximation is too wide for few values in perfect order, for which the chance is known.
  if (Math.abs(s) === pairs) {
    let orders = 2;
    for (let i = 2; i <= n; i++) orders /= i;
    return Math.max(orders, 1e-12);
  }
  const z = (Math.abs(s) - 1) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  // Upper bound of the normal tail on both sides.
  return Math.min(1, Math.max(1e-12, 2 * 0.5 * Math.exp((-z * z) / 2)));
}

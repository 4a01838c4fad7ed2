/** A value of a day. */
export interface DayPoint {
  /** Days since 1970, with the time of day. */
  readonly day: number;
  readonly value: number;
  /** The other end of the day's values: what it fell back to. */
  readonly back: number;
  /** It is of an earlier matter that people were told of: not how things usually go. */
  readonly told: boolean;
}

/** A stretch at the end of a series in which it goes one way as it does not by chance. */
export interface Stretch {
  /** Days since 1970 of its first point, its points, and its first and last value. */
  readonly from: number;
  readonly points: number;
  readonly first: number;
  readonly last: number;
  /** By a straight line. */
  readonly perDay: number;
  /** Standard error of that. */
  readonly error: number;
  /** Probability that it comes so by chance. */
  readonly chance: number;
}

const FEWEST = 3;
/** Days of what was before, from which on it says how much values scatter. */
const KNOWN = 5;
/** Steps of the last place, in which a rise is no rounding. */
const LEAST_STEPS = 3;
/** Chances that differ by no more than this factor are alike. */
const ALIKE = 10;
/** Share of a rise that the other end of the days has as well. */
const STAYS = 0.5;

/**
 * The stretch that least comes by chance; null where nothing rises. Twice as unlikely a one is wanted for each doubling
 * of the places where it may begin. What rose as high before and came back by itself is no news.
 *
 * @param points a value for each day, in order @param grain the last place of its numbers
 */
export function risingStretch(points: readonly DayPoint[], grain: number): Stretch | null {
  const found: Found[] = [];
  for (let length = FEWEST; length <= points.length; length++) {
    const one = stretchOf(points, length, grain);
    if (one !== null) found.push(one);
  }
  if (found.length === 0) return null;
  const chance = Math.min(...found.map((one) => one.chance));
  // Of those that are about as unlikely the straightest one says best how it goes on.
  const { rest: _, ...straightest } = found
    .filter((one) => one.chance <= ALIKE * chance)
    .reduce((a, b) => (b.rest <= a.rest ? b : a));
  return { ...straightest, chance: Math.min(1, chance * Math.log2(points.length)) };
}

/** A stretch, and the variance about its own line. */
interface Found extends Stretch {
  readonly rest: number;
}

function stretchOf(points: readonly DayPoint[], length: number, grain: number): Found | null {
  const stretch = points.slice(-length);
  const before = points.slice(0, -length).filter(({ told }) => !told);
  const [first, last] = [stretch[0]!, stretch.at(-1)!];
  const rise = last.value - first.value;
  if (!(rise >= LEAST_STEPS * grain) || (length === FEWEST && before.length < KNOWN)) return null;
  // What comes and goes by day is as low at night as ever; what fills up is not.
  if (last.back - first.back < STAYS * rise) return null;
  const { slope, squares, left } = lineOf(stretch);
  if (!(slope > 0)) return null;
  const rounding = grain ** 2 / 12;
  const known = before.length >= KNOWN;
  // How far values lie off a line: of this stretch, and of what was before.
  const scatter = known ? scatterOf(before) : 0;
  const freedom = length - 2 + (known ? before.length - 1 : 0);
  const variance = Math.max(rounding, left / Math.max(1, length - 2), scatter ** 2 / 2);
  if (known && last.value <= Math.max(...before.map(({ value }) => value)) + Math.sqrt(variance)) return null;
  // The latest value goes on with it.
  if (last.value < stretch.at(-2)!.value - 2 * Math.sqrt(variance)) return null;
  const ofLine = tail(slope * Math.sqrt(squares / variance), freedom);
  // Values that only drift from one to the next make lines as well: their steps must go one way, too.
  const steps = stretch.slice(1).map(({ value }, i) => value - stretch[i]!.value);
  const mean = rise / steps.length;
  const uneven = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / Math.max(1, steps.length - 1);
  const step = Math.sqrt(Math.max(2 * rounding, uneven, scatter ** 2));
  const ofSteps = tail((mean * Math.sqrt(steps.length)) / step, freedom);
  return {
    ...{ from: first.day, points: length, first: first.value, last: last.value, perDay: slope },
    rest: Math.max(rounding, left / Math.max(1, length - 2)),
    ...{ error: Math.sqrt(variance / squares), chance: Math.max(ofLine, ofSteps) },
  };
}

/** Least squares: the slope, the squares of the days about their middle, and what is left of the values. */
function lineOf(points: readonly DayPoint[]): { slope: number; squares: number; left: number } {
  const n = points.length;
  const x = points.reduce((sum, { day }) => sum + day / n, 0);
  const y = points.reduce((sum, { value }) => sum + value / n, 0);
  let [squares, products] = [0, 0];
  for (const { day, value } of points) {
    squares += (day - x) ** 2;
    products += (day - x) * (value - y);
  }
  const slope = products / squares;
  const left = points.reduce((sum, { day, value }) => sum + (value - y - slope * (day - x)) ** 2, 0);
  return { slope, squares, left };
}

/** The standard deviation of the steps from one day to the next. */
function scatterOf(points: readonly DayPoint[]): number {
  const steps = points.slice(1).map(({ value }, i) => value - points[i]!.value);
  return Math.sqrt(steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length);
}

/** Upper bound of the tail of Student's t beyond what was seen. */
function tail(t: number, freedom: number): number {
  return (1 + t ** 2 / freedom) ** (-freedom / 2);
}

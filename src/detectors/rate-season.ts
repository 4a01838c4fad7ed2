const HOUR = 3_600_000;
const DAY_HOURS = 24;
/** Hours of a week. */
export const WEEK_HOURS = 168;
const WEEKEND = 5 * DAY_HOURS;
/** 1970-01-01 was a Thursday: hours from Monday, 5 January 1970. */
const MONDAY = 4 * DAY_HOURS * HOUR;
/** Lines that weigh as much as the wider mean that an hour is drawn to: what comes often needs no help. */
const PRIOR_LINES = 3;
/** Occurrences of an hour of the week that weigh as much as that hour of like days: one alone may have been odd. */
const PRIOR_WEEKS = 1;

/** Hour of the week, UTC, 0 (Monday at midnight) – 167. */
export function hourOfWeek(time: number): number {
  const hour = Math.floor((time - MONDAY) / HOUR) % WEEK_HOURS;
  return hour < 0 ? hour + WEEK_HOURS : hour;
}

/** What is expected in a bucket: between two rates, and how many hours like it that rests on. */
export interface Expected {
  low: number;
  high: number;
  rests: number;
}

/** Buckets that were lived through, by hour of the week, and the lines that came in them. */
export interface Week {
  readonly buckets: Float64Array;
  allBuckets: number;
  /** Buckets in an hour. */
  readonly perHour: number;
  lines: ArrayLike<number>;
  allLines: number;
  /** Sums of `buckets`, found once for all series: see `bucketsOf`. */
  readonly sums: { of: number; readonly workdays: Float64Array; readonly weekends: Float64Array };
}

/** A week of which nothing is known. */
export function newWeek(perHour: number): Week & { lines: Float64Array } {
  return {
    buckets: new Float64Array(WEEK_HOURS),
    allBuckets: 0,
    perHour,
    lines: new Float64Array(WEEK_HOURS),
    allLines: 0,
    sums: { of: 0, workdays: new Float64Array(DAY_HOURS), weekends: new Float64Array(DAY_HOURS) },
  };
}

/** Buckets by hour of the day, of workdays and of weekends. */
function bucketsOf({ buckets, allBuckets, sums }: Week): Week['sums'] {
  if (sums.of === allBuckets) return sums;
  sums.of = allBuckets;
  for (let day = 0; day < DAY_HOURS; day++) {
    sums.workdays[day] = sumOf(buckets, day, 5);
    sums.weekends[day] = sumOf(buckets, WEEKEND + day, 2);
  }
  return sums;
}

/**
 * How many lines a bucket at `time` usually has, put into `into`: the mean of the same hour of the week, drawn to that
 * of the same hour on workdays or weekends, that to the hour of any day, and that to the mean of all (the more so the
 * fewer lines are known); between this hour and what lies half-way to the next.
 */
export function expectAt(week: Week, time: number, into: Expected): void {
  const hour = hourOfWeek(time);
  const here = rateAt(week, hour);
  into.rests = likeDays(week, hour) / week.perHour;
  const part = ((((time - MONDAY) % HOUR) + HOUR) % HOUR) / HOUR - 0.5;
  const beside = rateAt(week, (hour + (part < 0 ? WEEK_HOURS - 1 : 1)) % WEEK_HOURS);
  const between = here + (beside - here) * Math.abs(part);
  into.low = Math.min(here, between);
  into.high = Math.max(here, between);
}

function rateAt(week: Week, hour: number): number {
  const { buckets, lines } = week;
  const day = hour % DAY_HOURS;
  const all = week.allBuckets > 0 ? week.allLines / week.allBuckets : 0;
  const sums = bucketsOf(week);
  const workdays = sums.workdays[day]!;
  const weekend = sums.weekends[day]!;
  const workdayLines = sumOf(lines, day, 5);
  const weekendLines = sumOf(lines, WEEKEND + day, 2);
  const anyDay = drawn(workdayLines + weekendLines, workdays + weekend, all);
  const likeDay =
    hour >= WEEKEND ? drawn(weekendLines, weekend, anyDay) : drawn(workdayLines, workdays, anyDay);
  const prior = PRIOR_WEEKS * week.perHour;
  return (lines[hour]! + prior * likeDay) / (buckets[hour]! + prior);
}

/** Lines per bucket, drawn to a mean that is known better (Gamma-Poisson). */
function drawn(lines: number, buckets: number, to: number): number {
  return to > 0 ? (lines + PRIOR_LINES) / (buckets + PRIOR_LINES / to) : 0;
}

function likeDays(week: Week, hour: number): number {
  const { workdays, weekends } = bucketsOf(week);
  return (hour >= WEEKEND ? weekends : workdays)[hour % DAY_HOURS]!;
}

/** Sum of a cell and those of the days after it, at the same hour. */
function sumOf(values: ArrayLike<number>, from: number, days: number): number {
  let sum = 0;
  for (let i = 0; i < days; i++) sum += values[from + i * DAY_HOURS]!;
  return sum;
}

import { type Start, startOf } from './prophet-start.ts';

/**
 * What Prophet does around its Stan model (Taylor & Letham 2018; defaults of Facebook's Python package): linear trend
 * that changes slope, additive seasons of a day, a week and a year as the length of the series allows. Done here and
 * not by the package that brings the model, whose order of seasons and intervals come from chance.
 */

const DAY = 86_400;
const CHANGEPOINTS = 25;
/** Share of the series in which the trend may change. */
const CHANGE_RANGE = 0.8;
const CHANGE_SCALE = 0.05;
const SEASON_SCALE = 10;
/** Few points leave so much open that the search ends elsewhere when it begins elsewhere: then as the package does. */
const MANY = 500;
/** Each with the days the series has to last, and the largest step between its points, s. */
const SEASONS = [
  { period: DAY, order: 4, least: 2 * DAY, step: DAY },
  { period: 7 * DAY, order: 3, least: 14 * DAY, step: 7 * DAY },
  { period: 365.25 * DAY, order: 10, least: 730 * DAY, step: 365 * DAY },
];

/** A series as the model sees it. */
export interface Prepared {
  readonly start: number;
  readonly length: number;
  readonly scale: number;
  readonly changes: Float64Array;
  readonly seasons: readonly { readonly period: number; readonly order: number }[];
  /** For the model: JSON of its data, and where it begins to look. */
  readonly data: string;
  readonly initial: Start;
}

/** What the model found: slope, offset, changes of slope, seasons, and noise, all scaled. */
export interface Found {
  readonly k: number;
  readonly m: number;
  readonly delta: Float64Array;
  readonly beta: Float64Array;
  readonly sigmaObs: number;
}

/** A series of at least ten points, for the model. Times are epoch seconds, ascending. */
export function prepare(times: Float64Array, values: Float64Array): Prepared {
  const start = times[0]!;
  const length = times.at(-1)! - start;
  const shortest = times.reduce(
    (least, time, i) => (i === 0 ? least : Math.min(least, time - times[i - 1]!)),
    length,
  );
  const seasons = SEASONS.filter(({ least, step }) => length >= least && shortest < step);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const t = times.map((time) => (time - start) / length);
  const y = values.map((value) => value / scale);
  const last = Math.floor(times.length * CHANGE_RANGE) - 1;
  const count = Math.min(CHANGEPOINTS, last);
  const changes = Float64Array.from({ length: count }, (_, i) => t[Math.round(((i + 1) * last) / count)]!);
  // The model wants one column at least.
  const rows = Array.from(times, (time) => (seasons.length === 0 ? [0] : waves(time, seasons)));
  const columns = rows[0]!.length;
  const each = (value: number) => new Array<number>(columns).fill(value);
  const has = seasons.length > 0;
  return {
    ...{ start, length, scale, changes, seasons },
    data: JSON.stringify({
      ...{
        T: t.length,
        y: [...y],
        t: [...t],
        cap: new Array(t.length).fill(0),
        S: count,
        t_change: [...changes],
      },
      ...{ trend_indicator: 0, K: columns, s_a: each(has ? 1 : 0), s_m: each(0), X: rows },
      ...{ sigmas: each(has ? SEASON_SCALE : 1), tau: CHANGE_SCALE },
    }),
    initial:
      y.length < MANY
        ? {
            k: y.at(-1)! - y[0]!,
            m: y[0]!,
            delta: new Float64Array(count),
            beta: new Float64Array(columns),
            sigmaObs: 1,
          }
        : startOf({
            y,
            t,
            changes,
            waves: rows,
            changeScale: CHANGE_SCALE,
            seasonScale: has ? SEASON_SCALE : 1,
          }),
  };
}

/** The series at other times, epoch seconds. */
export function predict(of: Prepared, found: Found, at: Float64Array): Float64Array {
  return at.map((time) => {
    const t = (time - of.start) / of.length;
    let value = found.k * t + found.m;
    for (const [i, change] of of.changes.entries()) value += found.delta[i]! * Math.max(0, t - change);
    if (of.seasons.length > 0)
      for (const [i, wave] of waves(time, of.seasons).entries()) value += found.beta[i]! * wave;
    return value * of.scale;
  });
}

function waves(time: number, seasons: Prepared['seasons']): number[] {
  return seasons.flatMap(({ period, order }) =>
    Array.from({ length: 2 * order }, (_, i) => {
      const angle = (2 * Math.PI * ((i >> 1) + 1) * time) / period;
      return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
}

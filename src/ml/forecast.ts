import { LogsiftError } from '../core/errors.ts';
import { seededRandom } from '../kit/random.ts';
import { lineOf } from './forecast-line.ts';
import type { ForecastModel } from './forecast-model.ts';
import { firstTimes, futurePaths, intervalOf, quantile } from './forecast-paths.ts';
import { type ForecastPoints, forecastPoints, futureTimes } from './forecast-points.ts';
import { ForecastThread } from './forecast-thread.ts';
import type { SeriesPoint } from './series-detector.ts';

/** How a series is forecast. */
export interface ForecastOptions {
  /** How far ahead, ms; by default half as long as the series for `forecast`, and as long for `crossing`. */
  readonly horizon?: number;
  /** Share of what comes that lies within the interval, above 0 and below 1, default 0.9. */
  readonly interval?: number;
  /** What fits: `prophet` (default), `ets`, or `line`. Where one cannot, the next does. */
  readonly method?: ForecastModel['method'];
  /** Draws the ways the series may go; default 1. */
  readonly seed?: number;
}

/** What is to come of a series. */
export interface Forecast {
  /** What fitted in the end. */
  readonly method: ForecastModel['method'];
  /** Epoch ms, in the usual steps of the series. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Ends of the interval. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Points of the series without a finite value or time. */
  readonly leftOut: number;
}

/** When a series is likely to reach a limit, epoch ms. */
export interface Crossing {
  /** With 95 % not before. */
  readonly from: number;
  /** With 95 % not after; null when that is farther than was looked ahead. */
  readonly to: number | null;
  /** As likely before as after. */
  readonly likely: number;
}

/** Of the ways a series may go, how many on either side do not count. */
const UNLIKELY = 0.05;
const FEWEST_FOR_PROPHET = 10;
/** A perfectly straight line makes the package trap. */
const JITTER = 1e-6;

const thread = new ForecastThread();

/**
 * What is to come of a series, with an interval: Prophet (Taylor & Letham 2018) with the seasons its length allows
 * (day, week, year), in a thread of its own. Where Prophet cannot fit, exponential smoothing does (ETS; with seasons
 * MSTL), and where that cannot, a straight line. Points may come in any order; those of one time count as their mean.
 *
 * @throws LogsiftError USAGE for fewer than three times with a value, and options out of range
 */
export async function forecast(
  points: readonly SeriesPoint[],
  options: ForecastOptions = {},
): Promise<Forecast> {
  const series = forecastPoints(points);
  const times = timesAhead(series, options, 0.5);
  const share = options.interval ?? 0.9;
  if (!(share > 0 && share < 1)) throw usage(`"interval" should be between 0 and 1, not ${share}`);
  const model = await modelOf(series, times, options.method ?? 'prophet');
  const { low, high } = intervalOf(futurePaths(model, options.seed ?? 1), share);
  const { method, values } = model;
  return { method, times, values, low, high, leftOut: series.leftOut };
}

/**
 * When a series is likely to reach a limit for the first time: a range of times, or null when there is no trend
 * towards it: when half of the ways it may go do not reach it within the horizon. A series whose last point is there
 * already gives the time of that point.
 *
 * @param options as of `forecast`; with `falling` the limit is reached from above
 */
export async function crossing(
  points: readonly SeriesPoint[],
  limit: number,
  options: ForecastOptions & { readonly falling?: boolean } = {},
): Promise<Crossing | null> {
  if (!Number.isFinite(limit)) throw usage(`the limit should be a number, not ${limit}`);
  const series = forecastPoints(points);
  const falling = options.falling ?? false;
  const start = { time: series.times.at(-1)!, value: series.values.at(-1)! };
  if (falling ? start.value <= limit : start.value >= limit) {
    return { from: start.time, to: start.time, likely: start.time };
  }
  const times = timesAhead(series, options, 1);
  const model = await modelOf(series, times, options.method ?? 'prophet');
  const firsts = firstTimes(futurePaths(model, options.seed ?? 1), { times, start, limit, falling });
  const likely = quantile(firsts, 0.5);
  const to = quantile(firsts, 1 - UNLIKELY);
  if (!Number.isFinite(likely)) return null;
  return { from: quantile(firsts, UNLIKELY), to: Number.isFinite(to) ? to : null, likely };
}

function timesAhead(series: ForecastPoints, { horizon }: ForecastOptions, share: number): Float64Array {
  const length = series.times.at(-1)! - series.times[0]!;
  const ahead = horizon ?? Math.max(series.step, length * share);
  if (ahead > 0 && ahead <= 100 * length) return futureTimes(series, ahead);
  throw usage(
    `"horizon" should be above 0 and at most a hundred times as long as the series, not ${ahead} ms`,
  );
}

async function modelOf(
  series: ForecastPoints,
  future: Float64Array,
  first: ForecastModel['method'],
): Promise<ForecastModel> {
  const { times, values, step } = series;
  const least = values.reduce((a, b) => Math.min(a, b));
  const range = values.reduce((a, b) => Math.max(a, b)) - least;
  if (first === 'line' || range === 0) return lineOf(series, future);
  const random = seededRandom(1);
  const scaled = values.map((value) => (value - least) / range + JITTER * random());
  const seconds = (all: Float64Array) => all.map((time) => time / 1000);
  const methods =
    first === 'ets' || values.length < FEWEST_FOR_PROPHET
      ? ['ets' as const]
      : ['prophet' as const, 'ets' as const];
  for (const method of methods) {
    const reply = await thread.fit({
      ...{ method, times: seconds(times), values: scaled, future: seconds(future), step: step / 1000 },
    });
    if (reply.kind === 'failed') continue;
    const { changes } = reply;
    const model: ForecastModel = {
      method,
      values: reply.values.map((value) => least + value * range),
      spread: reply.spread.map((value) => value * range),
      changes: changes === null ? null : { ...changes, size: changes.size * range },
    };
    if (model.values.every(Number.isFinite) && model.spread.every(Number.isFinite)) return model;
  }
  return lineOf(series, future);
}

function usage(what: string): LogsiftError {
  return new LogsiftError('USAGE', `Forecast: ${what}.`);
}

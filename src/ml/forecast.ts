import { LogsiftError } from '../core/errors.ts';
import type { FitKind } from './fit-kinds.ts';
import { fitThread } from './fit-thread.ts';
import type { ForecastModel } from './forecast-model.ts';
import { forecastPoints } from './forecast-points.ts';
import type { CrossingInput, ForecastInput } from './forecast-run.ts';
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

/** How a crossing is looked for. */
export interface CrossingOptions extends ForecastOptions {
  /** The limit is reached from above. */
  readonly falling?: boolean;
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
  const { leftOut, ...series } = forecastPoints(points);
  const input: ForecastInput = { series, options };
  return { ...((await fitted('forecast', input)) as Omit<Forecast, 'leftOut'>), leftOut };
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
  options: CrossingOptions = {},
): Promise<Crossing | null> {
  const { times, values } = forecastPoints(points);
  const input: CrossingInput = { times, values, limits: [limit], options };
  return ((await fitted('crossing', input)) as (Crossing | null)[])[0]!;
}

async function fitted(kind: FitKind, input: unknown): Promise<unknown> {
  const { fitted, usage } = await fitThread.hear(fitThread.ask(kind, input));
  if (fitted.ok) return fitted.model;
  throw usage ? new LogsiftError('USAGE', fitted.reason) : new Error(fitted.reason);
}

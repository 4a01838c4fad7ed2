import { LogsiftError } from '../core/errors.ts';
import { seededRandom } from '../kit/random.ts';
import type { Crossing, CrossingOptions, Forecast, ForecastOptions } from './forecast.ts';
import { fitEts, fitProphet } from './forecast-fit.ts';
import { lineOf } from './forecast-line.ts';
import type { ForecastModel } from './forecast-model.ts';
import { firstTimes, futurePaths, intervalOf, quantile } from './forecast-paths.ts';
import { type ForecastPoints, forecastPoints, futureTimes } from './forecast-points.ts';

/** Input of the fit `forecast`, which gives a `Forecast` without `leftOut`. */
export interface ForecastInput {
  readonly series: Omit<ForecastPoints, 'leftOut'>;
  readonly options?: ForecastOptions;
}

/** Input of the fit `crossing`, which gives a `Crossing`, or null, for each limit. */
export interface CrossingInput {
  /** Epoch ms, and a value for each. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly limits: readonly number[];
  readonly options?: CrossingOptions;
}

/** Of the ways a series may go, how many on either side do not count. */
const UNLIKELY = 0.05;
const FEWEST_FOR_PROPHET = 10;
/** A perfectly straight line makes the package trap. */
const JITTER = 1e-6;

/** Fits a series and goes on with it; see `forecast`. */
export async function runForecast(
  { series, options = {} }: ForecastInput,
  spoil: () => void,
): Promise<Omit<Forecast, 'leftOut'>> {
  const times = timesAhead(series, options, 0.5);
  const share = options.interval ?? 0.9;
  if (!(share > 0 && share < 1)) throw usage(`"interval" should be between 0 and 1, not ${share}`);
  const model = await modelOf({ series, future: times, spoil }, options.method ?? 'prophet');
  const { low, high } = intervalOf(futurePaths(model, options.seed ?? 1), share);
  const { method, values } = model;
  return { method, times, values, low, high };
}

/** Fits a series and looks when it reaches each limit; see `crossing`. */
export async function runCrossing(
  { times: given, values, limits, options = {} }: CrossingInput,
  spoil: () => void,
): Promise<(Crossing | null)[]> {
  for (const limit of limits) {
    if (!Number.isFinite(limit)) throw usage(`the limit should be a number, not ${limit}`);
  }
  const series = forecastPoints(Array.from(given, (time, i) => ({ time, value: values[i]! })));
  const falling = options.falling ?? false;
  const start = { time: series.times.at(-1)!, value: series.values.at(-1)! };
  const there = (limit: number) => (falling ? start.value <= limit : start.value >= limit);
  const now = { from: start.time, to: start.time, likely: start.time };
  if (limits.every(there)) return limits.map(() => now);
  const times = timesAhead(series, options, 1);
  const model = await modelOf({ series, future: times, spoil }, options.method ?? 'prophet');
  const paths = futurePaths(model, options.seed ?? 1);
  return limits.map((limit) => {
    if (there(limit)) return now;
    const firsts = firstTimes(paths, { times, start, limit, falling });
    const likely = quantile(firsts, 0.5);
    const to = quantile(firsts, 1 - UNLIKELY);
    if (!Number.isFinite(likely)) return null;
    return { from: quantile(firsts, UNLIKELY), to: Number.isFinite(to) ? to : null, likely };
  });
}

function timesAhead(
  series: ForecastInput['series'],
  { horizon }: ForecastOptions,
  share: number,
): Float64Array {
  const length = series.times.at(-1)! - series.times[0]!;
  const ahead = horizon ?? Math.max(series.step, length * share);
  if (ahead > 0 && ahead <= 100 * length) return futureTimes(series, ahead);
  throw usage(
    `"horizon" should be above 0 and at most a hundred times as long as the series, not ${ahead} ms`,
  );
}

async function modelOf(
  { series, future, spoil }: { series: ForecastInput['series']; future: Float64Array; spoil: () => void },
  first: ForecastModel['method'],
): Promise<ForecastModel> {
  const { times, values, step } = series;
  const least = values.reduce((a, b) => Math.min(a, b));
  const range = values.reduce((a, b) => Math.max(a, b)) - least;
  if (first === 'line' || range === 0) return lineOf(series, future);
  const random = seededRandom(1);
  const scaled = values.map((value) => (value - least) / range + JITTER * random());
  const seconds = (all: Float64Array) => all.map((time) => time / 1000);
  const given = { times: seconds(times), values: scaled, future: seconds(future), step: step / 1000 };
  const methods =
    first === 'ets' || values.length < FEWEST_FOR_PROPHET
      ? ['ets' as const]
      : ['prophet' as const, 'ets' as const];
  for (const method of methods) {
    const fitted = await (method === 'prophet' ? fitProphet : fitEts)(given).catch(spoil);
    if (fitted === undefined) continue;
    const { changes } = fitted;
    const model: ForecastModel = {
      method,
      values: fitted.values.map((value) => least + value * range),
      spread: fitted.spread.map((value) => value * range),
      changes: changes === null ? null : { ...changes, size: changes.size * range },
    };
    if (model.values.every(Number.isFinite) && model.spread.every(Number.isFinite)) return model;
  }
  return lineOf(series, future);
}

function usage(what: string): LogsiftError {
  return new LogsiftError('USAGE', `Forecast: ${what}.`);
}

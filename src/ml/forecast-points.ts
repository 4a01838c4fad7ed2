import { LogsiftError } from '../core/errors.ts';
import type { SeriesPoint } from './series-detector.ts';

/** Points that are fitted at most; more are put together, as a fit takes time in proportion to them. */
const MOST_POINTS = 2000;
/** Fewer say nothing of what comes. */
const FEWEST_POINTS = 3;

/** Its square is still finite. */
const LARGEST = 1e150;
/** Of a `Date`, epoch ms. */
const LAST_TIME = 8.64e15;

/** A series as a forecast takes it: in order of time, one finite value for each time. */
export interface ForecastPoints {
  /** Epoch ms, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The usual time from one point to the next, ms. */
  readonly step: number;
  /** Points without a time, or without a value that can be reckoned with. */
  readonly leftOut: number;
}

/** Orders points, puts those of one time together (their mean), and thins out what is more than can be fitted. */
export function forecastPoints(points: readonly SeriesPoint[]): ForecastPoints {
  const usable = points.filter(
    ({ time, value }) => Math.abs(value) <= LARGEST && Math.abs(time) <= LAST_TIME,
  );
  const sorted = usable.sort((a, b) => a.time - b.time);
  let means = meansBy(sorted, (time) => time);
  if (means.times.length > MOST_POINTS) {
    const start = means.times[0]!;
    const width = (means.times.at(-1)! - start) / MOST_POINTS;
    means = meansBy(sorted, (time) => Math.min(MOST_POINTS - 1, Math.floor((time - start) / width)));
  }
  const { times, values } = means;
  if (times.length < FEWEST_POINTS) {
    const what = `at least ${FEWEST_POINTS} values at different times are needed, there are ${times.length}`;
    throw new LogsiftError('USAGE', `Forecast: ${what}.`);
  }
  const gaps = times
    .subarray(1)
    .map((time, i) => time - times[i]!)
    .sort();
  return { times, values, step: gaps[gaps.length >> 1]!, leftOut: points.length - usable.length };
}

/** Mean time and value of each run of points with the same key. */
function meansBy(sorted: readonly SeriesPoint[], key: (time: number) => number) {
  const times: number[] = [];
  const values: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    const at = key(sorted[from]!.time);
    let to = from;
    let [time, value] = [0, 0];
    for (; to < sorted.length && key(sorted[to]!.time) === at; to++) {
      time += (sorted[to]!.time - time) / (to - from + 1);
      value += (sorted[to]!.value - value) / (to - from + 1);
    }
    times.push(time);
    values.push(value);
    from = to;
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

/** The times a forecast is made for: from one step behind the last point to the horizon, of at most `most` steps. */
export function futureTimes(
  { times, step }: Pick<ForecastPoints, 'times' | 'step'>,
  horizon: number,
  most = MOST_POINTS,
): Float64Array {
  const last = times.at(-1)!;
  const wide = Math.max(step, horizon / most);
  const count = Math.max(1, Math.floor(horizon / wide + 1e-9));
  return Float64Array.from({ length: count }, (_, i) => last + (i + 1) * wide);
}

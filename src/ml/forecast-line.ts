import type { ForecastModel } from './forecast-model.ts';
import type { ForecastPoints } from './forecast-points.ts';

/** The straight line through a series (least squares), and how far off the next value lies of it. */
export function lineOf(
  { times, values }: Pick<ForecastPoints, 'times' | 'values'>,
  future: Float64Array,
): ForecastModel {
  const count = times.length;
  if (values.every((value) => value === values[0])) {
    const same = (value: number) => new Float64Array(future.length).fill(value);
    return { method: 'line', values: same(values[0]!), spread: same(0), changes: null };
  }
  const middle = times.reduce((sum, time) => sum + time, 0) / count;
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  let [squares, products] = [0, 0];
  for (let i = 0; i < count; i++) {
    squares += (times[i]! - middle) ** 2;
    products += (times[i]! - middle) * (values[i]! - mean);
  }
  const slope = products / squares;
  const at = (time: number) => mean + slope * (time - middle);
  const left = values.reduce((sum, value, i) => sum + (value - at(times[i]!)) ** 2, 0);
  const deviation = Math.sqrt(left / Math.max(1, count - 2));
  return {
    method: 'line',
    values: future.map(at),
    spread: future.map((time) => deviation * Math.sqrt(1 + 1 / count + (time - middle) ** 2 / squares)),
    changes: null,
  };
}

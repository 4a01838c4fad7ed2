import { readFile } from 'node:fs/promises';
import type { TrendChanges } from './forecast-model.ts';
import { predict, prepare } from './prophet.ts';

/** A series, and the times it is wanted for. */
export interface ScaledSeries {
  /** Epoch seconds. */
  readonly times: Float64Array;
  /** Between 0 and about 1. */
  readonly values: Float64Array;
  /** Epoch seconds. */
  readonly future: Float64Array;
  /** Of the points, s. */
  readonly step: number;
}

/** What comes then, in the scaled values of the series. */
export interface ScaledForecast {
  readonly values: Float64Array;
  readonly spread: Float64Array;
  readonly changes: TrendChanges | null;
}

/** Share of values within an interval of ETS that is asked for: one standard deviation to either side. */
const ONE_DEVIATION = 0.682689492137086;
const DAY = 86_400;
const SEASONS = [DAY, 7 * DAY];

/** Prophet. Rejects where it traps: its WebAssembly is in no state to go on from then. */
export async function fitProphet({ times, values, future }: ScaledSeries): Promise<ScaledForecast> {
  const { optimizer } = await import('@bsull/augurs-prophet-wasmstan');
  const prepared = prepare(times, values);
  const { initial, data, scale, length } = prepared;
  const { params } = optimizer.optimize(initial, data, { seed: 1, jacobian: false });
  const total = params.delta.reduce((sum, delta) => sum + Math.abs(delta), 0);
  const end = times.at(-1)!;
  return {
    values: predict(prepared, params, future),
    spread: new Float64Array(future.length).fill(params.sigmaObs * scale),
    changes: {
      rate: params.delta.length,
      size: (scale * total) / params.delta.length,
      ahead: future.map((time) => (time - end) / length),
    },
  };
}

/** Exponential smoothing, with seasons MSTL. Rejects where it traps, as Prophet does. */
export async function fitEts({ times, values, future, step }: ScaledSeries): Promise<ScaledForecast> {
  const end = times.at(-1)!;
  const evenly = (from: number, count: number) =>
    Float64Array.from({ length: count }, (_, i) => from + i * step);
  const known = interpolated({ times, values }, evenly(times[0]!, Math.round((end - times[0]!) / step) + 1));
  const ahead = Math.max(1, Math.ceil((future.at(-1)! - end) / step));
  const periods = SEASONS.map((season) => Math.round(season / step)).filter(
    (n) => n > 1 && 2 * n < known.length,
  );
  const { point, deviations } =
    periods.length > 0 ? await seasonal(known, periods, ahead) : await plain(known, ahead);
  const grid = evenly(end + step, ahead);
  return {
    values: interpolated({ times: grid, values: point }, future),
    spread: interpolated({ times: grid, values: deviations }, future),
    changes: null,
  };
}

async function seasonal(values: Float64Array, periods: number[], ahead: number) {
  const { default: load, MSTL } = await import('@bsull/augurs/mstl');
  await load({ module_or_path: await wasm('@bsull/augurs/mstl', 'mstl_bg.wasm') });
  const model = MSTL.ets(periods);
  model.fit(values);
  const { point, deviations } = read(model.predict(ahead, ONE_DEVIATION));
  // Its intervals are those of the trend alone: what neither trend nor season could say comes on top.
  const squares = model.predictInSample().point.map((fitted, i) => (fitted - values[i]!) ** 2);
  const left = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  return { point, deviations: deviations.map((deviation) => Math.sqrt(deviation ** 2 + left)) };
}

async function plain(values: Float64Array, ahead: number) {
  const { default: load, AutoETS } = await import('@bsull/augurs/ets');
  await load({ module_or_path: await wasm('@bsull/augurs/ets', 'ets_bg.wasm') });
  const model = new AutoETS(1, 'ZZN');
  model.fit(values);
  return read(model.predict(ahead, ONE_DEVIATION));
}

function read({
  point,
  intervals,
}: {
  point: number[];
  intervals: { lower: number[]; upper: number[] } | undefined;
}) {
  const deviations = (intervals?.upper ?? []).map((upper, i) => (upper - intervals!.lower[i]!) / 2);
  return { point: Float64Array.from(point), deviations: Float64Array.from(deviations) };
}

/** By itself a package would fetch its bytes as a page does. */
async function wasm(module: string, name: string): Promise<Buffer> {
  return await readFile(new URL(name, import.meta.resolve(module)));
}

function interpolated(from: { times: Float64Array; values: Float64Array }, at: Float64Array): Float64Array {
  const { times, values } = from;
  let i = 0;
  return at.map((time) => {
    while (i < times.length - 2 && times[i + 1]! < time) i++;
    if (times.length === 1) return values[0]!;
    const share = (time - times[i]!) / (times[i + 1]! - times[i]!);
    return values[i]! + Math.min(1, Math.max(0, share)) * (values[i + 1]! - values[i]!);
  });
}

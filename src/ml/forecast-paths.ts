import { seededRandom } from '../kit/random.ts';
import type { ForecastModel } from './forecast-model.ts';

/** Ways a series may go; even, as each has its mirror image. */
const PATHS = 500;

/**
 * Ways the series may go on, step by step for all: the trend changes as it has changed before, and the whole lies as
 * far off as values have lain.
 */
export function futurePaths({ values, spread, changes }: ForecastModel, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  const steps = values.length;
  const paths: Float64Array[] = [];
  while (paths.length < PATHS) {
    const off = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const drift = new Float64Array(steps);
    if (changes !== null && changes.size > 0) {
      // As many changes in the time to come as it is long, each at a time of its own (a Poisson process).
      for (
        let at = wait(random, changes.rate);
        at < changes.ahead[steps - 1]!;
        at += wait(random, changes.rate)
      ) {
        const change = changes.size * laplace(random);
        for (let i = 0; i < steps; i++) drift[i]! += change * Math.max(0, changes.ahead[i]! - at);
      }
    }
    for (const side of [1, -1])
      paths.push(values.map((value, i) => value + side * (off * spread[i]! + drift[i]!)));
  }
  return paths;
}

function wait(random: () => number, rate: number): number {
  return -Math.log(1 - random()) / rate;
}

function laplace(random: () => number): number {
  const size = -Math.log(1 - random());
  return random() < 0.5 ? -size : size;
}

/** Below and above which a share of the paths lies at each step, the same on both sides. */
export function intervalOf(
  paths: readonly Float64Array[],
  share: number,
): { low: Float64Array; high: Float64Array } {
  const steps = paths[0]!.length;
  const low = new Float64Array(steps);
  const high = new Float64Array(steps);
  const at = new Float64Array(paths.length);
  for (let i = 0; i < steps; i++) {
    for (let p = 0; p < paths.length; p++) at[p] = paths[p]![i]!;
    at.sort();
    low[i] = quantile(at, (1 - share) / 2);
    high[i] = quantile(at, (1 + share) / 2);
  }
  return { low, high };
}

/** Of ascending numbers, between two by proportion; infinite where one of the two is. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
}

/** When each path first is at the limit or over it (under it, when falling), ascending; Infinity for those never. */
export function firstTimes(
  paths: readonly Float64Array[],
  {
    times,
    start,
    limit,
    falling,
  }: { times: Float64Array; start: { time: number; value: number }; limit: number; falling: boolean },
): Float64Array {
  const side = falling ? -1 : 1;
  const firsts = paths.map((path) => {
    const i = path.findIndex((value) => side * value >= side * limit);
    if (i < 0) return Number.POSITIVE_INFINITY;
    const [time, value] = i === 0 ? [start.time, start.value] : [times[i - 1]!, path[i - 1]!];
    const gone = path[i]! === value ? 1 : (limit - value) / (path[i]! - value);
    return time + Math.min(1, Math.max(0, gone)) * (times[i]! - time);
  });
  return Float64Array.from(firsts).sort();
}

import { z } from 'zod';

/** Excesses needed before their shape is asked about. */
const ENOUGH = 12;
/** What is believed of the shape before any data: log scores have tails a little heavier than exponential. */
const PRIOR = { mean: 0.1, deviation: 0.25, least: -0.2 };
/** At most this share of the excesses is left out as an incident. */
const TRIM_SHARE = 0.4;
/** With fewer different values in a tail, a gap means nothing. */
const LEVELS = 8;
/** Values nearer than this are the same one. */
const ALIKE = 0.02;
/** An incident begins so many times as far out as the others end. */
const FAR = 3;
/** And it is what comes by chance once in so many fits. */
const TRIM_CHANCE = 1e-5;

/** The generalised Pareto distributions that fit some excesses, with the weight of each. */
export const paretoTail = z
  .strictObject({
    thetas: z.array(z.number()),
    shapes: z.array(z.number().refine((shape) => shape !== 0)),
    weights: z.array(z.number().min(0).max(1)),
  })
  .refine(
    ({ thetas, shapes, weights }) => thetas.length === shapes.length && shapes.length === weights.length,
  );
export type ParetoTail = z.infer<typeof paretoTail>;

/**
 * Fits the tail to excesses over a threshold (positive, ascending), leaving out an incident: values so far from the
 * others that they belong to something else. Those above `limit` count, but not how far above they are. Null when
 * there are too few.
 */
export function fitTrimmed(excesses: Float64Array, limit = Number.POSITIVE_INFINITY): ParetoTail | null {
  const outside = widestGap(excesses);
  if (outside > 0) {
    const inside = excesses.subarray(0, excesses.length - outside);
    const tail = levels(inside) < LEVELS ? null : fitPareto(inside);
    const [last, next] = [inside.at(-1)!, excesses[inside.length]!];
    // Without its largest values a sample looks narrower than it is, by the mean of a truncated exponential.
    const share = outside / excesses.length;
    const narrowed = 1 + (share * Math.log(share)) / (1 - share);
    const log = tail === null ? 0 : Math.log(survival(tail, next) / survival(tail, last));
    if (outside * narrowed * log < Math.log(TRIM_CHANCE)) return tail;
  }
  return fitPareto(excesses.map((excess) => Math.min(excess, limit)));
}

/**
 * Posterior of the generalised Pareto distribution on a grid (Zhang & Stephens 2009), with a prior on the shape.
 * Averaging over it, instead of taking the best fit, makes few data claim little.
 */
export function fitPareto(excesses: Float64Array): ParetoTail | null {
  const n = excesses.length;
  const largest = excesses[n - 1] ?? 0;
  const quartile = excesses[Math.floor(n / 4)] ?? 0;
  if (n < ENOUGH || !(quartile > 0) || !Number.isFinite(largest / quartile)) return null;
  const size = 16 + Math.floor(Math.sqrt(n));
  const thetas: number[] = [];
  const shapes: number[] = [];
  const logs: number[] = [];
  for (let j = 1; j <= size; j++) {
    const theta = 1 / largest + (1 - Math.sqrt(size / (j - 0.5))) / (3 * quartile);
    if (Math.abs(theta * largest) < 1e-9 || theta * largest >= 1) continue;
    let shape = 0;
    for (let i = 0; i < n; i++) shape += Math.log1p(-theta * excesses[i]!);
    shape /= n;
    if (shape < PRIOR.least) continue;
    const off = (shape - PRIOR.mean) / PRIOR.deviation;
    thetas.push(theta);
    shapes.push(shape);
    logs.push(n * (Math.log(-theta / shape) - shape - 1) - (off * off) / 2);
  }
  if (logs.length === 0) return null;
  const best = Math.max(...logs);
  const raw = logs.map((log) => Math.exp(log - best));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return { thetas, shapes, weights: raw.map((weight) => weight / sum) };
}

/** Probability that an excess is larger than `excess`. */
export function survival({ thetas, shapes, weights }: ParetoTail, excess: number): number {
  let sum = 0;
  for (let j = 0; j < thetas.length; j++) {
    const inside = -thetas[j]! * excess;
    if (inside > -1) sum += weights[j]! * Math.exp(-Math.log1p(inside) / shapes[j]!);
  }
  return sum;
}

/** The excess that is exceeded with this probability, to a thousandth. */
export function excessAt(tail: ParetoTail, probability: number): number {
  let low = 0;
  let high = 1e-6;
  while (survival(tail, high) > probability && high < 1e30) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-3 * high) {
    const middle = (low + high) / 2;
    if (survival(tail, middle) > probability) low = middle;
    else high = middle;
  }
  return high;
}

/** How many values there are, when those that nearly touch are one: few in a tail of counts or steps. */
function levels(excesses: Float64Array): number {
  let count = 0;
  for (let i = 0, last = Number.NEGATIVE_INFINITY; i < excesses.length; i++) {
    if (excesses[i]! - last < ALIKE) continue;
    last = excesses[i]!;
    count++;
  }
  return count;
}

/** How many of the largest lie beyond the gap that is widest for its place; 0 when none could be left out. */
function widestGap(excesses: Float64Array): number {
  const n = excesses.length;
  const median = excesses[n >> 1] ?? 0;
  let widest = 0;
  let outside = 0;
  for (let i = 1; i <= n * TRIM_SHARE; i++) {
    const lower = excesses[n - i - 1]!;
    const gap = (i * (excesses[n - i]! - lower)) / (median + 0.3 * lower);
    if (gap > widest && excesses[n - i]! >= FAR * lower) {
      widest = gap;
      outside = i;
    }
  }
  return outside;
}

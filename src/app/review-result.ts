import type { ReviewLabel, ReviewResult, ReviewShare, ReviewStratum } from '../core/review-result.ts';
import { seededRandom } from '../kit/random.ts';
import type { ReviewSample } from './review-sample.ts';

/** Least share of a forest's rows that can be odd. */
const LEAST = 1e-5;
const MOST = 0.5;
const DRAWS = 4000;
/** Beyond each end of the interval. */
const TAIL = 0.025;

type Counted = ReviewStratum & { readonly judged: number; readonly odd: number };

/** What came of the labels of a sample, in its order; null for those not looked at. */
export function reviewResult(sample: ReviewSample, given: readonly (ReviewLabel | null)[]): ReviewResult {
  const labels = { odd: 0, fine: 0, skip: 0 };
  const strata = sample.strata.map((one) => ({ ...one, judged: 0, odd: 0 }));
  for (const [i, { stratum }] of sample.lines.entries()) {
    const label = given[i] ?? null;
    if (label === null) continue;
    labels[label]++;
    if (label === 'skip') continue;
    strata[stratum]!.judged++;
    if (label === 'odd') strata[stratum]!.odd++;
  }
  return {
    lines: strata.reduce((sum, { lines }) => sum + lines, 0),
    days: sample.days,
    sampled: sample.lines.length,
    ...{ labels, strata },
    odd: shareOf(strata),
    precision: shareOf(strata.filter(({ shown }) => shown)),
  };
}

/** The share of odd lines as the forests are told it; null when nothing was judged. */
export function contaminationOf({ strata }: Pick<ReviewResult, 'strata'>): number | null {
  const { share, smoothed } = estimated(strata);
  if (Number.isNaN(share)) return null;
  // That none was odd among so many does not mean that none is.
  return Math.max(LEAST, Math.min(MOST, share > 0 ? share : smoothed));
}

/**
 * The share of odd lines over strata that were drawn from unequally (Cochran 1977, stratified sampling), with the interval
 * that Jeffreys' prior gives each stratum, put together by drawing from all of them; to its end where none or all were
 * odd (Brown, Cai & DasGupta 2001). What was never judged of a stratum is left out of it.
 */
function shareOf(strata: readonly Counted[]): ReviewShare | null {
  const { share } = estimated(strata);
  if (Number.isNaN(share)) return null;
  const known = strata.filter(({ judged }) => judged > 0);
  const [judged, odd, all] = (['judged', 'odd', 'lines'] as const).map((key) =>
    known.reduce((sum, one) => sum + one[key], 0),
  ) as [number, number, number];
  const random = seededRandom(1);
  const shares = Float64Array.from({ length: DRAWS }, () =>
    known.reduce((sum, one) => sum + (one.odd + beta(one, random) * (one.lines - one.judged)) / all, 0),
  ).sort();
  const [low, high] = [shares[Math.floor(DRAWS * TAIL)]!, shares[Math.ceil(DRAWS * (1 - TAIL)) - 1]!];
  // None of what was looked at was odd: perhaps none is at all.
  return { share, interval: [odd === 0 ? 0 : low, odd === judged && all > judged ? 1 : high], judged };
}

/** A share that a stratum may have, after what was seen of it. */
function beta({ odd, judged, lines }: Counted, random: () => number): number {
  if (lines <= judged) return 0;
  const [a, b] = [gamma(odd + 0.5, random), gamma(judged - odd + 0.5, random)];
  return a / (a + b);
}

/** Marsaglia & Tsang 2000; shapes below 1 by way of the next. */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function estimated(strata: readonly Counted[]): { readonly share: number; readonly smoothed: number } {
  const known = strata.filter(({ judged }) => judged > 0);
  const all = known.reduce((sum, { lines }) => sum + lines, 0);
  if (all === 0) return { share: Number.NaN, smoothed: Number.NaN };
  let [share, smoothed] = [0, 0];
  for (const { lines, judged, odd } of known) {
    share += (lines / all) * (odd / judged);
    // A stratum of which none was odd is not known to have none.
    smoothed += (lines / all) * (lines > judged ? (odd + 0.5) / (judged + 1) : odd / judged);
  }
  return { share, smoothed };
}

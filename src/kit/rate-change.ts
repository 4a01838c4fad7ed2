/** Counts of one thing in two places, and how much was looked at in each (hours, lines: any unit, the same for both). */
export interface RateChange {
  readonly counts: readonly [a: number, b: number];
  readonly looked: readonly [a: number, b: number];
  /** Variance over mean where more than chance is at work; 1 when absent. */
  readonly dispersion?: number;
}

/**
 * By how many standard deviations the rate in b differs from that in a, positive when it is higher: of both counts
 * together those in b are binomial when nothing changed, and the arcsine of the root makes that normal (Anscombe 1948).
 */
export function rateChange({ counts: [a, b], looked, dispersion = 1 }: RateChange): number {
  const share = looked[1] / (looked[0] + looked[1]);
  const n = (a + b) / Math.max(1, dispersion);
  if (n === 0 || !(share > 0 && share < 1)) return 0;
  const seen = Math.asin(Math.sqrt((b / Math.max(1, dispersion) + 3 / 8) / (n + 3 / 4)));
  return 2 * Math.sqrt(n + 0.5) * (seen - Math.asin(Math.sqrt(share)));
}

/**
 * −log10 of the probability that none of `count` things fell where the share `elsewhere` (0–1) was not looked at: how
 * surprising it is that something is found in one place only.
 */
export function onlyInOne(count: number, elsewhere: number, dispersion = 1): number {
  const n = count / Math.max(1, dispersion);
  return elsewhere >= 1 ? Number.POSITIVE_INFINITY : -n * Math.log10(1 - Math.max(0, elsewhere));
}

/** −log10 of the two-sided probability of a normal deviate this far out; right to .03 for |z| ≥ 1, 0 at 0. */
export function surpriseOfDeviate(z: number): number {
  const size = Math.abs(z);
  // Mills ratio bound of Birnbaum (1942), tight in the tail.
  const log = Math.log(2) - (size * size) / 2 - 0.5 * Math.log(2 * Math.PI);
  const mills = Math.log((Math.sqrt(4 + size * size) - size) / 2);
  return Math.max(0, -(log + mills) / Math.LN10);
}

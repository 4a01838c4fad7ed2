import type { Finding } from './finding.ts';

const DAYS_PER_YEAR = 365.25;
const DAY = 86_400_000;

/**
 * How often something this surprising comes by chance, when all is normal: surprise is −log10 of its rate per day,
 * so 10^surprise days lie between two.
 */
export function chance(surprise: number): string {
  const days = 10 ** surprise;
  if (days < 1.5) return 'every day or so';
  if (days < 10.5) return `once in ${Math.round(days)} days`;
  if (days < 45) return `once in ${Math.round(days / 7)} weeks`;
  if (days < 1.5 * DAYS_PER_YEAR) return `once in ${Math.round(days / 30.44)} months`;
  if (days < 99.5 * DAYS_PER_YEAR) return `once in ${Math.round(days / DAYS_PER_YEAR)} years`;
  return 'less than once in a century';
}

/** How unlikely a finding is, and on how much history that rests. */
export function odds(finding: Finding): string {
  const rest = finding.maturity === '' ? '' : `; ${finding.maturity}`;
  return `by chance ${chance(finding.surprise)} (surprise ${finding.surprise.toFixed(1)})${rest}`;
}

/** Nobody can know that something is rarer than once in the history that was seen (Jeffreys: half a time). */
export function mostSurprise(span: number): number {
  const days = Math.max(1, Number.isFinite(span) ? span / DAY : 1);
  return Math.log10(days / 0.5);
}

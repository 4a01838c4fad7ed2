import type { Finding } from '../core/finding.ts';
import { mergeFindings } from '../incidents/merge.ts';

const DAY = 86_400_000;

/**
 * What the detectors remarked, as it is shown: what several said about the same matter is one, oddest first, and none
 * claims more than the history allows.
 *
 * @param span ms from the first to the last event that was seen
 */
export function mergedFindings(findings: Iterable<Finding>, span: number): Finding[] {
  const most = mostSurprise(span);
  return mergeFindings([...findings].map((one) => (one.surprise <= most ? one : { ...one, surprise: most })));
}

/** Nobody can know that something is rarer than once in the history that was seen (Jeffreys: half a time). */
export function mostSurprise(span: number): number {
  const days = Math.max(1, Number.isFinite(span) ? span / DAY : 1);
  return Math.log10(days / 0.5);
}

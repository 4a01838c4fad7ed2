import type { Finding } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import { mergeFindings } from '../incidents/merge.ts';

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

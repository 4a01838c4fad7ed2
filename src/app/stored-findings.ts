import { type Finding, rank } from '../core/finding.ts';
import type { FindingStore, StoredFinding } from '../store/findings.ts';
import { mergedFindings } from './merged-findings.ts';

/** What of the stored findings is wanted; see `FindingQuery`. */
export interface ShownQuery {
  readonly since?: number;
  readonly until?: number;
  readonly detector?: string;
  readonly host?: string;
  readonly minRank?: number;
  readonly order: 'latest' | 'rank';
  readonly limit: number;
}

/** Findings looked at, the latest. */
const MOST = 20_000;

/**
 * Stored findings as a scan of the same lines would show them: what several detectors said about one matter is one, and
 * none claims more than the history allows.
 */
export function shownFindings(store: FindingStore, query: ShownQuery): StoredFinding[] {
  const { since, until, detector, host, minRank, order, limit } = query;
  const stored = store.list({
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    limit: MOST,
  });
  const byId = new Map(stored.map((one) => [one.finding.id, one]));
  const merged = mergedFindings(
    stored.map(({ finding }) => finding),
    store.span,
  );
  const wanted = (finding: Finding) =>
    (detector === undefined || finding.detector === detector) &&
    (host === undefined || finding.about.host === host) &&
    (minRank === undefined || rank(finding) >= minRank);
  const shown = merged
    .filter(wanted)
    .map((finding) => ({ ...byId.get(finding.id)!, finding, rank: rank(finding) }));
  if (order === 'latest') shown.sort((a, b) => b.lastSeen - a.lastSeen || b.rank - a.rank);
  return shown.slice(0, limit);
}

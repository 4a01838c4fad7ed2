import type { Analysis } from '../core/analysis.ts';
import { rfc3339 } from '../core/event.ts';
import {
  type Change,
  type Incident,
  incidentRank,
  type SimilarIncident,
  type Verdict,
} from '../core/incident.ts';
import { findingJson } from './json.ts';

/** An incident as JSON: its times are RFC 3339 in UTC, null where there is none. */
export function incidentJson(incident: Incident): { [key: string]: unknown } {
  const { root, findings, from, to, opened, resolved } = incident;
  return {
    ...incident,
    rank: incidentRank(incident),
    ...{ root: findingJson(root), findings: findings.map(findingJson) },
    ...{ from: rfc3339(from), to: rfc3339(to), opened: rfc3339(opened) },
    resolved: resolved === null ? null : rfc3339(resolved),
    changes: incident.changes.map(changeJson),
    similar: incident.similar.map(similarJson),
    verdict: incident.verdict === null ? null : verdictJson(incident.verdict),
  };
}

/** An explanation as JSON, its time in RFC 3339. */
export function analysisJson({ at, ...analysis }: Analysis): { [key: string]: unknown } {
  return { ...analysis, at: rfc3339(at) };
}

/** A change as JSON, its times in RFC 3339. */
export function changeJson(change: Change): { [key: string]: unknown } {
  return { ...change, from: rfc3339(change.from), to: rfc3339(change.to) };
}

/** A verdict as JSON, its times in RFC 3339; `until` null for always. */
function verdictJson({ at, until, ...rest }: Verdict): { [key: string]: unknown } {
  return { ...rest, at: rfc3339(at), until: until === null ? null : rfc3339(until) };
}

function similarJson({ from, verdict, ...rest }: SimilarIncident): { [key: string]: unknown } {
  return { ...rest, from: rfc3339(from), verdict: verdict === null ? null : verdictJson(verdict) };
}

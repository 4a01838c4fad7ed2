import { incidentRank, incidentUrgency } from '../../core/incident.ts';
import { findingJson } from '../../report/json.ts';
import type { Decided } from '../budget-of.ts';

/** An incident with what became of it, as an entry of `incidents`: JSON for programs of others. */
export function publicIncident({ incident, decision, page }: Decided, node: string): string {
  const { root, findings, ...rest } = incident;
  return JSON.stringify({
    ...{ schemaVersion: 1, kind: 'incident', node, decision, page },
    ...{ rank: incidentRank(incident), urgency: incidentUrgency(incident) },
    ...rest,
    findings: [root, ...findings.filter(({ id }) => id !== root.id)].map(findingJson),
  });
}

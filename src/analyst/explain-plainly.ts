import type { Analysis, AnalysisUrgency } from '../core/analysis.ts';
import { type Incident, incidentUrgency } from '../core/incident.ts';

export interface PlainOptions {
  /** Epoch ms. */
  readonly at: number;
  readonly timeZone?: string;
}

/** An incident explained by logsift itself, from what the detectors and the topology say. */
export function explainPlainly(incident: Incident, { at }: PlainOptions): Analysis {
  return {
    incident: incident.id,
    by: { kind: 'logsift' },
    at,
    headline: incident.headline,
    happening: incident.root.because,
    cause: null,
    urgency: plainUrgency(incident),
    actions: [],
    findings: incident.findings.map(({ id }) => id),
    unsure: [],
  };
}

/** When somebody should look, by the rules alone. */
export function plainUrgency(incident: Pick<Incident, 'surprise' | 'gravity' | 'page'>): AnalysisUrgency {
  const word = incidentUrgency(incident);
  return word === 'urgent' ? 'now' : word === 'odd' ? 'today' : 'later';
}

import { explainPlainly } from '../../analyst/explain-plainly.ts';
import type { Analysis } from '../../core/analysis.ts';
import type { ApiAnalysis } from '../../core/api-incidents.ts';
import type { Incident } from '../../core/incident.ts';
import type { WebParts } from './parts.ts';

/** What is said of an incident: by the model that was asked, else by logsift itself. */
export function analysisOf({ store, config, now }: WebParts, incident: Incident): ApiAnalysis {
  const kept = store.analyses.of([incident.id, ...incident.aliases])?.analysis;
  const { timezone } = config;
  return told(
    kept ??
      explainPlainly(incident, { at: now(), ...(timezone === undefined ? {} : { timeZone: timezone }) }),
  );
}

function told(analysis: Analysis): ApiAnalysis {
  const { by, at, headline, happening, cause, urgency, actions, findings, unsure, spent } = analysis;
  const who = by.kind === 'model' ? by : { kind: by.kind, provider: null, model: null };
  return {
    by: { kind: who.kind, provider: who.provider, model: who.model },
    ...{ at, headline, happening, urgency, findings: [...findings], unsure: [...unsure] },
    cause: cause === null ? null : { text: cause.text, confidence: cause.confidence },
    actions: actions.map(({ what, reason, command = null }) => ({ what, reason, command })),
    spent: spent ?? null,
  };
}

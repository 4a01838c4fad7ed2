import { explainPlainly } from '../analyst/explain-plainly.ts';
import type { Analysis } from '../core/analysis.ts';
import { actionWords, authorWords } from '../core/analysis-words.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { moment } from '../core/when.ts';

/** What an explanation adds to a message: what is happening, the probable cause, the first thing to do, and whose words these are. */
export function messageWords(analysis: Analysis): string[] {
  const { happening, cause, actions, by } = analysis;
  const [first] = actions;
  return [
    happening,
    ...(cause === null ? [] : [`Probable cause (${cause.confidence} confidence): ${cause.text}`]),
    ...(first === undefined ? [] : [`First: ${actionWords(first)}`]),
    ...(by.kind === 'model' ? [authorWords(analysis)] : []),
  ].filter((sentence) => sentence !== '');
}

/** An incident as people are told of it, with what logsift itself would do first: nobody waits for a model with that. */
export function withAdvice(finding: Finding, incident: Incident): Finding {
  if (incident.state !== 'open' || incident.category === null) return finding;
  const [first] = explainPlainly(incident, { at: incident.to }).actions;
  if (first === undefined) return finding;
  return { ...finding, beside: [`First: ${actionWords(first)}`, ...(finding.beside ?? [])] };
}

/** An explanation of an earlier incident for one that is like it in all that it was made of. */
export function takenOver(
  earlier: Analysis,
  of: {
    readonly incident: string;
    readonly findings: readonly string[];
    readonly at: number;
    readonly timeZone?: string | undefined;
  },
): Analysis {
  const { spent: _, ...words } = earlier;
  const from = `This was said of incident ${earlier.incident.slice(0, 8)} at ${moment(earlier.at, of.timeZone)}, which was like it in all that was known; times and numbers may be others now`;
  const known = earlier.unsure.filter((one) => !one.startsWith('This was said of incident '));
  return {
    ...words,
    ...{ incident: of.incident, at: of.at, findings: of.findings },
    unsure: [...known.slice(0, 4), from],
  };
}

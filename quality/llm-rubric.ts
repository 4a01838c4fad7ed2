import type { Analysis } from '../src/core/analysis.ts';
import type { RecordedIncident } from './llm-incidents.ts';

/** What is asked of an explanation, and whether it holds. */
export interface Marked {
  readonly check: Check;
  readonly ok: boolean;
}

/** Checks of the rubric, in the order of the table. */
export const CHECKS = [
  'cites the root',
  'names the root',
  'no invented names',
  'advice fits',
  'short',
  'not lulled',
] as const;
export type Check = (typeof CHECKS)[number];

const HEADLINE = 120;
const SENTENCES = 4;
/** What looks like the name of a machine or an address: letters and a number, or dots. */
const NAME =
  /\b(?:[a-z]{2,}[a-z-]*-?\d+(?:-\d+)*|\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|example|local|lan))\b/gi;
const LULLED =
  /\b(?:benign|false positive|no action (?:is )?(?:needed|required)|can be ignored|marked as|all is well)\b/i;

/** Holds an explanation against what is known of the incident. */
export function marks(analysis: Analysis, { incident, root, advice }: RecordedIncident): Marked[] {
  const { headline, happening, cause, actions, findings } = analysis;
  const said = [headline, happening, cause?.text ?? ''].join('\n');
  const advised = actions.map(({ what, reason, command = '' }) => `${what} ${reason} ${command}`).join('\n');
  const known = JSON.stringify(incident).toLowerCase();
  const names = [...`${said}\n${advised}`.matchAll(NAME)].map(([name]) => name.toLowerCase());
  const held: Readonly<Record<Check, boolean>> = {
    'cites the root': findings.includes(incident.root.id),
    'names the root': root.test(said) && incident.hosts.some((host) => said.toLowerCase().includes(host)),
    'no invented names': names.every((name) => known.includes(name)),
    'advice fits': actions.length > 0 && advice.test(advised),
    short: headline.length <= HEADLINE && happening.split(/(?<=[.!?])\s+(?=[A-Z0-9])/).length <= SENTENCES,
    'not lulled': !LULLED.test(said),
  };
  return CHECKS.map((check) => ({ check, ok: held[check] }));
}

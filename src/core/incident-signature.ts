import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';

/** Of so many findings an incident is known again. */
const MOST = 50;

/**
 * What a finding says, apart from whom it says it of: its kind of line, else who found it and what was measured.
 * Ids of kinds of line come with aliases; what is compared is resolved first.
 */
export function matterOf({ detector, about }: Pick<Finding, 'detector' | 'about'>): string {
  return about.template ?? `${detector}\0${about.metric ?? ''}\0${about.app ?? ''}`;
}

/** The matters of an incident, each once. */
export function kindsOf({ findings }: Pick<Incident, 'findings'>): string[] {
  return [...new Set(findings.slice(0, MOST).map(matterOf))];
}

/** Hosts, programs and actors that an incident is about, each once. */
export function subjectsOf({ findings }: Pick<Incident, 'findings'>): string[] {
  const subjects = findings
    .slice(0, MOST)
    .flatMap(({ about: { host, app, actor } }) => [
      ...(host === undefined ? [] : [`host ${host}`]),
      ...(app === undefined ? [] : [`app ${app}`]),
      ...(actor === undefined ? [] : [`actor ${actor}`]),
    ]);
  return [...new Set(subjects)];
}

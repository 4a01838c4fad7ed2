import { type Finding, type Urgency, urgency } from '../core/finding.ts';

/** How an incident was when it was last told of; JSON-safe. */
export interface ToldAs {
  readonly hosts: readonly string[];
  /** Where it probably began, in words. */
  readonly root: string;
  readonly urgency: Urgency;
  /** Changes that were told. */
  readonly changes: number;
}

const URGENCIES: readonly Urgency[] = ['minor', 'odd', 'urgent'];
const MOST_HOSTS = 50;
const SHOWN = 10;
/** Of what changes all day the first. */
const MOST_CHANGES = 20;

/** An incident as it is told of now. */
export function toldAs(finding: Finding, before: ToldAs | null): ToldAs {
  const { host = '', app = '' } = finding.about;
  const hosts = [...(before?.hosts ?? []), ...(finding.incident?.hosts ?? [])];
  return {
    hosts: [...new Set(hosts)].slice(0, MOST_HOSTS),
    root: [host, app].filter((word) => word !== '').join(' '),
    urgency: urgency(finding),
    changes: before?.changes ?? 0,
  };
}

/**
 * What somebody who reads of an incident would want to know of it anew, a sentence each: that it is graver, is on other
 * hosts too, or began elsewhere. More lines of the same are not that.
 */
export function changesSince(before: ToldAs, finding: Finding): readonly string[] {
  if (before.changes >= MOST_CHANGES) return [];
  const now = toldAs(finding, null);
  const hosts =
    before.hosts.length >= MOST_HOSTS ? [] : now.hosts.filter((host) => !before.hosts.includes(host));
  const more = hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : '';
  const graver = URGENCIES.indexOf(now.urgency) > URGENCIES.indexOf(before.urgency);
  return [
    ...(graver ? [`It is ${now.urgency} now, and was ${before.urgency}`] : []),
    ...(hosts.length > 0 ? [`It is on other hosts, too: ${hosts.slice(0, SHOWN).join(', ')}${more}`] : []),
    ...(now.root !== before.root && now.root !== '' ? [`It probably began elsewhere: ${now.root}`] : []),
  ];
}

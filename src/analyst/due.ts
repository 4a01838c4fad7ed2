import { type Incident, incidentUrgency } from '../core/incident.ts';
import { kindsOf, matterOf, subjectsOf } from '../core/incident-signature.ts';
import { hashText } from '../kit/hash.ts';

/** What is asked in one go at most, in lines of evidence: what a quiet day has is explained, a storm by its gravest. */
const ROUND_EVENTS = 50;
/** Ms between two looks at what is open and was not explained. */
export const ROUND_EVERY = 5 * 60_000;
/** Times one incident is asked about; what goes on changing is not told anew for ever. */
export const MOST_ASKED = 4;
const MOST_FINDINGS = 50;

/** How an incident stood when it was asked about. */
export interface Asked {
  readonly revision: string;
  /** How often it was asked about. */
  readonly times: number;
}

/**
 * What an incident must keep to be the same to somebody who has read of it: where it began, kinds of lines, how grave,
 * roughly how many hosts. More lines of the same do not change it.
 */
export function revisionOf(incident: Incident): string {
  const parts = [
    matterOf(incident.root),
    incident.root.about.host ?? '',
    ...kindsOf(incident).sort(),
    incidentUrgency(incident),
    `${incident.page}`,
    `${Math.floor(Math.log2(1 + incident.hosts.length))}`,
  ];
  return hashText(parts.join('\0'));
}

/**
 * What an incident shares with another that is answered alike: the same kinds of lines about the same subjects, after
 * the same changes, as grave.
 */
export function signatureOf(incident: Incident): string {
  const parts = [
    matterOf(incident.root),
    ...kindsOf(incident).sort(),
    ...subjectsOf(incident).sort(),
    incidentUrgency(incident),
    ...incident.changes.map(({ what, host, app }) => `${what}\0${host ?? ''}\0${app ?? ''}`).sort(),
  ];
  return hashText(parts.join('\0\0'));
}

/** Whether an incident is to be asked about: it never was, or is another than then. */
export function isDue(incident: Incident, asked: Asked | null): boolean {
  if (asked === null) return true;
  return asked.times < MOST_ASKED && asked.revision !== revisionOf(incident);
}

/** Lines that show what an incident is; at least one, as a question without any is one, too. */
export function eventsOf({ findings }: Incident): number {
  const lines = findings.slice(0, MOST_FINDINGS).reduce((all, { evidence }) => all + evidence.length, 0);
  return Math.max(1, lines);
}

/** The first of these incidents, the gravest first as they come, with at most so many lines together; one at least. */
export function roundOf(incidents: readonly Incident[], events = ROUND_EVENTS): Incident[] {
  let left = events;
  const round: Incident[] = [];
  for (const incident of incidents) {
    const lines = eventsOf(incident);
    if (round.length > 0 && lines > left) continue;
    left -= lines;
    round.push(incident);
    if (left <= 0) break;
  }
  return round;
}

import type { Change, Incident } from '../core/incident.ts';
import { commonPlace, isUpstream, type TopologyView } from '../core/topology.ts';
import { hashText } from '../kit/hash.ts';

const MINUTE = 60_000;
/** Changes of so long before an incident may explain it. */
export const CHANGES_BEFORE = 86_400_000;
/** What is done and what comes of it are logged within so long of each other, in either order. */
const TOGETHER = 60_000;
const MOST_LISTED = 10;

/**
 * A change with its id: a hash of what, where and the minute, so that what is sent or read twice is one.
 *
 * @param change times in epoch ms; `to` not before `from`
 */
export function changeOf(change: Omit<Change, 'id'>): Change {
  const { what, host = '', app = '', from } = change;
  const minute = Math.floor(from / MINUTE);
  return { ...change, id: hashText(`change\0${what}\0${host}\0${app}\0${minute}`) };
}

/**
 * The changes that may explain an incident, the nearest first: those of the 24 hours before it that touch its hosts, what these
 * hang on, their rack or floor, or its programs; those that name neither host nor program touch everything.
 */
export function changesBefore(
  incident: Pick<Incident, 'from' | 'hosts' | 'findings'>,
  changes: Iterable<Change>,
  topology: TopologyView,
): Change[] {
  const { from } = incident;
  if (!Number.isFinite(from)) return [];
  const subjects = { hosts: incident.hosts, apps: appsOf(incident) };
  return [...changes]
    .filter((one) => one.from <= from + TOGETHER && one.to >= from - CHANGES_BEFORE)
    .filter((one) => touches(one, subjects, topology))
    .sort((a, b) => distance(a, from) - distance(b, from) || b.from - a.from || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_LISTED);
}

interface Subjects {
  readonly hosts: readonly string[];
  readonly apps: ReadonlySet<string>;
}

function touches({ host, app }: Change, { hosts, apps }: Subjects, topology: TopologyView): boolean {
  // A change of one program of a host may well be felt by another one there.
  if (host !== undefined) return hosts.some((other) => touchesHost(host, other, topology));
  return app === undefined || apps.has(app.toLowerCase());
}

function touchesHost(changed: string, host: string, topology: TopologyView): boolean {
  if (topology.canonical(changed) === topology.canonical(host)) return true;
  if (isUpstream(topology, changed, host)) return true;
  const [here, there] = [topology.factsOf(changed), topology.factsOf(host)];
  const place = here === null || there === null ? null : commonPlace([here, there]);
  return place !== null && (place.kind === 'rack' || place.kind === 'floor');
}

function appsOf({ findings }: Pick<Incident, 'findings'>): Set<string> {
  return new Set(findings.flatMap(({ about }) => (about.app === undefined ? [] : [about.app.toLowerCase()])));
}

/** Ms between a change and the beginning of an incident; 0 while it was under way. */
function distance({ from, to }: Change, began: number): number {
  return Math.max(0, began - to, from - began);
}

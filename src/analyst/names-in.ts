import { isIP } from 'node:net';
import type { Incident } from '../core/incident.ts';
import type { AnalystView, KnownNames, SummaryView } from './view.ts';

/** Names that the structured parts of a view hold, and those that came with it. */
export function namesIn(view: AnalystView | SummaryView): KnownNames {
  const hosts = new Set(view.known.hosts);
  const users = new Set(view.known.users);
  for (const incident of 'incident' in view ? [view.incident] : view.incidents)
    ofIncident(incident, hosts, users);
  for (const { host, ancestors } of 'topology' in view ? view.topology : []) {
    hosts.add(host);
    for (const one of ancestors) hosts.add(one);
  }
  return { hosts: [...hosts], users: [...users] };
}

function ofIncident(incident: Incident, hosts: Set<string>, users: Set<string>): void {
  for (const host of incident.hosts) hosts.add(host);
  for (const { about } of [incident.root, ...incident.findings]) {
    if (about.host !== undefined) hosts.add(about.host);
    // An actor is whoever did it: an account mostly, sometimes the address that it came from.
    if (about.actor !== undefined && isIP(about.actor) === 0) users.add(about.actor);
  }
  for (const { host } of incident.changes) if (host !== undefined) hosts.add(host);
}

/**
 * The texts of a view from which something may leave, however deep they stand. What has no letters, or is an id, names
 * nobody.
 */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (/[a-z]/i.test(value) && !/^[0-9a-f]+$/.test(value)) yield value;
  } else if (Array.isArray(value)) {
    for (const one of value) yield* textsIn(one);
  } else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) yield* textsIn(one);
  }
}

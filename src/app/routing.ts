import { type Subject, subjectOfIncident } from '../alerts/match.ts';
import { type Route, routeOf } from '../alerts/route.ts';
import type { Incident } from '../core/incident.ts';
import type { TopologyView } from '../core/topology.ts';
import type { Decided } from './budget-of.ts';

/** What routes ask of incidents, by their ids. */
export function subjectsOf(decided: readonly Decided[]): Map<string, Subject> {
  return new Map(decided.map(({ incident }) => [incident.id, subjectOfIncident(incident)]));
}

/** Ms within which the same pattern is no new message for any of those who are told of it; null for the usual. */
export function longestCooldown(
  { routes, topology }: { readonly routes: Route | undefined; readonly topology: TopologyView },
  incident: Incident,
  now: number,
): number | null {
  if (routes === undefined) return null;
  const { destinations } = routeOf(routes, { subject: subjectOfIncident(incident), topology, now });
  const named = destinations.flatMap(({ cooldown }) => cooldown ?? []);
  return named.length === 0 ? null : Math.max(...named);
}

import type { Subject } from '../alerts/match.ts';
import { routeOf } from '../alerts/route.ts';
import type { RouteWalk } from '../core/route-walk.ts';
import type { Config } from './config.ts';
import { topologyOf } from './topology-of.ts';

/** The way that something takes through the routes of a configuration at a time (epoch ms). */
export function routeTest(config: Config, subject: Subject, at: number): RouteWalk {
  const topology = topologyOf(config);
  const all = config.notifiers.map(({ name }) => name);
  const { destinations, steps } = routeOf(config.routes ?? {}, { subject, topology, now: at });
  const told = new Set<string>();
  const ends = destinations.map((end) => {
    const receivers = (end.receivers ?? all).filter((name) => !told.has(name));
    for (const name of receivers) told.add(name);
    return { ...end, receivers };
  });
  return {
    ...{ schemaVersion: 1, subject: wordsOf(subject, topology), at, steps },
    // Who was told by one branch is not told by another.
    destinations: ends.filter(({ receivers }) => receivers.length > 0),
  };
}

const MOST_NAMED = 5;

function wordsOf(subject: Subject, topology: ReturnType<typeof topologyOf>): string[] {
  const { category, severity, hosts, apps, detectors } = subject;
  const some = (names: readonly string[]) =>
    names.length > MOST_NAMED
      ? `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`
      : names.join(', ');
  const facts = hosts.flatMap((host) => {
    const { site, building, role, team } = topology.factsOf(host) ?? {};
    return Object.entries({ site, building, role, team }).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key} ${value}`],
    );
  });
  return [
    category === null ? 'no category' : `category ${category}`,
    `severity ${severity}`,
    ...(hosts.length === 0 ? [] : [`host ${some(hosts)}`]),
    ...(facts.length === 0 ? [] : [some([...new Set(facts)])]),
    ...(apps.length === 0 ? [] : [`app ${some(apps)}`]),
    ...(detectors.length === 0 ? [] : [`found by ${some(detectors)}`]),
  ];
}

import type { IncidentMap, MapNode } from '../../core/api-incidents.ts';
import type { Incident } from '../../core/incident.ts';
import type { HostFacts, TopologyView } from '../../core/topology.ts';

/** What fits on a small map. */
const MOST_HOSTS = 24;
const MOST_NODES = 40;
const MOST_FELLOWS = 8;
/** Levels above a host in trouble that are shown. */
const LEVELS = 3;

/**
 * The hosts of an incident with what they hang on, and a few of those that hang on the same and are well. `known` are
 * hosts that people wrote down.
 */
export function mapOf(incident: Incident, topology: TopologyView, known: readonly string[]): IncidentMap {
  const rootHost =
    incident.root.about.host === undefined ? null : topology.canonical(incident.root.about.host);
  const ordered = [...new Set([...(rootHost === null ? [] : [rootHost]), ...incident.hosts])];
  const hosts = ordered.slice(0, MOST_HOSTS);
  const upstream = new Set<string>();
  for (const host of hosts) {
    for (const above of topology.ancestors(host).slice(0, LEVELS)) {
      if (upstream.size + hosts.length >= MOST_NODES) break;
      if (!hosts.includes(above)) upstream.add(above);
    }
  }
  const parents = new Set(hosts.flatMap((host) => topology.ancestors(host)[0] ?? []));
  const all = known.filter(
    (host) =>
      !ordered.includes(host) && !upstream.has(host) && parents.has(topology.ancestors(host)[0] ?? ''),
  );
  const fellows = all.slice(
    0,
    Math.max(0, Math.min(MOST_FELLOWS, MOST_NODES - hosts.length - upstream.size)),
  );
  const shown = new Set([...hosts, ...upstream, ...fellows]);
  const began = beginnings(incident, topology);
  const nodes = [...shown].map((host): MapNode => {
    const facts = topology.factsOf(host);
    const parent = topology.ancestors(host).find((one) => shown.has(one)) ?? null;
    const part =
      host === rootHost
        ? 'root'
        : hosts.includes(host)
          ? 'symptom'
          : upstream.has(host)
            ? 'upstream'
            : 'fellow';
    return {
      ...{ host, part, parent, role: facts?.role ?? null, place: placeOf(facts) },
      row: topology.ancestors(host).filter((one) => shown.has(one)).length,
      ...(began.get(host) ?? { findings: 0, from: null }),
    };
  });
  return {
    known: nodes.some(({ parent }) => parent !== null),
    nodes: nodes.sort((a, b) => a.row - b.row || order(a) - order(b) || (a.host < b.host ? -1 : 1)),
    edges: nodes.flatMap(({ host, parent }) => (parent === null ? [] : [{ from: host, to: parent }])),
    moreHosts: ordered.length - hosts.length,
    moreFellows: all.length - fellows.length,
  };
}

/** How many findings each host has, and when the first of them began. */
function beginnings({ root, findings }: Incident, topology: TopologyView) {
  const by = new Map<string, { findings: number; from: number | null }>();
  for (const { about, from } of new Map([root, ...findings].map((one) => [one.id, one])).values()) {
    if (about.host === undefined) continue;
    const host = topology.canonical(about.host);
    const before = by.get(host);
    const earliest = Math.min(from, before?.from ?? from);
    by.set(host, {
      findings: (before?.findings ?? 0) + 1,
      from: Number.isFinite(earliest) ? earliest : (before?.from ?? null),
    });
  }
  return by;
}

function placeOf(facts: HostFacts | null): string | null {
  const { site, building, floor, rack } = facts ?? {};
  const parts = [site, building, floor, rack].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(' / ');
}

function order({ part }: MapNode): number {
  return part === 'root' ? 0 : part === 'symptom' ? 1 : part === 'upstream' ? 2 : 3;
}

/** Where a host is and what it is, as people wrote it down or as its name says. */
export interface HostFacts {
  readonly site?: string;
  readonly building?: string;
  readonly floor?: string;
  readonly rack?: string;
  /** `switch`, `firewall`, `server`, … */
  readonly role?: string;
  readonly team?: string;
  /** Canonical name of what it hangs on: uplink, power, hypervisor. */
  readonly parent?: string;
}

/** What correlation asks of the topology. Host names are those of events; any known alias will do. */
export interface TopologyView {
  /** The one name of a host; the given one where nothing is known. */
  canonical(host: string): string;
  /** Null for a host of which nothing is known. */
  factsOf(host: string): HostFacts | null;
  /** Canonical names of what a host cannot do without, the nearest first; empty where nothing is known. */
  ancestors(host: string): readonly string[];
}

/** A network of which nothing is known. */
export const NO_TOPOLOGY: TopologyView = {
  canonical: (host) => host,
  factsOf: () => null,
  ancestors: () => [],
};

/** Whether `host` cannot be reached, or has no power, without `upstream`. */
export function isUpstream(topology: TopologyView, upstream: string, host: string): boolean {
  return topology.ancestors(host).includes(topology.canonical(upstream));
}

/** From the narrowest place to the widest. */
export const PLACES = ['rack', 'floor', 'building', 'site'] as const;
export type PlaceKind = (typeof PLACES)[number];

/**
 * The narrowest place that all of these share, null when there is none. A floor is one only within its building, a rack
 * only within its floor or building.
 */
export function commonPlace(facts: readonly HostFacts[]): { kind: PlaceKind; name: string } | null {
  const [first, ...others] = facts;
  if (first === undefined) return null;
  let shared: { kind: PlaceKind; name: string } | null = null;
  for (const kind of PLACES.toReversed()) {
    const name = first[kind];
    if (name === undefined) continue;
    if (others.some((one) => one[kind] !== name)) return shared;
    shared = { kind, name };
  }
  return shared;
}

import type { Finding } from '../core/finding.ts';
import type { Tie } from '../core/incident.ts';
import { commonPlace, type HostFacts, type TopologyView } from '../core/topology.ts';

/** Remarks on the same kind of line or the same actor belong together over a longer pause than others. */
const SAME_MATTER = 5 * 60_000;
/** A finding on something that has lasted longer than this says nothing about what begins meanwhile. */
const EPISODE = 3_600_000;

export interface TieOptions {
  /** Ms within which findings that begin are of one cause. */
  readonly window: number;
  readonly topology: TopologyView;
}

/** Why two findings are of one incident; null when nothing says so. Of several reasons the closest. */
export function tieBetween(a: Finding, b: Finding, { window, topology }: TieOptions): Tie['kind'] | null {
  const matter = same(a, b, 'actor') ? 'actor' : same(a, b, 'template') ? 'template' : null;
  if (matter !== null && isOneMatter(a, b, window)) return matter;
  if (!beginTogether(a, b, window)) return null;
  const [here, there] = [a.about.host, b.about.host];
  if (here === undefined || there === undefined) return null;
  if (here === there) return 'host';
  // Asked of every member of every candidate: each name is looked up once.
  const [one, other] = [topology.canonical(here), topology.canonical(there)];
  if (one === other) return 'host';
  if (topology.ancestors(there).includes(one) || topology.ancestors(here).includes(other)) return 'upstream';
  return inOnePlace([here, there], topology) ? 'place' : null;
}

/** Whether hosts share a building or something narrower; a site says too little. */
export function inOnePlace(hosts: readonly string[], topology: TopologyView): boolean {
  const facts: HostFacts[] = [];
  for (const host of hosts) {
    const known = topology.factsOf(host);
    if (known === null) return false;
    facts.push(known);
  }
  const place = commonPlace(facts);
  return place !== null && place.kind !== 'site';
}

/** They begin within the window, or one begins while the other, no longer than an hour, goes on. */
function beginTogether(a: Finding, b: Finding, window: number): boolean {
  if (Math.abs(a.from - b.from) <= window) return true;
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  return (
    first.about.host === second.about.host &&
    second.from - first.to <= window &&
    second.to - first.from <= EPISODE
  );
}

/**
 * Remarks on the same that follow each other. On other hosts they must also have begun within the hour: a fan that
 * fails while that of another machine has been failing for days is news.
 */
function isOneMatter(a: Finding, b: Finding, window: number): boolean {
  if (pauseBetween(a, b) > Math.max(window, SAME_MATTER)) return false;
  return a.about.host === b.about.host || !(Math.abs(a.from - b.from) > EPISODE);
}

function pauseBetween(a: Finding, b: Finding): number {
  // In a log without times only the subject can say.
  if (Number.isNaN(a.from) || Number.isNaN(b.from)) return 0;
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  if (first.ongoing === true) return 0;
  return second.from - Math.min(first.to, second.to);
}

function same(a: Finding, b: Finding, key: 'template' | 'actor'): boolean {
  return a.about[key] !== undefined && a.about[key] === b.about[key];
}

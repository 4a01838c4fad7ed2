import type { Finding } from '../core/finding.ts';
import type { Tie } from '../core/incident.ts';
import { commonPlace, type HostFacts, type TopologyView } from '../core/topology.ts';
import { isMeasured, namedIn } from './named-hosts.ts';

/** Remarks on the same kind of line or the same actor belong together over a longer pause than others. */
const SAME_MATTER = 5 * 60_000;
/** A finding on something that has lasted longer than this says nothing about what begins meanwhile. */
const EPISODE = 3_600_000;
/** While what is measured at a host is bad, what it says is of it for longer. */
const AT_HOST = 6 * EPISODE;

export interface TieOptions {
  /** Ms within which findings that begin are of one cause. */
  readonly window: number;
  readonly topology: TopologyView;
}

/** Why two findings are of one incident; null when nothing says so. Of several reasons the closest. */
export function tieBetween(a: Finding, b: Finding, { window, topology }: TieOptions): Tie['kind'] | null {
  const matter = same(a, b, 'actor') ? 'actor' : same(a, b, 'template') ? 'template' : null;
  if (matter !== null && isOneMatter(a, b, window)) return matter;
  const [here, there] = [a.about.host, b.about.host];
  if (here === undefined || there === undefined) return null;
  // Asked of every member of every candidate: each name is looked up once.
  const [one, other] = here === there ? [here, here] : [topology.canonical(here), topology.canonical(there)];
  const close = Math.abs(a.from - b.from) <= window;
  if (!close && !beginsDuring(a, b, window)) return null;
  if (one === other) return 'host';
  if (namedIn(a, topology).has(other) || namedIn(b, topology).has(one)) return 'named';
  const [carries, hangs] = [
    topology.ancestors(there).includes(one),
    topology.ancestors(here).includes(other),
  ];
  // While what carries others is in trouble, theirs is of it; not the other way round.
  if (close ? carries || hangs : a.from <= b.from ? carries : hangs) return 'upstream';
  if (!close) return null;
  return inOnePlace([here, there], topology) ? 'place' : null;
}

/** Whether a finding is on what came in the first hour of something that goes on; on the same host in the first six. */
export function isWithin(finding: Finding, lasting: Finding, topology: TopologyView): boolean {
  if (!(finding.from >= lasting.from)) return false;
  const [here, there] = [finding.about.host, lasting.about.host];
  const same =
    here !== undefined && there !== undefined && topology.canonical(here) === topology.canonical(there);
  return finding.to - lasting.from <= (same ? AT_HOST : EPISODE);
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

/** One begins while the other, no longer than an hour, goes on. */
function beginsDuring(a: Finding, b: Finding, window: number): boolean {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  const over = first.ongoing === true && isMeasured(first) ? second.from : first.to;
  return second.from - over <= window && second.to - first.from <= EPISODE;
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

import { type Finding, rank } from '../core/finding.ts';
import type { TopologyView } from '../core/topology.ts';
import { isMeasured, NAMED_BY, namedIn } from './named-hosts.ts';

/** What begins within this is as early as the earliest: windows and clocks are no finer. */
const AS_EARLY = 60_000;
/** A finding that stands out by so much more tells better what the same lines are about. */
const TELLS = 2;
/** Detectors that see the effect of many lines, and those that see the line itself. */
const AGGREGATES = new Set(['rate', 'windows', 'silence']);

/**
 * The finding that probably began an incident: upstream of most others, else on the host that lines of others name, else
 * among the earliest the one that is not a mere change of numbers, and of these the one that stands out most. Where the
 * same came to several hosts it is the first of them.
 */
export function rootOf(findings: readonly Finding[], topology: TopologyView): Finding {
  const above = upstreamOnes(findings, topology);
  const named = above.length > 0 ? [] : namedOnes(findings, topology);
  const candidates = above.length > 0 ? above : named.length > 0 ? named : findings;
  const earliest = Math.min(...candidates.map(({ from }) => (Number.isNaN(from) ? 0 : from)));
  const early = candidates.filter(({ from }) => !(from > earliest + AS_EARLY));
  const telling = early.filter((one) => !AGGREGATES.has(one.detector) && !isMeasured(one));
  const [best] = (telling.length > 0 ? telling : early).toSorted(
    (a, b) => rank(b) - rank(a) || b.rawSurprise - a.rawSurprise || a.from - b.from || (a.id < b.id ? -1 : 1),
  );
  const same = early.filter((one) => isSameKind(one, best!));
  return told(
    same.reduce((first, one) => (one.from < first.from ? one : first), best!),
    candidates,
  );
}

/** A rule counts what it hits, everyday attempts before the attack among it: who says what is wrong with them speaks. */
function told(root: Finding, all: readonly Finding[]): Finding {
  if (root.detector !== 'rule') return root;
  const { about, to } = root;
  const better = all.filter(
    (one) =>
      one.about.host === about.host &&
      one.about.app === about.app &&
      !AGGREGATES.has(one.detector) &&
      one.from <= to &&
      rank(one) >= rank(root) + TELLS,
  );
  return better.reduce((best, one) => (rank(one) > rank(best) ? one : best), root);
}

function isSameKind(one: Finding, other: Finding): boolean {
  if (one.detector !== other.detector) return false;
  return other.about.template === undefined
    ? one.about.template === undefined && one.about.app === other.about.app
    : one.about.template === other.about.template;
}

/** Findings on the host that lines of most others name, and several do. */
function namedOnes(findings: readonly Finding[], topology: TopologyView): Finding[] {
  const by = new Map<string, Set<string>>();
  const here = new Set<string>();
  for (const finding of findings) {
    if (finding.about.host === undefined) continue;
    const host = topology.canonical(finding.about.host);
    here.add(host);
    for (const name of namedIn(finding, topology)) {
      const hosts = by.get(name);
      if (hosts === undefined) by.set(name, new Set([host]));
      else hosts.add(host);
    }
  }
  let [most, best] = [0, ''];
  for (const [name, { size }] of by) {
    if (!here.has(name) || size < Math.max(NAMED_BY, most + 1)) continue;
    [most, best] = [size, name];
  }
  if (most === 0) return [];
  return findings.filter(({ about }) => about.host !== undefined && topology.canonical(about.host) === best);
}

/** Findings on hosts that carry others of them and are carried by none. */
function upstreamOnes(findings: readonly Finding[], topology: TopologyView): Finding[] {
  const hosts = [...new Set(findings.flatMap(({ about }) => (about.host === undefined ? [] : [about.host])))];
  if (hosts.length < 2) return [];
  const named = new Map(hosts.map((host) => [host, topology.canonical(host)]));
  const here = new Set(named.values());
  const above = new Map(
    hosts.map((host) => [
      host,
      topology.ancestors(host).filter((name) => here.has(name) && name !== named.get(host)),
    ]),
  );
  const carrying = new Set([...above.values()].flat());
  const carries = (host: string) => carrying.has(named.get(host)!);
  const carried = (host: string) => above.get(host)!.length > 0;
  const tops = new Set(hosts.filter((host) => carries(host) && !carried(host)));
  return findings.filter(({ about }) => about.host !== undefined && tops.has(about.host));
}

import type { Finding } from '../core/finding.ts';
import type { TopologyView } from '../core/topology.ts';

/** Lines looked at, characters of each, and names kept of a finding. */
const LINES = 3;
const LENGTH = 600;
const MOST = 24;
/** Names of machines as people give them: letters and a digit or a hyphen somewhere; and addresses. */
const WORD =
  /(?<![\w.:-])(?=[a-z\d.-]*[\d-])(?:[a-z][a-z\d-]*(?:\.[a-z\d-]+)*|\d{1,3}(?:\.\d{1,3}){3})(?![\w-]|\.\d)/gi;

/** A host that lines of so many others name is what they have in common. */
export const NAMED_BY = 2;

const known = new WeakMap<Finding, ReadonlySet<string>>();

/** Canonical names of what may be other machines in the lines of a finding; most of them are no machines at all. */
export function namedIn(finding: Finding, topology: TopologyView): ReadonlySet<string> {
  let names = known.get(finding);
  if (names !== undefined) return names;
  const found = new Set<string>();
  const { host } = finding.about;
  const own = host === undefined ? null : topology.canonical(host);
  for (const { text } of finding.evidence.slice(0, LINES)) {
    for (const [word] of text.slice(0, LENGTH).matchAll(WORD)) {
      if (found.size >= MOST) break;
      const name = topology.canonical(word);
      if (name !== own) found.add(name);
    }
  }
  names = found;
  known.set(finding, names);
  return names;
}

/** Whether a finding is on what is measured, not on lines: it is told once, and lasts until it is told that it is over. */
export function isMeasured({ evidence }: Finding): boolean {
  return evidence[0]?.source === 'samples';
}

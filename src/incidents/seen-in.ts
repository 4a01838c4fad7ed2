import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { count } from '../core/words.ts';
import { isMeasured } from './named-hosts.ts';

/** Hosts named of each kind; the others are counted. */
const NAMED = 3;
/** Program of the lines that traps become. */
const TRAPS = 'snmptrap';

/**
 * By what an incident shows, where that is not log lines alone: "Seen in log lines of db01 and app01, in traps of
 * nas-01 and in what is measured at nas-01". Null for one that only log lines show.
 */
export function seenIn({ findings, root }: Pick<Incident, 'findings' | 'root'>): string | null {
  const kinds = new Map<string, Set<string>>([
    ['in log lines of', new Set()],
    ['in traps of', new Set()],
    ['in what is measured at', new Set()],
  ]);
  const [lines, traps, measured] = [...kinds.values()] as [Set<string>, Set<string>, Set<string>];
  const see = (finding: Finding) => {
    const host = finding.about.host ?? 'the whole log';
    if (finding.evidence.some(({ source }) => source === 'samples')) measured.add(host);
    if (isMeasured(finding)) return;
    (isOfTraps(finding) ? traps : lines).add(host);
  };
  for (const finding of [root, ...findings]) see(finding);
  if (traps.size + measured.size === 0) return null;
  const parts = [...kinds].flatMap(([what, hosts]) =>
    hosts.size === 0 ? [] : [`${what} ${listOf([...hosts])}`],
  );
  return `Seen ${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}`;
}

function isOfTraps({ about, evidence }: Finding): boolean {
  return about.app === TRAPS || (evidence[0]?.text.includes(` ${TRAPS} - `) ?? false);
}

function listOf(hosts: readonly string[]): string {
  if (hosts.length > NAMED)
    return `${hosts.slice(0, NAMED).join(', ')} and ${count(hosts.length - NAMED, 'more host')}`;
  return hosts.length === 1 ? hosts[0]! : `${hosts.slice(0, -1).join(', ')} and ${hosts.at(-1)}`;
}

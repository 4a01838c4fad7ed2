import type { Finding } from '../core/finding.ts';
import type { Change, Incident, SimilarIncident, Tie, Verdict } from '../core/incident.ts';

import { type HostFacts, isUpstream, type TopologyView } from '../core/topology.ts';
import { count, duration } from '../core/words.ts';
import type { Group } from './correlator.ts';
import { mergeFindings } from './merge.ts';
import { NAMED_BY, namedIn } from './named-hosts.ts';
import { placeWords } from './place-words.ts';
import { rootOf } from './root.ts';
import { inOnePlace } from './ties.ts';

/** Findings told one by one; the rest is counted. */
const MOST_SHOWN = 50;
/** So many hosts of one place at once are a matter of the place. */
const MANY = 3;
/** What a building gives to all that is in it. */
const OF_PLACES: ReadonlySet<string> = new Set(['power', 'link', 'neighbour', 'temperature', 'hardware']);
/** Ms within which what a place loses is gone from all of its hosts. */
const AT_ONCE = 3 * 60_000;
const LONGEST_HEADLINE = 150;

/** What is known of an incident beside its findings. */
export interface StoryContext {
  readonly topology: TopologyView;
  readonly changes: readonly Change[];
  readonly similar: readonly SimilarIncident[];
  readonly notes: readonly string[];
  readonly verdict: Verdict | null;
}

/** What a group of findings is to a person. */
export function incidentOf(group: Group, context: StoryContext): Incident {
  const { topology, ...known } = context;
  const members = [...group.members.values()];
  const first = rootOf(members, topology);
  const shown = mergeFindings(members);
  // The root speaks for itself, even where a louder remark on the same matter would.
  const root = shown.find(({ id }) => id === first.id) ?? first;
  const others = shown.filter(({ id }) => id !== first.id).sort((a, b) => (a.from || 0) - (b.from || 0));
  const hosts = hostsOf(members, topology);
  const facts = hosts.map((host) => topology.factsOf(host)).filter((one) => one !== null);
  const place = facts.length === hosts.length && hosts.length > 1 ? placeWords(facts) : null;
  const kinds = new Set(group.ties);
  if (inOnePlace(hosts, topology) && isOfPlace(root, members, hosts)) kinds.add('place');
  const ties = [...kinds].map((kind) => tieOf(kind, { members, hosts, facts, place }));
  const category = [root, ...others].find((one) => one.category !== undefined)?.category ?? null;
  return {
    ...{ id: group.id, aliases: [...group.aliases], state: group.resolved === null ? 'open' : 'resolved' },
    headline: headlineOf(root, { ties, hosts, topology, group, members }),
    root,
    findings: [root, ...others].slice(0, MOST_SHOWN),
    moreFindings: Math.max(0, shown.length - MOST_SHOWN) + group.more,
    ...{ ties, category, hosts, place },
    from: Math.min(...members.map(({ from }) => from)),
    to: Math.max(...members.map(({ to }) => to)),
    ...{ opened: group.opened, resolved: group.resolved },
    surprise: Math.max(...shown.map(({ surprise }) => surprise)),
    gravity: gravityOf(shown, hosts),
    page: members.some(({ page }) => page === true),
    ...known,
  };
}

/** Whether several hosts of one place lost at once what the place gives them, though they joined as being alike. */
function isOfPlace(root: Finding, members: readonly Finding[], hosts: readonly string[]): boolean {
  if (hosts.length < MANY || root.category === undefined || !OF_PLACES.has(root.category)) return false;
  const first = new Map<string, number>();
  for (const { about, from } of members) {
    if (about.host === undefined) continue;
    first.set(about.host, Math.min(from, first.get(about.host) ?? Number.POSITIVE_INFINITY));
  }
  return Math.max(...first.values()) - Math.min(...first.values()) <= AT_ONCE;
}

/** The worst of all, and worse when several hosts have it. */
function gravityOf(findings: readonly Finding[], hosts: readonly string[]): number {
  const worst = Math.max(...findings.map(({ gravity }) => gravity));
  return Math.min(1, worst + 0.05 * Math.min(3, Math.max(0, hosts.length - 1)));
}

function hostsOf(members: readonly Finding[], topology: TopologyView): string[] {
  const hosts = members.flatMap(({ about }) =>
    about.host === undefined ? [] : [topology.canonical(about.host)],
  );
  return [...new Set(hosts)];
}

interface Joined {
  readonly members: readonly Finding[];
  readonly hosts: readonly string[];
  readonly facts: readonly HostFacts[];
  readonly place: string | null;
}

/** The rule by which findings joined, in words. */
function tieOf(kind: Tie['kind'], { members, hosts, facts, place }: Joined): Tie {
  const starts = members.map(({ from }) => from).filter((from) => !Number.isNaN(from));
  const within = starts.length === 0 ? '' : ` within ${duration(Math.max(...starts) - Math.min(...starts))}`;
  const [member] = members;
  switch (kind) {
    case 'host':
      return { kind, because: `they began on the same host${within}` };
    case 'actor':
      return { kind, because: `they are about the same actor${actorOf(members)}` };
    case 'template':
      return {
        kind,
        because: `they are about the same kind of line${hosts.length > 1 ? ` on ${count(hosts.length, 'host')}` : ''}`,
      };
    case 'named':
      return {
        kind,
        because: `lines of one of these hosts name another, and they began${within || ' together'}`,
      };
    case 'upstream':
      return {
        kind,
        because: `one of these hosts is upstream of the others, and they began${within || ' together'}`,
      };
    case 'place': {
      const cause = facts.length >= MANY ? ': shared power or uplink?' : '';
      return {
        kind,
        because: `${kindOfHosts(facts, hosts.length)} in ${place ?? member?.about.host ?? 'one place'}${within}${cause}`,
      };
    }
  }
}

function actorOf(members: readonly Finding[]): string {
  const actor = members.find(({ about }) => about.actor !== undefined)?.about.actor;
  return actor === undefined ? '' : `, ${JSON.stringify(actor)}`;
}

function kindOfHosts(facts: readonly HostFacts[], hosts: number): string {
  const roles = new Set(facts.map(({ role }) => role));
  const [role] = roles;
  if (roles.size !== 1 || role === undefined) return count(hosts, 'host');
  return hosts === 1 ? `1 ${role}` : `${hosts} ${role}${/(?:s|sh|ch|x)$/.test(role) ? 'es' : 's'}`;
}

interface Told {
  readonly ties: readonly Tie[];
  readonly hosts: readonly string[];
  readonly topology: TopologyView;
  readonly group: Group;
  readonly members: readonly Finding[];
}

function headlineOf(root: Finding, { ties, hosts, topology, group, members }: Told): string {
  const host = root.about.host;
  const below = host === undefined ? 0 : hosts.filter((other) => isUpstream(topology, host, other)).length;
  const naming = host === undefined || below > 0 ? 0 : hostsNaming(host, members, topology);
  const together = ties.find(({ kind }) => kind === 'place');
  // Where one of them is what the others hang on, that is what they share.
  if (together !== undefined && hosts.length >= MANY && below === 0 && naming < NAMED_BY)
    return cut(`${together.because.replace(/\?$/, '')}`);
  const reason = root.because.replace(/\.$/, '');
  const others =
    below > 0
      ? ` and ${count(below, 'host')} behind it`
      : naming >= NAMED_BY
        ? ` and ${count(naming, 'host')} that name it`
        : '';
  const who = host === undefined ? '' : `${host}${others}: `;
  const more =
    group.members.size > 1 && others === '' && hosts.length > 1
      ? ` (and ${count(hosts.length - 1, 'other host')})`
      : '';
  return cut(`${who}${reason}${more}`);
}

/** How many other hosts have lines that name a host. */
function hostsNaming(host: string, members: readonly Finding[], topology: TopologyView): number {
  const name = topology.canonical(host);
  const naming = new Set<string>();
  for (const member of members) {
    if (member.about.host === undefined || !namedIn(member, topology).has(name)) continue;
    naming.add(topology.canonical(member.about.host));
  }
  return naming.size;
}

function cut(text: string): string {
  // A host's name is written as it is.
  const whole = /^\S+(?: and \d+ hosts? [\w ]+)?: /.test(text)
    ? text
    : text[0]!.toUpperCase() + text.slice(1);
  return whole.length <= LONGEST_HEADLINE ? whole : `${whole.slice(0, LONGEST_HEADLINE - 1)}…`;
}

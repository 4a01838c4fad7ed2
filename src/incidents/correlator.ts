import type { About, Finding } from '../core/finding.ts';
import type { Tie } from '../core/incident.ts';
import type { TopologyView } from '../core/topology.ts';
import { incidentId } from './incident-id.ts';
import { isMeasured, namedIn } from './named-hosts.ts';
import { isWithin, tieBetween } from './ties.ts';

/** Findings of one incident beyond this are counted. */
const MOST_MEMBERS = 500;
const MOST_INCIDENTS = 5000;
/** An incident is over when nothing came for three of its longest pauses, but not before ten minutes. */
const LEAST_QUIET = 10 * 60_000;
const MOST_QUIET = 6 * 3_600_000;
const PAUSES = 3;
/** What is said to go on is given up when nothing was said of it for so long. */
const LONGEST = 30 * 86_400_000;
/** What comes back within a day is the same incident again. */
const REOPENS = 86_400_000;

export interface CorrelatorOptions {
  /** Ms within which findings that begin are of one cause; 90 s in the configuration. */
  readonly window: number;
  readonly topology: TopologyView;
}

/** Findings that belong together, while they are collected. */
export interface Group {
  id: string;
  readonly aliases: Set<string>;
  /** By id, in the order in which they came. */
  readonly members: Map<string, Finding>;
  /** Findings that were not kept because there are so many. */
  more: number;
  /** Kinds of tie by which findings joined. */
  readonly ties: Set<Tie['kind']>;
  /** Epoch ms of the engine's clock. */
  readonly opened: number;
  touched: number;
  longestPause: number;
  resolved: number | null;
}

/** Puts findings that belong together into groups, one finding at a time, in whatever order they come. */
export class Correlator {
  readonly #options: CorrelatorOptions;
  /** In the order in which they were touched last. */
  readonly #groups = new Map<string, Group>();
  readonly #ofFinding = new Map<string, Group>();
  /** Groups that a finding with such a key may belong to. */
  readonly #byKey = new Map<string, Set<Group>>();
  /** Ids of the members of groups that were asked, in the order in which they came. */
  readonly #order = new WeakMap<Group, string[]>();
  /** Keys by which a finding is found, of all its versions. */
  readonly #keys = new Map<string, readonly string[]>();
  /** Ids of groups that were merged into one that stands. */
  readonly #aliases = new Set<string>();
  readonly #merged = new WeakSet<Group>();
  /** Groups given up before their time because there were too many. */
  overCap = 0;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Takes findings, new or changed, at a time of the engine's clock; returns the groups that are other than before. */
  take(findings: readonly Finding[], now: number): Group[] {
    const changed = new Set<Group>();
    for (const finding of findings) changed.add(this.#place(finding, now));
    return [...changed].filter((group) => this.has(group));
  }

  /** Groups that are over by now. Those that nobody will come back to are forgotten. */
  tick(now: number): Group[] {
    const over: Group[] = [];
    for (const group of this.#groups.values()) {
      const quiet = now - group.touched;
      // In order of last touch: all others were touched later.
      if (quiet < LEAST_QUIET) break;
      if (quiet < LONGEST && goesOn(group)) continue;
      if (group.resolved === null && quiet >= quietOf(group)) {
        group.resolved = now;
        over.push(group);
      }
      if (group.resolved !== null && quiet >= REOPENS) this.#forget(group);
    }
    return over;
  }

  /** Whether a group still stands: it was not merged into another, nor forgotten. */
  has(group: Group): boolean {
    return this.#groups.get(group.id) === group;
  }

  /** Whether a group went into another one, which tells of it. */
  wasMerged(group: Group): boolean {
    return this.#merged.has(group);
  }

  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** Takes back what `groups` gave. */
  restore(groups: readonly Group[]): void {
    for (const group of groups) {
      this.#groups.set(group.id, group);
      for (const alias of group.aliases) this.#aliases.add(alias);
      for (const member of group.members.values()) this.#index(group, member);
    }
  }

  #place(finding: Finding, now: number): Group {
    const known = this.#ofFinding.get(finding.id);
    if (known !== undefined) {
      const before = known.members.get(finding.id);
      known.members.set(finding.id, finding);
      // What grows may come to speak of another host.
      if (before?.about.host !== finding.about.host) this.#index(known, finding);
      this.#touch(known, now);
      return known;
    }
    const joined = this.#candidates(finding).flatMap((group) => {
      const kind = this.#tie(group, finding);
      return kind === null ? [] : [{ group, kind }];
    });
    if (joined.length === 0) return this.#open(finding, now);
    joined.sort((a, b) => a.group.opened - b.group.opened || (a.group.id < b.group.id ? -1 : 1));
    const [{ group }, ...others] = joined as [(typeof joined)[number], ...typeof joined];
    for (const { kind } of joined) group.ties.add(kind);
    for (const other of others) this.#merge(group, other.group);
    this.#add(group, finding);
    this.#touch(group, now);
    return group;
  }

  /** The closest tie to any member; members that came last are asked first. */
  #tie(group: Group, finding: Finding): Tie['kind'] | null {
    let ids = this.#order.get(group);
    if (ids === undefined) {
      ids = [...group.members.keys()];
      this.#order.set(group, ids);
    }
    for (let i = ids.length - 1; i >= 0; i--) {
      const kind = tieBetween(group.members.get(ids[i]!)!, finding, this.#options);
      if (kind !== null) return kind;
    }
    return this.#lasts(group, finding) ? 'host' : null;
  }

  /** Whether what is measured at one of its hosts is still bad, and the finding is on a host of it. */
  #lasts(group: Group, finding: Finding): boolean {
    const { host } = finding.about;
    if (host === undefined || group.resolved !== null) return false;
    const { topology } = this.#options;
    const name = topology.canonical(host);
    let [lasts, here] = [false, false];
    for (const member of group.members.values()) {
      if (isMeasured(member) && member.ongoing === true && isWithin(finding, member, topology)) lasts = true;
      const other = member.about.host;
      if (other !== undefined && (other === host || topology.canonical(other) === name)) here = true;
      if (lasts && here) return true;
    }
    return false;
  }

  #open(finding: Finding, now: number): Group {
    const group: Group = {
      id: incidentId(finding),
      aliases: new Set(),
      members: new Map(),
      more: 0,
      ties: new Set(),
      ...{ opened: now, touched: now, longestPause: 0, resolved: null },
    };
    // An id that another one goes by is not given again.
    while (this.#groups.has(group.id) || this.#aliases.has(group.id))
      group.id = incidentId(finding, group.id);
    this.#groups.set(group.id, group);
    this.#add(group, finding);
    if (this.#groups.size > MOST_INCIDENTS) {
      this.overCap++;
      this.#forget(this.#groups.values().next().value!);
    }
    return group;
  }

  #add(group: Group, finding: Finding): void {
    if (group.members.size >= MOST_MEMBERS) {
      group.more++;
      return;
    }
    group.members.set(finding.id, finding);
    this.#order.get(group)?.push(finding.id);
    this.#index(group, finding);
  }

  #merge(into: Group, from: Group): void {
    into.aliases.add(from.id);
    for (const alias of from.aliases) into.aliases.add(alias);
    for (const kind of from.ties) into.ties.add(kind);
    into.more += from.more;
    into.longestPause = Math.max(into.longestPause, from.longestPause);
    this.#forget(from);
    this.#merged.add(from);
    for (const alias of into.aliases) this.#aliases.add(alias);
    for (const member of from.members.values()) this.#add(into, member);
  }

  #touch(group: Group, now: number): void {
    if (group.resolved === null) group.longestPause = Math.max(group.longestPause, now - group.touched);
    group.resolved = null;
    group.touched = Math.max(group.touched, now);
    this.#groups.delete(group.id);
    this.#groups.set(group.id, group);
  }

  #forget(group: Group): void {
    this.#groups.delete(group.id);
    for (const alias of group.aliases) this.#aliases.delete(alias);
    for (const member of group.members.values()) {
      this.#ofFinding.delete(member.id);
      for (const key of this.#keys.get(member.id) ?? []) {
        const set = this.#byKey.get(key);
        set?.delete(group);
        if (set?.size === 0) this.#byKey.delete(key);
      }
      this.#keys.delete(member.id);
    }
  }

  #index(group: Group, finding: Finding): void {
    this.#ofFinding.set(finding.id, group);
    const before = this.#keys.get(finding.id) ?? [];
    const more = this.#indexKeys(finding).filter((key) => !before.includes(key));
    this.#keys.set(finding.id, [...before, ...more]);
    for (const key of more) {
      const set = this.#byKey.get(key);
      if (set === undefined) this.#byKey.set(key, new Set([group]));
      else set.add(group);
    }
  }

  #candidates(finding: Finding): Group[] {
    const { topology } = this.#options;
    const { about } = finding;
    const keys = this.#keysOf(about);
    if (about.host !== undefined) {
      keys.push(`named\0${topology.canonical(about.host)}`);
      for (const name of namedIn(finding, topology)) keys.push(`host\0${name}`);
      keys.push(`under\0${topology.canonical(about.host)}`);
      for (const above of topology.ancestors(about.host)) keys.push(`host\0${above}`);
    }
    const found = new Set<Group>();
    for (const key of keys) for (const group of this.#byKey.get(key) ?? []) found.add(group);
    return [...found];
  }

  /** Under what a finding is found; `under` are the hosts that it hangs on, `named` those that its lines name. */
  #indexKeys(finding: Finding): string[] {
    const { about } = finding;
    const keys = this.#keysOf(about);
    if (about.host === undefined) return keys;
    for (const name of namedIn(finding, this.#options.topology)) keys.push(`named\0${name}`);
    for (const above of this.#options.topology.ancestors(about.host)) keys.push(`under\0${above}`);
    return keys;
  }

  #keysOf(about: About): string[] {
    const { topology } = this.#options;
    const keys: string[] = [];
    if (about.template !== undefined) keys.push(`template\0${about.template}`);
    if (about.actor !== undefined) keys.push(`actor\0${about.actor}`);
    if (about.host === undefined) return keys;
    keys.push(`host\0${topology.canonical(about.host)}`);
    const { site = '', building } = topology.factsOf(about.host) ?? {};
    if (building !== undefined) keys.push(`place\0${site}\0${building}`);
    return keys;
  }
}

/** Whether something in it has stopped and not come back, or is still on its way: that nothing new is said is no end. */
function goesOn({ members }: Group): boolean {
  for (const { ongoing } of members.values()) if (ongoing === true) return true;
  return false;
}

/** Ms without anything new after which a group is over. */
function quietOf({ longestPause }: Pick<Group, 'longestPause'>): number {
  return Math.min(MOST_QUIET, Math.max(LEAST_QUIET, PAUSES * longestPause));
}

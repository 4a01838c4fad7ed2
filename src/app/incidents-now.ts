import { changeText } from '../core/change-text.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { TopologyView } from '../core/topology.ts';
import { similarWords } from '../core/verdict-words.ts';
import { Correlator, type Group } from '../incidents/correlator.ts';
import { loadGroups, type SavedGroup, saveGroups } from '../incidents/saved.ts';
import { seenIn } from '../incidents/seen-in.ts';
import { incidentOf, type StoryContext } from '../incidents/story.ts';
import { Topology } from '../topology/topology.ts';

export interface IncidentsOptions {
  readonly topology: TopologyView;
  /** Ms within which findings that begin are of one cause. */
  readonly window: number;
  /** What is known beside its findings: changes before it, incidents like it, notes, what people said. */
  readonly known?: (incident: Incident) => Omit<StoryContext, 'topology'>;
}

const NOTHING = { changes: [], similar: [], notes: [], verdict: null };
const WINDOW = 90_000;
/** Changes and notes in a message; the story has more of them. */
const MOST_CHANGES = 2;
const MOST_NOTES = 3;
const SHORT = 8;
/** Merged incidents that may have been told of, the latest. */
const MOST_ALIASES = 500;
const MOST_HOSTS = 50;
const NOTHING_WRITTEN = { hosts: {}, patterns: [], categories: {} };

/** Findings as they come, the incidents they make, and which of them changed. */
export class IncidentsNow {
  readonly #options: IncidentsOptions;
  readonly #correlator: Correlator;
  readonly #changed = new Set<Group>();

  /** @param options where nothing is written down, the names of hosts say where they are */
  constructor(options: IncidentsOptions = { topology: new Topology(NOTHING_WRITTEN), window: WINDOW }) {
    this.#options = options;
    this.#correlator = new Correlator(options);
  }

  /** Incidents that were given up before their time because there were too many. */
  get overCap(): number {
    return this.#correlator.overCap;
  }

  /** A finding, new or changed, at a time of the engine's clock (epoch ms). */
  take(finding: Finding, now: number): void {
    // What is over by then is so however seldom anybody asks: how fast lines are read makes no difference.
    for (const group of this.#correlator.tick(now)) this.#changed.add(group);
    for (const group of this.#correlator.take([finding], now)) this.#changed.add(group);
  }

  /** Incidents that are other than when they were last asked for: grown, merged, over. */
  changes(now: number): Incident[] {
    for (const group of this.#correlator.tick(now)) this.#changed.add(group);
    const changed = [...this.#changed];
    this.#changed.clear();
    // What was given up since is told as it was; what was merged is told by what it was merged into.
    return changed.filter((group) => !this.#correlator.wasMerged(group)).map((group) => this.#told(group));
  }

  /** What is not over counts as changed, as nobody was told of it; only these incidents where some are named. */
  again(ids?: ReadonlySet<string>): void {
    for (const group of this.#correlator.groups()) {
      const meant = ids === undefined || [group.id, ...group.aliases].some((id) => ids.has(id));
      if (meant && group.resolved === null) this.#changed.add(group);
    }
  }

  saved(): SavedGroup[] {
    return saveGroups(this.#correlator.groups());
  }

  /** Throws STATE_INVALID. */
  restore(state: unknown): void {
    this.#correlator.restore(loadGroups(state));
  }

  #told(group: Group): Incident {
    const { topology, known } = this.#options;
    const bare = incidentOf(group, { topology, ...NOTHING });
    return known === undefined ? bare : { ...bare, ...known(bare) };
  }
}

/** An incident as the one finding that messages are made of: its headline, its lines, its id. */
export function pageOf(incident: Incident): Finding {
  const { root, findings, headline } = incident;
  const others = findings.filter(({ id }) => id !== root.id);
  const evidence = [...root.evidence.slice(0, 3), ...others.flatMap((one) => one.evidence.slice(0, 1))];
  return {
    ...root,
    ...{ id: incident.id, because: headline, from: incident.from, to: incident.to },
    count: Math.max(...findings.map((one) => one.count)),
    ...{ surprise: incident.surprise, gravity: incident.gravity },
    ...(incident.page ? { page: true as const } : {}),
    ...(incident.category === null ? {} : { category: incident.category }),
    evidence: evidence.slice(0, 5),
    ...(others.length === 0
      ? {}
      : { also: others.map(({ id, detector, because }) => ({ id, detector, because })) }),
    beside: besideOf(incident),
    incident: {
      over: incident.resolved,
      aliases: incident.aliases.slice(-MOST_ALIASES),
      hosts: incident.hosts.slice(0, MOST_HOSTS),
    },
  };
}

/** What somebody who is woken by it should know before anything is looked up. */
function besideOf(incident: Incident): string[] {
  const { changes, notes, from } = incident;
  const before = similarWords(incident);
  const seen = seenIn(incident);
  return [
    ...(seen === null ? [] : [seen]),
    ...changes.slice(0, MOST_CHANGES).map((change) => `Change ${changeText(change, from)}`),
    ...(before === null ? [] : [`This is the ${before}`]),
    ...notes.slice(0, MOST_NOTES),
    `The whole story: logsift incident ${incident.id.slice(0, SHORT)}`,
  ];
}

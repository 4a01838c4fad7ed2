import type { Finding } from '../core/finding.ts';
import type { TopologyView } from '../core/topology.ts';
import type { Acknowledgement } from './endings.ts';
import { Grouping, type GroupingCounters, type GroupingOptions } from './grouping.ts';
import { laneState, type SavedLane } from './lanes-saved.ts';
import type { Subject } from './match.ts';
import type { Explained, Outgoing } from './messages.ts';
import { type Destination, destinationsIn, groupKeyOf, type Route, routeOf, TOP } from './route.ts';
import { Whereabouts } from './whereabouts.ts';

/** A message with the channels that it goes to. */
export interface Addressed {
  readonly out: Outgoing;
  readonly to: readonly string[];
}

export interface LanesOptions {
  readonly grouping: GroupingOptions;
  /** Names of all channels. */
  readonly channels: readonly string[];
  /** Names of those that keep a record of what they are told. */
  readonly follows?: readonly string[];
  /** Names of those where what was sent can be changed. */
  readonly updating?: readonly string[];
  /** Without a tree every channel is told everything. */
  readonly routes?: Route | undefined;
  readonly topology: TopologyView;
}

interface Lane {
  readonly to: Destination;
  readonly grouping: Grouping;
}

/** Lanes of one branch at once; further groups share one. */
const MOST_OF_BRANCH = 20;
const ROOT = '';

/**
 * Whom findings are told to: each branch of the tree, and each group in it, has a lane with a pace of its own. What was
 * told in a lane goes on there; what became graver, or of another kind, may come into further ones.
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #whereabouts = new Whereabouts();
  /** Counters of lanes that are gone. */
  #gone: GroupingCounters | null = null;

  constructor(options: LanesOptions) {
    this.#options = options;
    const [root = TOP] = options.routes === undefined ? [] : destinationsIn(options.routes);
    this.#lane(ROOT, { ...root, receivers: null });
  }

  /** Takes findings, new or changed, with what routes ask of them, and returns what leaves now (epoch ms). */
  take(findings: readonly Finding[], subjects: ReadonlyMap<string, Subject>, now: number): Addressed[] {
    return [...this.#sorted(findings, { subjects, now, grouped: true })].flatMap(([key, some]) => {
      const lane = this.#lanes.get(key)!;
      return this.#addressed(lane, lane.grouping.take(some, now));
    });
  }

  /** Takes findings that are told by digests alone. */
  withhold(findings: readonly Finding[], subjects: ReadonlyMap<string, Subject>, now: number): void {
    for (const [key, some] of this.#sorted(findings, { subjects, now, grouped: false }))
      this.#lanes.get(key)!.grouping.withhold(some, now);
  }

  /** Counts findings that are not worth telling. */
  below(count: number): void {
    this.#lanes.get(ROOT)!.grouping.below(count);
  }

  /** What is due meanwhile. Called every second or so. */
  tick(now: number): Addressed[] {
    return [...this.#lanes.values()].flatMap((lane) => this.#addressed(lane, lane.grouping.tick(now)));
  }

  /** Somebody has taken up an incident; returns what says so. */
  acknowledge(acknowledgement: Acknowledgement, now: number): Addressed[] {
    return [...this.#lanes.values()].flatMap((lane) =>
      this.#addressed(lane, lane.grouping.acknowledge(acknowledgement, now)),
    );
  }

  /** Somebody explains an incident; returns what changes the messages about it. */
  explain(explained: Explained, now: number): Addressed[] {
    return [...this.#lanes.values()].flatMap((lane) =>
      this.#addressed(lane, lane.grouping.explain(explained, now)),
    );
  }

  /** Whether there is something to be told that a crash would forget. */
  get owes(): boolean {
    return [...this.#lanes.values()].some(({ grouping }) => grouping.owes);
  }

  /** Channels that are told what no branch takes, and what logsift says of itself. */
  get root(): readonly string[] {
    return this.#channelsOf(this.#options.routes?.receivers ?? null);
  }

  get counters(): GroupingCounters {
    const all = [...this.#lanes.values()].map(({ grouping }) => grouping.counters);
    return all.reduce(added, this.#gone ?? NOTHING);
  }

  /** State as JSON-safe data. */
  snapshot(): unknown {
    const lanes = [...this.#lanes].filter(([key]) => key !== ROOT);
    return {
      version: 3,
      root: this.#lanes.get(ROOT)!.grouping.snapshot(),
      lanes: lanes.map(([key, { to, grouping }]): SavedLane => ({ key, to, state: grouping.snapshot() })),
      whereabouts: this.#whereabouts.saved(),
    };
  }

  /** Takes back what `snapshot` gave, or a grouping of before there were routes. Throws STATE_INVALID. */
  restore(state: unknown): void {
    const saved = laneState(state);
    this.#lanes.get(ROOT)!.grouping.restore(saved.root);
    this.#whereabouts.restore(saved.whereabouts);
    const { routes } = this.#options;
    const now = new Map((routes === undefined ? [] : [...destinationsIn(routes)]).map((to) => [to.path, to]));
    for (const { key, to, state: inner } of saved.lanes) {
      const { receivers } = to;
      this.#lane(key, { ...(now.get(to.path) ?? { ...TOP, path: to.path }), receivers }).grouping.restore(
        inner,
      );
    }
  }

  /** Findings by lane; what is known of none is told to the root. */
  #sorted(
    findings: readonly Finding[],
    of: {
      readonly subjects: ReadonlyMap<string, Subject>;
      readonly now: number;
      readonly grouped: boolean;
    },
  ): Map<string, Finding[]> {
    const sorted = new Map<string, Finding[]>();
    for (const finding of findings) {
      for (const key of this.#lanesOf(finding, of.subjects.get(finding.id), of)) {
        const some = sorted.get(key);
        if (some === undefined) sorted.set(key, [finding]);
        else some.push(finding);
      }
    }
    return sorted;
  }

  #lanesOf(
    { id, incident }: Finding,
    subject: Subject | undefined,
    { now, grouped }: { readonly now: number; readonly grouped: boolean },
  ): readonly string[] {
    const ids = [id, ...(incident?.aliases ?? [])];
    const known = this.#whereabouts.of(ids);
    const there = known?.lanes.filter((key) => this.#lanes.has(key)) ?? [];
    const { routes } = this.#options;
    if (routes === undefined || subject === undefined) return there.length > 0 ? there : [ROOT];
    // As before there were routes.
    if (known === undefined && this.#lanes.get(ROOT)!.grouping.knows(ids)) return [ROOT];
    const as = `${subject.severity} ${subject.category}`;
    const over = incident !== undefined && incident.over !== null;
    if (there.length > 0 && (known!.as === as || over)) return there;
    const question = { subject, topology: this.#options.topology, now };
    const told = new Set(there.flatMap((key) => this.#channelsOf(this.#lanes.get(key)!.to.receivers)));
    const keys = [...there];
    for (const destination of routeOf(routes, question).destinations) {
      const receivers = this.#channelsOf(destination.receivers).filter((name) => !told.has(name));
      if (receivers.length === 0) continue;
      for (const name of receivers) told.add(name);
      keys.push(
        this.#laneOf({ ...destination, receivers }, grouped ? groupKeyOf(destination, question) : null),
      );
    }
    this.#whereabouts.note(id, { as, lanes: keys });
    return keys;
  }

  /** The lane of a group, or that of all groups of a branch where there are too many. */
  #laneOf(to: Destination, group: string | null): string {
    const branch = `${to.path}\0${to.receivers!.join('\0')}`;
    const key = group === null || to.groupBy.length === 0 ? branch : `${branch}\0\0${group}`;
    if (this.#lanes.has(key) || key === branch) return this.#lane(key, to) && key;
    const groups = [...this.#lanes.keys()].filter((one) => one.startsWith(`${branch}\0\0`));
    const idle = groups.find((one) => this.#lanes.get(one)!.grouping.quiet);
    if (groups.length >= MOST_OF_BRANCH && idle === undefined) return this.#lane(branch, to) && branch;
    if (groups.length >= MOST_OF_BRANCH) this.#forget(idle!);
    return this.#lane(key, to) && key;
  }

  #lane(key: string, to: Destination): Lane {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const { repeat, escalate, groupWait } = to;
    const changes = (this.#options.follows ?? []).length > 0;
    const followUps = { repeat, escalate, changes };
    const more = { followUps, wait: groupWait ?? 0, salt: key === ROOT ? '' : `${to.path}\0` };
    const lane = { to, grouping: new Grouping({ ...this.#options.grouping, ...more }) };
    this.#lanes.set(key, lane);
    return lane;
  }

  #forget(key: string): void {
    this.#gone = added(this.#gone ?? NOTHING, this.#lanes.get(key)!.grouping.counters);
    this.#lanes.delete(key);
  }

  #addressed({ to: { receivers } }: Lane, messages: readonly Outgoing[]): Addressed[] {
    return messages.flatMap((out) => {
      const { only, also = [] } = out;
      const to = this.#existing(only ?? [...this.#laneChannels(receivers), ...also]);
      if (out.updating === true) {
        const changing = to.filter((name) => this.#options.updating?.includes(name));
        return changing.length === 0 ? [] : [{ out, to: changing }];
      }
      if (out.message.quiet !== true) return [{ out, to }];
      const follow = to.filter((name) => this.#options.follows?.includes(name));
      return follow.length === 0 ? [] : [{ out, to: follow }];
    });
  }

  #laneChannels(receivers: readonly string[] | null): readonly string[] {
    return receivers === null ? this.root : receivers;
  }

  #channelsOf(receivers: readonly string[] | null): readonly string[] {
    return receivers ?? this.#options.channels;
  }

  /** A channel may be gone since a lane was opened; who is left then is asked at the root. */
  #existing(names: readonly string[]): readonly string[] {
    const there = [...new Set(names)].filter((name) => this.#options.channels.includes(name));
    return there.length > 0 ? there : this.root;
  }
}

const NOTHING: GroupingCounters = {
  ...{ findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, waiting: 0, forgotten: 0 },
};

function added(a: GroupingCounters, b: GroupingCounters): GroupingCounters {
  return {
    findings: a.findings + b.findings,
    belowLine: a.belowLine + b.belowLine,
    grouped: a.grouped + b.grouped,
    told: a.told + b.told,
    withheld: a.withheld + b.withheld,
    waiting: a.waiting + b.waiting,
    forgotten: a.forgotten + b.forgotten,
  };
}

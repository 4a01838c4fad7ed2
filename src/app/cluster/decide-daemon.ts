import type { Analysis } from '../../core/analysis.ts';
import type { BusEntry, Gap, GroupHandler, Member } from '../../core/bus.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { Template } from '../../core/template.ts';
import type { SnapshotStore } from '../../store/snapshots.ts';
import { believable } from '../../wire/believable.ts';
import { open } from '../../wire/envelope.ts';
import { unpackFindings } from '../../wire/findings.ts';
import type { DaemonOptions, DaemonStatus, Passed, Reading, Running } from '../daemon-options.ts';
import { Decider, type Outcome, type Span } from '../decider.ts';
import type { IncidentContext } from '../incident-context.ts';
import { deciderChunks, restoreDecider } from '../live-state.ts';
import { OutcomeKept } from '../outcome-kept.ts';
import { Outputs } from '../outputs.ts';
import { contextOf, decidingOptions, judgedOf } from '../pipeline-parts.ts';
import { topologyOf } from '../topology-of.ts';
import { acknowledge } from './acknowledge.ts';
import { Gaps } from './gaps.ts';
import { InOrder, type SavedOrder } from './in-order.ts';
import { NOTICES } from './notice-book.ts';
import { PastDecided } from './past-decided.ts';
import { publicIncident } from './public-incident.ts';
import type { StoreOnBus } from './store-on-bus.ts';
import type { Works } from './works.ts';

export const DECIDERS = 'decide';
const SECOND = 1000;
/** An engine that is behind is waited for so long, ms. */
const PATIENCE = 5 * SECOND;
/** How often what was decided is kept, ms. */
const SNAPSHOT_EVERY = 10 * SECOND;
/** Urgent findings leave so often before the second is over, ms. */
const HURRY = 100;
const ORDER = 'order';
const FENCES = 'fences';

/** What else goes on in this process, for `status`. */
export interface ProcessView {
  status(): Pick<
    DaemonStatus,
    'lines' | 'events' | 'inputs' | 'ring' | 'underWay' | 'caughtUp' | 'senders' | 'bus'
  >;
  reading(key: string): Reading;
  readings(): readonly Reading[];
  capped(): readonly string[];
  templates(): readonly Template[];
}

/** The deciding half of the daemon: findings from the bus in, incidents and messages out. One of all decides. */
export class DecideDaemon implements Running, GroupHandler {
  readonly #options: DaemonOptions;
  readonly #works: Works;
  readonly #bus: { readonly store: StoreOnBus; readonly view: ProcessView };
  readonly #decider: Decider;
  readonly #context: IncidentContext;
  readonly #silences: ReturnType<typeof decidingOptions>['silences'];
  readonly #judged: ReturnType<typeof judgedOf>;
  readonly #gaps: Gaps;
  readonly #order: InOrder;
  readonly #past: PastDecided;
  readonly #snapshots: SnapshotStore;
  readonly #found: OutcomeKept;
  readonly #outputs: Outputs;
  #fences = new Map<string, number>();
  #member: Member | null = null;
  #timer: NodeJS.Timeout | null = null;
  #hurrying: NodeJS.Timeout | null = null;
  #read: string | null = null;
  #keeping: Promise<void> = Promise.resolve();
  #taken = { taken: 0, last: Number.NaN, lastMs: 0 };
  #startedAt = Number.NaN;
  #ready = false;
  #stopping = false;
  /** How often what was decided is kept, and what it was decided of acknowledged, ms. */
  readonly keepsEvery = SNAPSHOT_EVERY;
  /** Findings that came, those of engines that were deposed, and those that came twice. */
  readonly counters = { findings: 0, deposed: 0, again: 0 };

  constructor(options: DaemonOptions, works: Works, bus: { store: StoreOnBus; view: ProcessView }) {
    const { config, store, notice } = options;
    this.#options = options;
    this.#works = works;
    this.#bus = bus;
    const parts = {
      ...{ config, store, notice, now: works.now, topology: topologyOf(config) },
      // Engines say kinds of lines by the ids that they have.
      resolve: (id: string) => id,
    };
    this.#context = contextOf(parts);
    this.#judged = judgedOf(parts, null);
    const deciding = decidingOptions(parts, options.expected);
    this.#silences = deciding.silences;
    this.#decider = new Decider({ ...deciding, judged: this.#judged, incidents: this.#context.incidents });
    // One for each shard, and one for all of them.
    const { detect_shards: shards } = config.cluster;
    const units = shards === 1 ? 1 : shards + 1;
    const words = { of: 'findings', undone: 'decided about them' };
    this.#gaps = new Gaps({ topic: 'findings', words, notice, now: works.now });
    this.#order = new InOrder({ units, patience: PATIENCE, now: works.now });
    this.#snapshots = store.snapshotsOf(DECIDERS, { counts: false });
    this.#found = new OutcomeKept(store);
    this.#past = new PastDecided({
      ...{ decider: this.#decider, store, now: works.now },
      keep: (outcome, span) => this.#keepFound(outcome, span),
    });
    this.#outputs = new Outputs({
      ...{ output: config.output, node: config.node.name, stdout: options.stdout, notice },
      now: works.now,
    });
  }

  now(): number {
    return this.#works.now();
  }

  async start(): Promise<null> {
    this.#startedAt = this.now();
    this.#restore();
    this.#ready = true;
    this.#member = this.#works.bus.join('findings', { group: DECIDERS, shards: 1 }, this);
    this.#timer = setInterval(() => this.#guarded(() => this.#second()), SECOND);
    return null;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#hurrying !== null) clearTimeout(this.#hurrying);
    await this.#member?.leave();
    await this.#keeping;
    await this.#outputs.close();
  }

  reopen(): void {
    this.#outputs.reopen();
  }

  pageOf(incident: string): string | null {
    return this.#decider.budget.pageOf(incident);
  }

  explained(analysis: Analysis): void {
    const said = { schemaVersion: 1, kind: 'analysis', node: this.#works.node, ...analysis };
    void this.#works.bus.publish('analyses', 0, [Buffer.from(JSON.stringify(said))]).catch(() => {});
  }

  templates(): readonly Template[] {
    return this.#bus.view.templates();
  }

  status(): DaemonStatus {
    return {
      ...{ startedAt: this.#startedAt, ready: this.#ready, snapshots: this.#taken, notStored: 0 },
      ...this.#bus.view.status(),
      changes: this.#context.changes.counters,
      silences: { active: this.#silences.active(this.now()), hidden: this.#silences.count },
    };
  }

  passed(): Passed {
    const { budget, kept } = this.#decider;
    return { own: 0, capped: this.#bus.view.capped(), budget: budget.counters, hushed: kept };
  }

  reading(key: string): Reading {
    return this.#bus.view.reading(key);
  }

  readings(): readonly Reading[] {
    return this.#bus.view.readings();
  }

  async assigned(): Promise<void> {}

  async revoked(_shard: number, lost: boolean): Promise<void> {
    if (!lost) await this.#keep();
  }

  gap(shard: number, gap: Gap): void {
    this.#gaps.take(shard, gap);
  }

  async entries(_shard: number, entries: readonly BusEntry[]): Promise<void> {
    for (const entry of entries) {
      this.#works.heard(entry.time);
      this.#hear(entry);
      this.#read = entry.id;
    }
    if (this.#decider.urgent) this.#hurry();
  }

  /** An entry of `findings`. Throws MESSAGE_INVALID. */
  #hear({ bytes, time }: BusEntry): void {
    const envelope = open(bytes);
    const found = unpackFindings(envelope);
    believable({ fences: [envelope.fence], times: [found.clock.to, ...found.at] }, time);
    for (const notice of found.notices) this.#options.notice(notice);
    if (found.unit.startsWith(NOTICES)) return;
    const fence = this.#fences.get(found.unit) ?? 0;
    if (envelope.fence < fence) {
      this.counters.deposed += found.findings.length;
      return;
    }
    this.#fences.set(found.unit, envelope.fence);
    this.#past.hear(found.unit, found.past, this.#order.span);
    const before = this.#order.cameTo(found.unit);
    // What an engine found again after it was started anew was decided about.
    const news = found.findings.map((_, i) => i).filter((i) => found.at[i]! >= before);
    this.counters.again += found.findings.length - news.length;
    this.counters.findings += news.length;
    this.#order.add(
      { ...found, findings: news.map((i) => found.findings[i]!), at: news.map((i) => found.at[i]!) },
      (finding, span) => this.#take(finding, span),
    );
  }

  #take(finding: Finding, span: Span): void {
    this.#past.before(span);
    const bounded = this.#decider.take(finding, span);
    if (!this.#past.isPast) this.#options.feed?.remark(bounded);
  }

  #second(): void {
    this.#gaps.say();
    const now = this.now();
    this.#order.release((finding, span) => this.#take(finding, span));
    this.#publish();
    this.#outputs.flush();
    if (!(now - this.#taken.last < SNAPSHOT_EVERY)) void this.#keep().catch(this.#options.onFailure);
    this.#options.onSecond(now);
  }

  #hurry(): void {
    if (this.#hurrying !== null || this.#stopping) return;
    this.#hurrying = setTimeout(() => {
      this.#hurrying = null;
      this.#guarded(() => this.#publish());
    }, HURRY);
  }

  /** What breaks in a turn of the event loop, such as a damaged database, ends the run with its own words. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFailure(error as Error);
    }
  }

  #publish(): void {
    const { span } = this.#order;
    if (!Number.isFinite(span.to)) return;
    this.#judged.hear(span.to);
    if (this.#past.isPast) {
      this.#past.publish(span);
      return;
    }
    const outcome = this.#decider.outcome(span);
    if (outcome.remarked.length + outcome.incidents.length === 0) return;
    this.#keepFound(outcome, span);
    this.#options.onIncidents(outcome.decided, this.now());
    // Before anybody is told: who takes over knows whom this one told.
    void this.#bus.store.flush().catch(() => {});
    void this.#tellOthers(outcome);
  }

  #keepFound(outcome: Outcome, span: Span): void {
    this.#found.put(outcome, span, this.now());
    this.#outputs.findings(outcome.remarked);
  }

  async #tellOthers({ decided }: Outcome): Promise<void> {
    const entries = decided.map((one) => Buffer.from(publicIncident(one, this.#works.node)));
    if (entries.length === 0) return;
    await this.#works.bus.publish('incidents', 0, entries).catch(() => {});
  }

  #restore(): void {
    for (const { chunks } of this.#snapshots.whole()) {
      try {
        restoreDecider(this.#decider, chunks);
        const order = chunks.get(ORDER);
        if (order !== undefined) this.#order.load(JSON.parse(order) as SavedOrder);
        const fences = chunks.get(FENCES);
        if (fences !== undefined) this.#fences = new Map(JSON.parse(fences) as [string, number][]);
        return;
      } catch (error) {
        if (!(error instanceof LogsiftError)) throw error;
        const text = `a snapshot of what was decided cannot be used: ${error.message}`;
        this.#options.notice({ kind: 'trouble', about: 'store:snapshot', text, time: this.now() });
      }
    }
  }

  /** Keeps what was decided, sends it to those who stand by, and acknowledges what is in it. */
  #keep(): Promise<void> {
    const keep = this.#keeping.then(async () => {
      const began = performance.now();
      this.#context.second();
      this.#publish();
      const id = this.#read;
      const chunks = deciderChunks(this.#decider);
      chunks.set(ORDER, JSON.stringify(this.#order.save()));
      chunks.set(FENCES, JSON.stringify([...this.#fences]));
      const now = this.now();
      const saved = await this.#snapshots.save({ taken: now, chunks, resume: new Map() });
      if (!saved.ok) return;
      this.#taken = { taken: this.#taken.taken + 1, last: now, lastMs: performance.now() - began };
      await this.#bus.store.flush();
      if (id !== null) await acknowledge(this.#member, 0, id);
    });
    this.#keeping = keep.catch(() => {});
    return keep;
  }
}

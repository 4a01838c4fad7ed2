import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { type Finding, rank } from '../core/finding.ts';
import { type Incident, incidentRank } from '../core/incident.ts';
import type { LiveBatch } from '../core/live-source.ts';
import { mostSurprise } from '../core/odds.ts';
import type { Sample } from '../core/sample.ts';
import type { Feature } from '../filter/feature.ts';
import type { Rule } from '../filter/rule.ts';
import type { Budget } from '../incidents/budget.ts';
import type { MailCounts } from '../mailstats/counts.ts';
import { budgetOf, type Decided, USUAL_BUDGET } from './budget-of.ts';
import { FilterBook } from './filter-book.ts';
import { IncidentsNow } from './incidents-now.ts';
import type { JudgedNow } from './judged-now.ts';
import { LiveEngine } from './live-engine.ts';
import { chunksOf, type LiveParts, restoreChunks } from './live-state.ts';
import type { OrdersNow } from './orders-now.ts';
import type { SilencesNow } from './silences-now.ts';

const MOST_KEPT = 5000;

export interface PipelineOptions {
  readonly rules: readonly Rule[];
  readonly detectors: readonly DetectorDefinition[];
  /** Numbers of one's own, judged like any metric. */
  readonly features?: readonly Feature[];
  readonly timeZone?: string | undefined;
  readonly incidents?: IncidentsNow;
  /** What may interrupt a person; three a day when absent. */
  readonly budget?: Budget;
  /** Whether people said of all that is in an incident that they need not be told, elsewhere than in `judged`. */
  readonly hushed?: (incident: Incident, now: number) => boolean;
  /** What people said of incidents. */
  readonly judged?: JudgedNow;
  /** What people want of models. */
  readonly orders?: OrdersNow;
  /** Counts what comes of mail, from snapshot to snapshot. */
  readonly mail?: MailCounts;
  /** What people do not want to be told for a while. */
  readonly silences?: SilencesNow | undefined;
  /** Whether an event is to be left out: nothing is done with it. */
  readonly skip?: (event: Event) => boolean;
  /** Every event after it was judged; its text is only there during the call. */
  readonly onEvent: (event: Event) => void;
  /** What a detector remarked, as rare as the history allows; on seeing a line, before `onEvent` of it. */
  readonly onRemark?: ((finding: Finding) => void) | undefined;
}

/** What came of the lines since it was last asked for. */
export interface Outcome {
  /** Findings as detectors remarked them, new or changed, to be kept. */
  readonly remarked: readonly Finding[];
  /** The incidents that they are in, and those that are over. */
  readonly incidents: readonly Incident[];
  /** The same with what becomes of each. */
  readonly decided: readonly Decided[];
}

/** State of the pipeline between two batches: what was learnt, and where the inputs were read to. */
export interface PipelineState {
  readonly chunks: ReadonlyMap<string, string>;
  readonly resume: ReadonlyMap<string, string>;
}

/** Lines in, findings out, between two snapshots: the engine with what it remarked lately. No clock of its own. */
export class Pipeline {
  readonly live: LiveEngine;
  readonly #incidents: IncidentsNow;
  readonly budget: Budget;
  readonly #hushed: PipelineOptions['hushed'];
  readonly #judged: JudgedNow | undefined;
  readonly #orders: OrdersNow | undefined;
  readonly #mail: MailCounts | undefined;
  readonly #silences: SilencesNow | undefined;
  readonly #rules: FilterBook;
  /** Incidents that were not told because of what people said, by id; the latest of them. */
  readonly #kept = new Set<string>();
  /** How many of these there were since the start of the process. */
  kept = 0;
  /** By id: the latest version of each that was remarked since it was last asked for. */
  #remarked = new Map<string, Finding>();
  /** Lines and events taken in since the start of the process. */
  lines = 0;
  events = 0;
  #urgent = false;
  #past = false;

  constructor(options: PipelineOptions) {
    this.#incidents = options.incidents ?? new IncidentsNow();
    this.budget = options.budget ?? budgetOf(USUAL_BUDGET);
    this.#hushed = options.hushed;
    this.#judged = options.judged;
    this.#orders = options.orders;
    this.#mail = options.mail;
    this.#silences = options.silences;
    const { skip } = options;
    this.live = new LiveEngine({
      ...{ rules: options.rules, detectors: options.detectors, timeZone: options.timeZone },
      features: options.features,
      skip: (event) => {
        if (event.received >= (this.#judged?.next ?? Number.POSITIVE_INFINITY))
          this.#judged!.hear(event.received);
        if (event.received >= (this.#orders?.next ?? Number.POSITIVE_INFINITY))
          this.#orders!.hear(event.received);
        if (skip?.(event) === true) return true;
        this.#rules.observe(event.received);
        return false;
      },
      onEvent: (event) => {
        this.events++;
        this.#mail?.observe(event);
        options.onEvent(event);
      },
      onFinding: (finding) => {
        const { engine } = this.live;
        const most = Math.min(finding.surprise, mostSurprise(engine.to - engine.from));
        const lower = this.#judged?.lowers(finding, engine.to) ?? 0;
        const bounded = { ...finding, surprise: Math.max(0, most - lower) };
        this.#remarked.set(finding.id, finding);
        this.#incidents.take(bounded, engine.to);
        options.onRemark?.(bounded);
        if (rank(bounded) >= this.budget.line) this.#urgent = true;
      },
    });
    this.#rules = new FilterBook(this.live.engine.filter);
  }

  take(batch: LiveBatch, now: number): void {
    this.lines += batch.count;
    this.live.take(batch, now);
  }

  measure(sample: Sample): void {
    this.live.measure(sample);
  }

  /** To be called every second: moves the clock on and tells what came of everything since the last call. */
  second(now: number): Outcome {
    this.live.idle(now);
    return this.outcome();
  }

  /** From now on nobody is told of what comes: it happened before the first run, and is learnt from. */
  past(): void {
    this.#past = true;
  }

  /** The past is over; what began in it and is not over is told with what comes next. */
  present(): void {
    this.#past = false;
    this.#incidents.again();
  }

  /** Something that people are told at once came since `outcome` was last asked for. */
  get urgent(): boolean {
    return this.#urgent;
  }

  outcome(): Outcome {
    this.#urgent = false;
    const { engine } = this.live;
    this.budget.seen(engine.to - engine.from);
    if (Number.isFinite(engine.to)) {
      this.#judged?.hear(engine.to);
      this.#orders?.hear(engine.to);
    }
    const ended = this.#past ? NONE : (this.#silences?.ended(engine.to) ?? NONE);
    if (ended.size > 0) this.#incidents.again(ended);
    const incidents = this.#incidents.changes(engine.to);
    if (this.#remarked.size + incidents.length === 0) return NOTHING;
    const remarked = [...this.#remarked.values()];
    this.#remarked = new Map();
    return { remarked, incidents, decided: incidents.map((one) => this.#decided(one, engine.to)) };
  }

  #decided(incident: Incident, now: number): Decided {
    if (this.#past) {
      this.budget.learn(incident, now);
      return { incident, decision: 'below', page: null };
    }
    // What people called noise takes no room from what is told.
    if (this.#judged?.covers(incident, now) === true || this.#hushed?.(incident, now) === true) {
      this.#keep(incident);
      const page = this.budget.pageOf(incident.id);
      // Who was told of it before is told that it is over.
      const ends = page !== null && incident.state === 'resolved';
      return ends ? { incident, decision: 'update', page } : { incident, decision: 'below', page: null };
    }
    const loud = incidentRank(incident) >= this.budget.line || incident.page;
    // What is over and was told is told to be over, whoever is silent meanwhile.
    const silenced = loud && incident.state === 'open' && this.#silences?.hide(incident, now) === true;
    if (silenced) return { incident, decision: 'below', page: null };
    const decision = this.budget.decide(incident, now);
    return { incident, decision, page: this.budget.pageOf(incident.id) };
  }

  #keep({ id }: Incident): void {
    if (this.#kept.has(id)) return;
    this.kept++;
    this.#kept.add(id);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.values().next().value!);
  }

  /** What is to be kept; everything that waited for more lines is let go first, so that nothing lies between. */
  state(now: number): PipelineState {
    this.live.settle();
    return {
      chunks: chunksOf(this.#parts, now),
      resume: new Map(this.live.resume),
    };
  }

  /** Goes on from what was kept; returns the clock at which that was (epoch ms). Throws STATE_INVALID. */
  restore({ chunks, resume }: PipelineState): number {
    const at = restoreChunks(this.#parts, chunks);
    this.live.resumeFrom(resume);
    return at;
  }

  get #parts(): LiveParts {
    return {
      live: this.live,
      incidents: this.#incidents,
      budget: this.budget,
      judged: this.#judged,
      mail: this.#mail,
      orders: this.#orders,
      rules: this.#rules,
    };
  }
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING: Outcome = { remarked: [], incidents: [], decided: [] };

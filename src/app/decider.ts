import { type Finding, rank } from '../core/finding.ts';
import { type Incident, incidentRank } from '../core/incident.ts';
import { mostSurprise } from '../core/odds.ts';
import type { Budget } from '../incidents/budget.ts';
import { budgetOf, type Decided, USUAL_BUDGET } from './budget-of.ts';
import { IncidentsNow } from './incidents-now.ts';
import type { JudgedNow } from './judged-now.ts';
import type { SilencesNow } from './silences-now.ts';

const MOST_KEPT = 5000;

/** Span of the history behind what is found, by the clock of the log (epoch ms): its beginning, and how far it has come. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface DeciderOptions {
  readonly incidents?: IncidentsNow;
  /** What may interrupt a person; three a day when absent. */
  readonly budget?: Budget;
  /** Whether people said of all that is in an incident that they need not be told, elsewhere than in `judged`. */
  readonly hushed?: (incident: Incident, now: number) => boolean;
  /** What people said of incidents. */
  readonly judged?: JudgedNow;
  /** What people do not want to be told for a while. */
  readonly silences?: SilencesNow | undefined;
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

/** Findings in, incidents with what becomes of them out. It sees no line, and has no clock of its own. */
export class Decider {
  readonly incidents: IncidentsNow;
  readonly budget: Budget;
  readonly #hushed: DeciderOptions['hushed'];
  readonly #judged: JudgedNow | undefined;
  readonly #silences: SilencesNow | undefined;
  /** Incidents that were not told because of what people said, by id; the latest of them. */
  readonly #kept = new Set<string>();
  /** How many of these there were since the start of the process. */
  kept = 0;
  /** By id: the latest version of each that was remarked since it was last asked for. */
  #remarked = new Map<string, Finding>();
  #urgent = false;
  #past = false;

  constructor(options: DeciderOptions) {
    this.incidents = options.incidents ?? new IncidentsNow();
    this.budget = options.budget ?? budgetOf(USUAL_BUDGET);
    this.#hushed = options.hushed;
    this.#judged = options.judged;
    this.#silences = options.silences;
  }

  /** Takes a finding as a detector remarked it; gives it back as rare as the history allows. */
  take(finding: Finding, { from, to }: Span): Finding {
    const most = Math.min(finding.surprise, mostSurprise(to - from));
    const lower = this.#judged?.lowers(finding, to) ?? 0;
    const bounded = { ...finding, surprise: Math.max(0, most - lower) };
    this.#remarked.set(finding.id, finding);
    this.incidents.take(bounded, to);
    if (rank(bounded) >= this.budget.line) this.#urgent = true;
    return bounded;
  }

  /** From now on nobody is told of what comes: it happened before the first run, and is learnt from. */
  past(): void {
    this.#past = true;
  }

  /** The past is over; what began in it and is not over is told with what comes next. */
  present(): void {
    this.#past = false;
    this.incidents.again();
  }

  /** Something that people are told at once came since `outcome` was last asked for. */
  get urgent(): boolean {
    return this.#urgent;
  }

  outcome({ from, to }: Span): Outcome {
    this.#urgent = false;
    this.budget.seen(to - from);
    const ended = this.#past ? NONE : (this.#silences?.ended(to) ?? NONE);
    if (ended.size > 0) this.incidents.again(ended);
    const incidents = this.incidents.changes(to);
    if (this.#remarked.size + incidents.length === 0) return NOTHING;
    const remarked = [...this.#remarked.values()];
    this.#remarked = new Map();
    return { remarked, incidents, decided: incidents.map((one) => this.#decided(one, to)) };
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
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING: Outcome = { remarked: [], incidents: [], decided: [] };

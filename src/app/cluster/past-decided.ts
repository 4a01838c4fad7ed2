import type { Store } from '../../store/store.ts';
import type { Decider, Outcome, Span } from '../decider.ts';
import { KEPT_OF_PAST, PastIncidentsKept } from '../past-incidents.ts';

const SECOND = 1000;

export interface PastDecidedOptions {
  readonly decider: Pick<Decider, 'past' | 'present' | 'outcome'>;
  readonly store: Pick<Store, 'write' | 'incidents'>;
  /** The wall clock, epoch ms. */
  readonly now: () => number;
  /** What was found so shortly before the first run that all of it is kept. */
  readonly keep: (outcome: Outcome, span: Span) => void;
}

/**
 * Decides about what engines find in the past: nobody is told, incidents are kept as they were over, second by second of
 * the log, so that they are those that a single process makes of it.
 */
export class PastDecided {
  readonly #options: PastDecidedOptions;
  /** Engines whose findings are of the past. */
  readonly #units = new Set<string>();
  #kept: { readonly incidents: PastIncidentsKept; readonly now: number } | null = null;
  #next = Number.NEGATIVE_INFINITY;

  constructor(options: PastDecidedOptions) {
    this.#options = options;
  }

  /** While any engine is in the past, nobody is told anything. */
  get isPast(): boolean {
    return this.#units.size > 0;
  }

  /** An engine says whether what it finds is of the past; `span` is the history so far. */
  hear(unit: string, past: boolean, span: Span): void {
    const before = this.isPast;
    if (past) this.#units.add(unit);
    else this.#units.delete(unit);
    if (this.isPast === before) return;
    const { decider, now, store } = this.#options;
    if (this.isPast) {
      this.#kept = { incidents: new PastIncidentsKept(store, now()), now: now() };
      this.#next = Number.NEGATIVE_INFINITY;
      decider.past();
    } else {
      this.publish(span);
      this.#kept?.incidents.flush();
      this.#kept = null;
      decider.present();
    }
  }

  /** A finding of `span.to` is to be decided about: what came of the seconds before is kept first. */
  before(span: Span): void {
    if (!this.isPast || span.to < this.#next) return;
    this.#next = Math.floor(span.to / SECOND) * SECOND + SECOND;
    this.publish(span);
  }

  /** Keeps what came since the last time. */
  publish(span: Span): void {
    if (this.#kept === null || !Number.isFinite(span.to)) return;
    const { decider, keep } = this.#options;
    const { incidents, now } = this.#kept;
    const outcome = decider.outcome(span);
    if (span.to <= now - KEPT_OF_PAST) incidents.take(outcome.incidents);
    else {
      incidents.flush();
      keep(outcome, span);
    }
  }
}

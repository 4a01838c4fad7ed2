import type { Finding } from '../../core/finding.ts';
import type { FoundMessage } from '../../wire/findings.ts';
import type { Span } from '../decider.ts';

const SECOND = 1000;

export interface InOrderOptions {
  /** How many engines there are. */
  readonly units: number;
  /** Ms of the wall clock for which an engine that is behind is waited for. */
  readonly patience: number;
  /** The wall clock, epoch ms. */
  readonly now: () => number;
}

interface Waiting {
  readonly finding: Finding;
  readonly at: number;
}

/**
 * Findings of several engines in an order that does not depend on who was faster: those of a second wait until the
 * clocks of all have passed it, and come by their ids. What a rule says comes at once, and so does everything where
 * there is one engine, whose order is the order. Who is behind for long is not waited for; what comes then is counted.
 */
export class InOrder {
  /** Findings that came after others had gone on without them. */
  late = 0;
  readonly #options: InOrderOptions;
  readonly #startedAt: number;
  readonly #clocks = new Map<string, { to: number; from: number; movedAt: number }>();
  #waiting: Waiting[] = [];
  #passed = Number.NEGATIVE_INFINITY;

  constructor(options: InOrderOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** Takes what an engine found; `take` is called for each finding whose turn it is, with the clock of then. */
  add({ unit, clock, findings, at }: FoundMessage, take: (finding: Finding, span: Span) => void): void {
    const known = this.#clocks.get(unit);
    const to = Math.max(known?.to ?? Number.NEGATIVE_INFINITY, clock.to);
    const moved = known === undefined || to > known.to;
    this.#clocks.set(unit, { from: clock.from, to, movedAt: moved ? this.#options.now() : known.movedAt });
    const single = this.#options.units === 1;
    for (const [i, finding] of findings.entries()) {
      const time = at[i]!;
      if (single || finding.detector === 'rule') take(finding, { from: clock.from, to: time });
      else {
        if (time < this.#passed) this.late++;
        this.#waiting.push({ finding, at: time });
      }
    }
    this.release(take);
  }

  /** To be called every second: who is behind for long is not waited for. */
  release(take: (finding: Finding, span: Span) => void): void {
    if (this.#waiting.length === 0) return;
    const until = Math.floor(this.#slowest() / SECOND) * SECOND;
    const due = this.#waiting.filter(({ at }) => at < until);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ at }) => at >= until);
    if (until > this.#passed) this.#passed = until;
    const second = ({ at }: Waiting) => Math.floor(at / SECOND);
    due.sort(
      (a, b) =>
        second(a) - second(b) || (a.finding.id < b.finding.id ? -1 : a.finding.id > b.finding.id ? 1 : 0),
    );
    const { from } = this.span;
    for (const { finding, at } of due) take(finding, { from, to: at });
  }

  /** The history of all engines: from the first one's beginning to where the slowest has come. */
  get span(): Span {
    let from = Number.POSITIVE_INFINITY;
    for (const one of this.#clocks.values()) from = Math.min(from, one.from);
    return { from, to: this.#options.units === 1 ? this.#furthest() : this.#slowest() };
  }

  #furthest(): number {
    return Math.max(Number.NEGATIVE_INFINITY, ...[...this.#clocks.values()].map(({ to }) => to));
  }

  /** The clock of the slowest that is waited for. */
  #slowest(): number {
    const oldest = this.#options.now() - this.#options.patience;
    const all = [...this.#clocks.values()];
    // One that was never heard of is waited for, too.
    if (all.length < this.#options.units && this.#startedAt > oldest) return Number.NEGATIVE_INFINITY;
    const moving = all.filter(({ movedAt }) => movedAt > oldest);
    if (moving.length === 0) return this.#furthest();
    return Math.min(...moving.map(({ to }) => to));
  }

  save(): SavedOrder {
    return {
      clocks: [...this.#clocks].map(([unit, { from, to }]) => [unit, from, to]),
      waiting: this.#waiting.map(({ finding, at }) => [at, finding]),
    };
  }

  load({ clocks, waiting }: SavedOrder): void {
    for (const [unit, from, to] of clocks) this.#clocks.set(unit, { from, to, movedAt: this.#options.now() });
    this.#waiting = waiting.map(([at, finding]) => ({ at, finding }));
  }

  /** How far an engine had come when it was heard of last; −Infinity before. */
  cameTo(unit: string): number {
    return this.#clocks.get(unit)?.to ?? Number.NEGATIVE_INFINITY;
  }
}

/** JSON-safe state. */
export interface SavedOrder {
  readonly clocks: readonly (readonly [unit: string, from: number, to: number])[];
  readonly waiting: readonly (readonly [at: number, finding: Finding])[];
}

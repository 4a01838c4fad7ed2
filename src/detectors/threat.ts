import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ModelReport } from '../core/model-report.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { savedModels } from './model-keeper.ts';
import { savedBook, ThreatBook } from './threat-book.ts';
import type { Attempts } from './threat-clusters.ts';
import { rowOf } from './threat-features.ts';
import { Homes, savedHomes } from './threat-homes.ts';
import { savedThreatModels, savedThreatRow, ThreatModels } from './threat-models.ts';
import { savedThreatsSeen, ThreatsSeen } from './threat-seen.ts';
import { threatFinding, threatId } from './threat-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Attempts that look less like an attack are not told. */
const LIKELY = 0.5;
const MAX_CANDIDATES = 2000;
/** Findings that may still get a verdict. */
const MAX_TOLD = 500;
/** Moments of a finding that its verdict is about. */
const MAX_ROWS = 8;

export default defineDetector({
  name: 'threat',
  scope: 'fleet',
  question:
    'Do the attempts of an address, or those on an account, look like somebody who wants to break in?',
  optional: true,
  capped: ['actor', 'forgotten while it tried'],
  create: (context) => new Threat(context),
});

interface Candidate {
  readonly attempts: Attempts;
  readonly row: readonly number[];
  readonly probability: number;
}

/**
 * Asks boosted trees whether the attempts of an address in an hour, or those of many addresses on one account, are an
 * attack. The trees ship with logsift and are grown anew by what people say of its findings.
 */
class Threat implements Detector {
  readonly #context: DetectorContext;
  readonly #models = new ThreatModels();
  #book = new ThreatBook();
  #seen = new ThreatsSeen();
  #homes = new Homes();
  /** Two passes: the worst moment of each, by the id of its finding. */
  #candidates = new Map<string, Candidate>();
  /** Rows at which it was told, by the id of the finding. */
  #told = new Map<string, (readonly number[])[]>();
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  /** Actors that were forgotten while their attempts went on. */
  get overCap(): number {
    return this.#book.overCap;
  }

  observe(event: Event): void {
    const { received } = event;
    if (!Number.isFinite(received) || event.template === null || (event.flags & FLAG.no_time) !== 0) return;
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) this.#to = received;
    // With two passes all is judged in the second one, as it comes.
    if (this.#context.phase.learning && this.#context.phase.segment >= 0) return;
    for (const attempts of this.#book.take(event)) this.#judge(attempts);
    const { places } = this.#context;
    const entered = this.#book.entered;
    if (places !== undefined && entered !== null) this.#homes.note(places.find(entered));
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    if (feedback.kind === 'retrain' || feedback.kind === 'rollback') {
      this.#models.obey(feedback, Number.isNaN(this.#to) ? 0 : this.#to);
    }
    if (feedback.kind !== 'verdict' && feedback.kind !== 'expected') return;
    const rows = this.#told.get(feedback.finding);
    if (rows === undefined || (feedback.kind === 'verdict' && feedback.verdict === 'missed')) return;
    const label = feedback.kind === 'verdict' && feedback.verdict === 'real' ? 1 : 0;
    this.#told.delete(feedback.finding);
    this.#models.hear({ rows, label }, this.#to, this.#context.fits);
  }

  models(): readonly ModelReport[] {
    return [this.#models.report()];
  }

  tick(time: number): void {
    if (time % HOUR < MINUTE) this.#book.expire(time);
    this.#models.tick(time, this.#context.fits);
  }

  learned(): void {
    this.#book = new ThreatBook();
    this.#seen = new ThreatsSeen();
    this.#homes = new Homes();
    this.#candidates.clear();
  }

  finish(): void {
    for (const candidate of this.#candidates.values()) this.#emit(candidate);
    this.#candidates.clear();
  }

  snapshot(): SavedThreat {
    return {
      version: 2,
      book: this.#book.save(),
      seen: this.#seen.save(),
      homes: this.#homes.save(),
      told: [...this.#told].map(([id, [first, ...more]]) => [
        id,
        first!.map(orNull),
        ...more.map((row) => row.map(orNull)),
      ]),
      fresh: this.#models.save(),
      models: this.#models.saveModels(),
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
    };
  }

  restore(state: unknown): void {
    const parsed = savedThreat.safeParse(state);
    if (!parsed.success) throw stateInvalid('threat', parsed.error);
    const { book, seen, homes, told, fresh, models, span } = parsed.data;
    this.#models.load(fresh, { models, fits: this.#context.fits });
    this.#book = ThreatBook.load(book);
    this.#seen.load(seen);
    this.#homes.load(homes);
    this.#told = new Map(told.map(([id, ...rows]) => [id, rows]));
    if (span !== null) [this.#from, this.#to] = span;
  }

  #judge(attempts: Attempts): void {
    const row = rowOf(this.#book.clusterOf(attempts, this.#distanceOf(attempts)));
    if (this.#context.phase.segment < 0) this.#models.observe(row, this.#to);
    const probability = this.#models.model.predict(row);
    if (probability < LIKELY) return;
    const id = threatId(attempts);
    this.#seen.note(id, this.#asSeen({ attempts, row, probability }));
    if (this.#context.phase.segment < 0) {
      // The worst hour is what is told of, until somebody gets in.
      const told = this.#told.get(id)?.at(-1);
      if (told !== undefined && row[0]! < told[0]! && attempts.success === null) return;
      this.#emit({ attempts, row, probability });
      return;
    }
    const worst = this.#candidates.get(id);
    if (worst === undefined && this.#candidates.size >= MAX_CANDIDATES) return;
    if (worst !== undefined && worst.probability > probability && attempts.success === null) return;
    const now = { ...attempts, evidence: [...attempts.evidence] };
    this.#candidates.set(id, { attempts: now, row, probability });
  }

  /** Kilometres from where people get in; of an account, those of the farthest address. */
  #distanceOf({ actor, isAccount, sources }: Attempts): number {
    const { places } = this.#context;
    if (places === undefined) return Number.NaN;
    const each = (isAccount ? sources : [actor]).map((address) =>
      this.#homes.distance(places.find(address), places.home),
    );
    return each.reduce((far, one) => (one > far || Number.isNaN(far) ? one : far), Number.NaN);
  }

  #emit(candidate: Candidate): void {
    if (!this.#context.phase.reporting) return;
    const { attempts, row } = candidate;
    const id = threatId(attempts);
    const others = this.#seen.others(id, this.#asSeen(candidate));
    const span = ThreatsSeen.span(Math.max(0, this.#to - this.#from));
    const odds = { others, span, isOwn: this.#models.isOwn };
    this.#context.emit(threatFinding(attempts, this.#models.model.explain(row), row, odds));
    if (this.#told.size >= MAX_TOLD && !this.#told.has(id))
      this.#told.delete(this.#told.keys().next().value!);
    this.#told.set(id, [...(this.#told.get(id) ?? []), row].slice(-MAX_ROWS));
  }

  #asSeen({ attempts, probability }: Candidate) {
    return {
      actor: attempts.actor,
      time: attempts.from,
      odds: Math.log(probability / Math.max(1e-9, 1 - probability)),
      isIn: attempts.success !== null,
    };
  }
}

/** JSON has no NaN. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

const savedThreat = z.strictObject({
  version: z.literal(2),
  book: savedBook,
  seen: savedThreatsSeen,
  homes: savedHomes,
  told: z.array(z.tuple([z.string(), savedThreatRow], savedThreatRow)).max(MAX_TOLD),
  fresh: savedThreatModels,
  models: savedModels,
  span: z.tuple([z.number(), z.number()]).nullable(),
});
type SavedThreat = z.input<typeof savedThreat>;

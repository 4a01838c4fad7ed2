import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { type BoostedTrees, restoreBoostedTrees, type SavedBoosted } from '../ml/index.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { savedBook, ThreatBook } from './threat-book.ts';
import type { Attempts } from './threat-clusters.ts';
import { FEATURES, rowOf } from './threat-features.ts';
import { Homes, savedHomes } from './threat-homes.ts';
import { type Known, shippedThreats } from './threat-model.ts';
import { savedThreatsSeen, ThreatsSeen } from './threat-seen.ts';
import { threatFinding, threatId } from './threat-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Attempts that look less like an attack are not told. */
const LIKELY = 0.5;
const MAX_CANDIDATES = 2000;
/** Findings that may still get a verdict. */
const MAX_TOLD = 500;
const MAX_VERDICTS = 200;
/** Moments of a finding that its verdict is about. */
const MAX_ROWS = 8;
/** Verdicts before the model is grown anew, and new ones before it is again. */
const ENOUGH = 8;
const MORE = 4;
/** What one verdict weighs beside a row of what ships. */
const WEIGHT = 2;
/** A new model takes effect so long after the verdict that made it due, ms of the log. */
const DUE = 10 * MINUTE;

export default defineDetector({
  name: 'threat',
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
  #model: BoostedTrees;
  readonly #shipped: readonly Known[];
  #isOwn = false;
  #book = new ThreatBook();
  #seen = new ThreatsSeen();
  #homes = new Homes();
  /** Two passes: the worst moment of each, by the id of its finding. */
  #candidates = new Map<string, Candidate>();
  /** Rows at which it was told, by the id of the finding. */
  #told = new Map<string, (readonly number[])[]>();
  #verdicts: { readonly rows: readonly (readonly number[])[]; readonly label: number }[] = [];
  #fresh = 0;
  #due: DueFit | null = null;
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
    const { model, known } = shippedThreats();
    this.#model = model;
    this.#shipped = known;
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
    if (feedback.kind !== 'verdict' && feedback.kind !== 'expected') return;
    const rows = this.#told.get(feedback.finding);
    if (rows === undefined || (feedback.kind === 'verdict' && feedback.verdict === 'missed')) return;
    const label = feedback.kind === 'verdict' && feedback.verdict === 'real' ? 1 : 0;
    this.#told.delete(feedback.finding);
    this.#verdicts.push({ rows, label });
    if (this.#verdicts.length > MAX_VERDICTS) this.#verdicts.shift();
    this.#fresh++;
    if (this.#verdicts.length < ENOUGH || this.#fresh < MORE || this.#due !== null) return;
    this.#fresh = 0;
    const said = this.#verdicts.flatMap(({ rows: own, label: as }) => own.map((row) => ({ row, label: as })));
    const all = [...this.#shipped, ...Array.from({ length: WEIGHT }, () => said).flat()];
    const input = {
      rows: all.map((one) => [...one.row]),
      labels: all.map((one) => one.label),
      options: { trees: 80, depth: 4, rate: 0.15, seed: 1, names: [...FEATURES] },
    };
    this.#due = new DueFit(this.#context.fits, { kind: 'boosted-trees', input, due: this.#to + DUE });
  }

  tick(time: number): void {
    if (time % HOUR < MINUTE) this.#book.expire(time);
    if (this.#due === null || time < this.#due.due) return;
    const fitted = this.#due.take();
    this.#due = null;
    if (!fitted.ok) return;
    this.#model = restoreBoostedTrees(fitted.model);
    this.#isOwn = true;
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
      version: 1,
      book: this.#book.save(),
      seen: this.#seen.save(),
      homes: this.#homes.save(),
      told: [...this.#told].map(([id, rows]) => [id, ...rows.map((row) => row.map(orNull))]),
      verdicts: this.#verdicts.map(({ rows, label }) => [label, ...rows.map((row) => row.map(orNull))]),
      fresh: this.#fresh,
      due: this.#due?.save() ?? null,
      own: this.#isOwn ? this.#model.save() : null,
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
    };
  }

  restore(state: unknown): void {
    const parsed = savedThreat.safeParse(state);
    if (!parsed.success) throw stateInvalid('threat', parsed.error);
    const { book, seen, homes, told, verdicts, fresh, due, own, span } = parsed.data;
    this.#model = own === null ? shippedThreats().model : restoreBoostedTrees(own);
    this.#isOwn = own !== null;
    this.#book = ThreatBook.load(book);
    this.#seen.load(seen);
    this.#homes.load(homes);
    this.#told = new Map(told.map(([id, ...rows]) => [id, rows.map((row) => row.map(orNaN))]));
    this.#verdicts = verdicts.map(([label, ...rows]) => ({ label, rows: rows.map((row) => row.map(orNaN)) }));
    this.#fresh = fresh;
    this.#due?.drop();
    this.#due = due === null ? null : DueFit.load(this.#context.fits, due);
    if (span !== null) [this.#from, this.#to] = span;
  }

  #judge(attempts: Attempts): void {
    const row = rowOf(this.#book.clusterOf(attempts, this.#distanceOf(attempts)));
    const probability = this.#model.predict(row);
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
    const odds = { others, span, isOwn: this.#isOwn };
    this.#context.emit(threatFinding(attempts, this.#model.explain(row), row, odds));
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

function orNaN(value: number | null): number {
  return value ?? Number.NaN;
}

const row = z.array(z.number().nullable()).length(FEATURES.length);
const savedThreat = z.strictObject({
  version: z.literal(1),
  book: savedBook,
  seen: savedThreatsSeen,
  homes: savedHomes,
  told: z.array(z.tuple([z.string()], row)).max(MAX_TOLD),
  verdicts: z.array(z.tuple([z.number()], row)).max(MAX_VERDICTS),
  fresh: z.int().min(0),
  due: savedDueFit.nullable(),
  own: z.custom<SavedBoosted>((saved) => typeof saved === 'object' && saved !== null).nullable(),
  span: z.tuple([z.number(), z.number()]).nullable(),
});
type SavedThreat = z.input<typeof savedThreat>;

import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { savedEvidence } from './saved-evidence.ts';
import { savedUsual, type Usual } from './value-judge.ts';

const DAY = 86_400_000;
/** So many of the worst numbers are kept: by them the tail is known. */
const KEPT = 32;
/** The tail of numbers that hardly vary falls by e within 15 %. */
const LEAST_EXCESS = 0.15;
/** Further out than the worst that ever was by as much again: one such number is enough. */
export const ALONE = Math.LN2;
/** Ordinary numbers in a row after which a run is over. */
const BACK = 3;
/** Numbers that come sooner after each other have one cause, ms. */
const APART = 10_000;
/** What one more number of a run is worth, as a share: they are not independent. */
const CREDIT = 0.5;
const FIRST_LINES = 3;

/** Numbers in a row that are among the worst ever. Times in epoch ms, numbers as places on the scale. */
export interface ExtremeRun {
  readonly from: number;
  to: number;
  /** Lines, the sum of their places, and the furthest of them. */
  count: number;
  sum: number;
  peak: number;
  inside: number;
  /** −log10 of how often a day so odd a run comes here. */
  raw: number;
  /** The same as of when it was worth telling last; 0 before. */
  odd: number;
  /** What was usual before, once it is of interest. */
  usual: Usual | null;
  /** Expected number a day, anywhere, when it was told; null before. */
  told: number | null;
  /** What was told, as habits know it; empty before. */
  key: string;
  /** Other hosts on which it is the same; whether it is told with that of another. */
  others: number;
  follows: boolean;
  readonly evidence: Evidence[];
  /** Numbers that came before it. */
  readonly looks: number;
  /** What is learnt of it if it is not told. */
  readonly waiting: number[];
}

/** The worst numbers of a slot on a host: one pass judges each worse one by the tail of those before. */
export class Extremes {
  /** 1 where more is worse, −1 where less is. */
  readonly side: 1 | -1;
  /** A number that lies further out (times `side`) is to be shown to `add`. */
  bar = Number.NEGATIVE_INFINITY;
  run: ExtremeRun | null = null;
  /** The stretch that was told last. */
  last: readonly [from: number, to: number, key: string] | null = null;
  /** The worst first. */
  #worst: number[] = [];
  #since = Number.NaN;

  constructor(side: 1 | -1) {
    this.side = side;
  }

  /** One more number that is beyond the bar; whether the run that it is in goes on or is over with it. */
  add(event: Event, place: number, looks: number): 'on' | 'over' | null {
    const far = this.side * place;
    const { run } = this;
    const time = event.received;
    if (Number.isNaN(this.#since)) this.#since = time;
    const last = this.#worst.at(-1);
    if (run !== null && !(far > last!)) {
      run.inside++;
      return run.inside >= BACK ? 'over' : null;
    }
    if (last === undefined || this.#worst.length < KEPT || looks < LEAST_LOOKS) {
      this.#learn(far);
      return null;
    }
    // What is far beyond all, those just before too, is a matter of its own.
    const anew =
      run !== null && run.told === null && far - Math.max(this.#worst[0]!, this.side * run.peak) >= ALONE;
    if (anew) this.end(true);
    const rarity = this.#rarity(far);
    const now = (anew ? null : run) ?? this.#begin(event, looks);
    if (now.count === 0) now.raw = rarity + Math.log10(Math.max(1, (time - this.#since) / DAY) / KEPT);
    else if (time - now.to >= APART) now.raw += CREDIT * (rarity + Math.log10(looks / KEPT));
    now.to = time;
    now.count += event.weight;
    now.inside = 0;
    now.sum += place * event.weight;
    const furthest = now.evidence.length === 0 || far > this.side * now.peak;
    if (furthest) now.peak = place;
    if (now.evidence.length < FIRST_LINES) now.evidence.push(evidenceOf(event));
    else if (furthest) now.evidence[FIRST_LINES] = evidenceOf(event);
    if (event.trains && now.waiting.length < KEPT) now.waiting.push(far);
    return 'on';
  }

  /** How much further out than the worst that was ever learnt. */
  beyond(place: number): number {
    return this.side * place - (this.#worst[0] ?? Number.POSITIVE_INFINITY);
  }

  /** The run is over; what is usual is learnt. */
  end(learns: boolean): void {
    const { run } = this;
    this.run = null;
    if (run !== null && run.told !== null) this.last = [run.from, run.to, run.key];
    if (run !== null && learns) for (const far of run.waiting) this.#learn(far);
    else this.#setBar();
  }

  /** Learns all that another one learnt. */
  merge(other: Extremes): void {
    for (const far of other.#worst) this.#learn(far);
    if (!(this.#since <= other.#since)) this.#since = other.#since;
  }

  /** −log10 of the chance that one of the worst is so far out: their tail is exponential, of a mean not well known. */
  #rarity(far: number): number {
    const least = this.#worst.at(-1)!;
    const sum = this.#worst.reduce((all, one) => all + one - least, 0);
    const known = Math.max(sum, KEPT * LEAST_EXCESS);
    return (1 + KEPT) * Math.log10((known + far - least) / known);
  }

  #begin({ received }: Event, looks: number): ExtremeRun {
    this.run = {
      ...{ from: received, to: received, count: 0, sum: 0, peak: 0, inside: 0, raw: 0, odd: 0 },
      ...{ usual: null, told: null, key: '', looks, others: 0, follows: false, evidence: [], waiting: [] },
    };
    // Numbers that are as ever are to be seen as well now.
    this.bar = Number.NEGATIVE_INFINITY;
    return this.run;
  }

  #learn(far: number): void {
    const at = this.#worst.findIndex((one) => far > one);
    this.#worst.splice(at < 0 ? this.#worst.length : at, 0, far);
    if (this.#worst.length > KEPT) this.#worst.pop();
    this.#setBar();
  }

  #setBar(): void {
    const full = this.run === null && this.#worst.length >= KEPT;
    this.bar = full ? this.#worst[KEPT - 1]! : Number.NEGATIVE_INFINITY;
  }

  /** JSON-safe state. */
  save(): SavedExtremes {
    const { side, run, last } = this;
    return {
      ...{ side, run, last, worst: [...this.#worst] },
      since: Number.isNaN(this.#since) ? null : this.#since,
    };
  }

  /** What `save` described. */
  static load({ side, run, last, worst, since }: SavedExtremes): Extremes {
    const extremes = new Extremes(side);
    extremes.run = run;
    extremes.last = last;
    extremes.#worst = [...worst];
    extremes.#since = since ?? Number.NaN;
    extremes.#setBar();
    return extremes;
  }
}

/** Numbers of a host that must have come before one is judged. */
const LEAST_LOOKS = 200;

const savedRun = z.strictObject({
  ...{ from: z.number(), to: z.number(), count: z.number(), sum: z.number(), peak: z.number() },
  ...{
    inside: z.number(),
    raw: z.number(),
    odd: z.number(),
    usual: savedUsual.nullable(),
    told: z.number().nullable(),
  },
  ...{ looks: z.number(), others: z.number(), follows: z.boolean() },
  key: z.string(),
  ...{ evidence: z.array(savedEvidence), waiting: z.array(z.number()).max(KEPT) },
});

/** JSON-safe state of the worst numbers. */
export const savedExtremes = z.strictObject({
  side: z.union([z.literal(1), z.literal(-1)]),
  run: savedRun.nullable(),
  last: z.tuple([z.number(), z.number(), z.string()]).readonly().nullable(),
  worst: z.array(z.number()).max(KEPT),
  since: z.number().nullable(),
});
export type SavedExtremes = z.infer<typeof savedExtremes>;

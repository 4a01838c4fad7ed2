import { z } from 'zod';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { Habits } from './habit.ts';
import type { Who } from './silence-matter.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Pauses from so long on are another matter than shorter ones, ms. */
const LENGTHS = [0, HOUR / 2, 3 * HOUR, 12 * HOUR];
/** A line that paused, a host or all, a time of day that was missed. */
const SORTS = 3;
/** What one job leaves out within such a time is one occasion, ms. */
const APART = 12 * HOUR;
/** A longer history says of the present no more than this, ms. */
const MONTH = 30 * DAY;
const MOST_JOBS = 2000;
const MOST_EACH = 8;
const MOST_FINDINGS = 1000;

/** An odd pause: whose, how long (ms), how odd, and whether by the times of day. */
export interface OddPause {
  readonly who: Who;
  readonly ms: number;
  readonly raw: number;
  readonly byDay: boolean;
}

/** A pause that was told of; `to` is null while it lasts. */
export interface ToldPause {
  readonly who: Who;
  readonly from: number;
  readonly to: number | null;
}

interface Score {
  readonly at: number;
  readonly raw: number;
  readonly rate: number;
}

/**
 * How often pauses as odd and as long come here, and what was told of them. What a job did before says nothing about how
 * odd it is by the others: it is left out where the job itself is judged, and its lines together count once.
 */
export class Told {
  readonly habits = new Habits();
  #rates = Array.from({ length: SORTS * LENGTHS.length }, () => new TailRate());
  readonly #own = new Map<string, Score[]>();
  readonly #findings = new Map<string, ToldPause>();

  advance(now: number): void {
    for (const rate of this.#rates) rate.advance(now);
  }

  /** How many pauses as odd, and as long or longer, others had in a month, or in the history when that is shorter. */
  expected(pause: OddPause): number {
    const first = this.#rates[0]!;
    if (!(first.covered > 0)) return Number.POSITIVE_INFINITY;
    const [from, least] = [first.since, rateOf(pause)];
    const end = least - (least % LENGTHS.length) + LENGTHS.length;
    let seen = 0.5;
    for (let i = least; i < end; i++) seen += this.#rates[i]!.seen(pause.raw);
    for (const { at, raw, rate } of this.#own.get(jobOf(pause.who)) ?? []) {
      if (at >= from && rate >= least && rate < end && isAsOdd(raw, pause.raw)) seen--;
    }
    return (Math.max(0.5, seen) / first.covered) * Math.min(MONTH, first.age);
  }

  /** It is over. */
  add(pause: OddPause, at: number): void {
    const [job, rate] = [jobOf(pause.who), rateOf(pause)];
    const own = this.#own.get(job) ?? [];
    const { raw } = pause;
    if (own.some((one) => one.rate >= rate && at - one.at < APART && isAsOdd(one.raw, raw))) return;
    this.#rates[rate]!.add(raw);
    own.push({ at, raw, rate });
    this.#own.delete(job);
    if (this.#own.size >= MOST_JOBS) this.#own.delete(this.#own.keys().next().value!);
    this.#own.set(job, own.slice(-MOST_EACH));
  }

  /** It was told of under an id; says it again with its end when it is over. */
  tell(id: string, pause: ToldPause): void {
    this.#findings.delete(id);
    if (this.#findings.size >= MOST_FINDINGS) this.#findings.delete(this.#findings.keys().next().value!);
    this.#findings.set(id, pause);
  }

  /** What was told under an id, as long as it is known. */
  of(id: string): ToldPause | undefined {
    return this.#findings.get(id);
  }

  /** JSON-safe state. */
  save(): SavedTold {
    return {
      rates: this.#rates.map((rate) => rate.save()),
      own: [...this.#own].map(([job, scores]) => [job, scores]),
      habits: this.habits.save(),
      findings: [...this.#findings].map(([id, pause]) => [id, pause]),
    };
  }

  /** What `save` described. Throws STATE_INVALID. */
  static load(saved: SavedTold): Told {
    const told = new Told();
    told.#rates = saved.rates.map((rate) => TailRate.load(rate));
    for (const [job, scores] of saved.own) told.#own.set(job, scores);
    told.habits.load(saved.habits);
    for (const [id, pause] of saved.findings) told.#findings.set(id, pause);
    return told;
  }
}

/** By what the habits of a stream are known. */
export function keyOf(who: Who): string {
  return who.kind === 'line' ? `line\0${who.host}\0${who.template}` : jobOf(who);
}

/** What stops together: all lines of a program on a host. */
function jobOf(who: Who): string {
  if (who.kind === 'log') return 'log';
  return who.kind !== 'line' ? `${who.kind}\0${who.host}` : `job\0${who.host}\0${who.app ?? who.template}`;
}

function rateOf({ who, ms, byDay }: OddPause): number {
  const sort = byDay ? 2 : who.kind === 'line' ? 0 : 1;
  let length = LENGTHS.length - 1;
  while (ms < LENGTHS[length]!) length--;
  return sort * LENGTHS.length + length;
}

/** Whether the rates count one score with those that reach another. */
function isAsOdd(raw: number, other: number): boolean {
  return TailRate.reaches(raw, other);
}

const savedWho = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('log') }),
  z.strictObject({ kind: z.literal('host'), host: z.string() }),
  z.strictObject({ kind: z.literal('measured'), host: z.string() }),
  z.strictObject({
    kind: z.literal('line'),
    host: z.string(),
    app: z.string().nullable(),
    template: z.string(),
    text: z.string(),
  }),
]);

/** JSON-safe state of what was told. */
export const savedTold = z.strictObject({
  rates: z.array(savedTailRate).length(SORTS * LENGTHS.length),
  own: z
    .array(
      z.tuple([
        z.string(),
        z.array(z.strictObject({ at: z.number(), raw: z.number(), rate: z.number() })).max(MOST_EACH),
      ]),
    )
    .max(MOST_JOBS),
  habits: z.unknown(),
  findings: z
    .array(
      z.tuple([z.string(), z.strictObject({ who: savedWho, from: z.number(), to: z.number().nullable() })]),
    )
    .max(MOST_FINDINGS),
});
export type SavedTold = z.infer<typeof savedTold>;

import { z } from 'zod';

const BIN = 0.25;
const BINS = 64;

/** Part of a history: what it covers and how many scores fell into each bin. */
interface Epoch {
  start: number;
  counts: number[];
}

/**
 * How often scores at least this high come, learnt as they come: an empirical tail over the later half of the
 * history. It follows a rate that falls while a system is being learnt (new things come ever more rarely), because
 * epochs double in length and only the last two count. Time is any clock that grows, in any unit.
 */
export class TailRate {
  #start = Number.NaN;
  #now = Number.NaN;
  #before: Epoch | null = null;
  #current: Epoch = { start: 0, counts: new Array(BINS).fill(0) };

  /** Moves the clock on; a clock that runs backwards stands still. */
  advance(now: number): void {
    if (Number.isNaN(this.#start)) this.#start = this.#current.start = this.#now = now;
    if (!(now > this.#now)) return;
    this.#now = now;
    if (now - this.#start >= 2 * (this.#current.start - this.#start) && now - this.#start >= 1) {
      this.#before = this.#current;
      this.#current = { start: now, counts: new Array(BINS).fill(0) };
    }
  }

  /** Learns one score (≥ 0) at the present time. */
  add(score: number): void {
    this.#current.counts[binOf(score)]!++;
  }

  /** Time since the first `advance`. */
  get age(): number {
    return Number.isNaN(this.#start) ? 0 : this.#now - this.#start;
  }

  /**
   * Expected number of scores ≥ `score` in a stretch of length `horizon`, by the Jeffreys estimate: half an event
   * more than was seen. Infinity while there is no history.
   */
  expected(score: number, horizon: number): number {
    const { covered } = this;
    if (!(covered > 0)) return Number.POSITIVE_INFINITY;
    return ((this.seen(score) + 0.5) / covered) * horizon;
  }

  /** How many scores ≥ `score` were seen in the part of the history that counts. */
  seen(score: number): number {
    let seen = 0;
    for (let b = binOf(score); b < BINS; b++)
      seen += this.#current.counts[b]! + (this.#before?.counts[b] ?? 0);
    return seen;
  }

  /** When the part of the history that counts began, and how long it is; NaN before the first `advance`. */
  get since(): number {
    return this.#before?.start ?? this.#current.start;
  }

  get covered(): number {
    return this.#now - this.since;
  }

  /** Whether one score is counted with those that reach another. */
  static reaches(score: number, other: number): boolean {
    return binOf(score) >= binOf(other);
  }

  /** JSON-safe state. */
  save(): SavedTailRate {
    const clock = Number.isNaN(this.#start) ? null : ([this.#start, this.#now] as const);
    return { clock, before: this.#before, current: this.#current };
  }

  /** What `save` described. */
  static load(saved: SavedTailRate): TailRate {
    const rate = new TailRate();
    if (saved.clock !== null) [rate.#start, rate.#now] = saved.clock;
    rate.#before = saved.before;
    rate.#current = saved.current;
    return rate;
  }
}

const savedEpoch = z.strictObject({ start: z.number(), counts: z.array(z.number()).length(BINS) });

/** JSON-safe state of a `TailRate`. */
export const savedTailRate = z.strictObject({
  clock: z.tuple([z.number(), z.number()]).readonly().nullable(),
  before: savedEpoch.nullable(),
  current: savedEpoch,
});
export type SavedTailRate = z.infer<typeof savedTailRate>;

function binOf(score: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(score / BIN)));
}

import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { excessAt, fitTrimmed, paretoTail, survival } from './pareto-tail.ts';
import { savedTailEpoch, TailEpoch } from './tail-epoch.ts';

/** Values before anything is judged. */
const WARM_UP = 64;
/** History is two epochs; they grow until they are this long. */
const FIRST_EPOCH = 1024;
const LONGEST_EPOCH = 32_768;
/** Level and spread follow the stream over about this many values. */
const MEMORY = 4000;
/** A value moves level and spread at most as one that is so many spreads away. */
const CLIP = 4;
const FIT_SHARE = 0.1;
const FIT_MOST = 256;
/** From here a value may belong to an incident. */
const SUSPECT = 4;
/** Suspects no farther apart than this many values are one incident. */
const EPISODE_GAP = 64;
/** An incident lasts at most this share of the history, within these bounds; longer, it is the new normal. */
const EPISODE = { share: 0.02, least: 32, most: 200 };
/** Surprise from which it does not matter for the tail how far out a value is. */
const FARTHEST = 5;
/** Values so near (in spreads, and as a share of the excess) are one value, seen while level and spread moved. */
const SAME = { within: 0.005, share: 0.02 };
/** So many values beyond may have been incidents; more are how often such values come. */
const FORGIVEN = 2;
const LARGEST = 1e300;

const natural = z.int().min(0);

/**
 * The tail as last fitted: where it begins, in spreads from the level; −log10 of the share of values there or above;
 * its shape.
 */
const savedFit = z.strictObject({
  from: z.number(),
  surprise: z.number().min(0),
  tail: paretoTail.nullable(),
});
type Fit = z.infer<typeof savedFit>;

/** JSON-safe state of a `TailCalibrator`. */
export const savedTailCalibrator = z.strictObject({
  version: z.literal(1),
  level: z.number(),
  spread: z.number().min(0),
  seen: natural,
  moves: natural,
  last: z.number().nullable(),
  before: savedTailEpoch,
  current: savedTailEpoch,
  epoch: z.int().min(FIRST_EPOCH).max(LONGEST_EPOCH),
  fit: savedFit.nullable(),
  fitAt: natural,
  warm: z.array(z.number()).max(WARM_UP),
  suspects: z.array(z.number()).max(EPISODE.most),
  sinceSuspect: natural,
});
export type SavedTailCalibrator = z.infer<typeof savedTailCalibrator>;

/**
 * Surprise corrected for how often one looks: −log10 of how many values as high come by chance in a day, when this
 * many are looked at; 0 when one or more come. So 3 is once in a thousand days, for one host as for 6,000.
 *
 * @param uncorrected −log10 of the chance of one value, as `TailCalibrator.score` gives it
 * @param looksPerDay values judged a day by all that raise the same kind of finding; below 1 counts as 1
 */
export function correctedSurprise(uncorrected: number, looksPerDay: number): number {
  return Math.max(0, uncorrected - Math.log10(Math.max(1, looksPerDay)));
}

/**
 * Turns any stream of scores into surprise: −log10 of the probability that a value as high comes by chance, learnt
 * from the stream. Peaks over threshold as in SPOT and DSPOT (Siffer et al. 2017): what exceeds a high threshold
 * follows a generalised Pareto distribution, which tells of values never seen. Beyond the paper: the level and spread
 * of the stream are followed, history is forgotten, the fit is averaged over its uncertainty, and a value that came
 * often is never called rarer than it was.
 *
 * An incident does not become normal: of values that are far out and close together only the first is learnt, and a
 * group beyond a gap does not shape the tail. What goes on longer (2 % of the history, 32 to 200 values) is the new
 * normal and learnt at once.
 *
 * Memory is bounded (about 10 kB), work per value constant on average. Young streams are not surprised: at most
 * log10(n) until 500 values, twice that from 2,000.
 */
export class TailCalibrator {
  #level = 0;
  #spread = 0;
  #last = Number.NaN;
  #seen = 0;
  /** Values that differed from the one before. */
  #moves = 0;
  #before = new TailEpoch();
  #current = new TailEpoch();
  #epoch = FIRST_EPOCH;
  #fit: Fit | null = null;
  #fitAt = WARM_UP;
  #warm: number[] = [];
  #suspects: number[] = [];
  #sinceSuspect = 0;

  /** Values learnt or left out so far. */
  get count(): number {
    return this.#seen;
  }

  /** Surprise of a value by what was learnt before, uncorrected, 0 or more; 0 for NaN. Learns nothing. */
  score(value: number): number {
    const n = this.#seen;
    if (n < WARM_UP || Number.isNaN(value)) return 0;
    const mature = Math.max(0, Math.min(1, (n - 500) / 1500));
    return Math.min(this.#judge(this.#place(value)), Math.log10(n) * (1 + mature));
  }

  /** Learns one value; NaN is ignored. */
  learn(value: number): void {
    if (Number.isNaN(value)) return;
    const bounded = Math.max(-LARGEST, Math.min(LARGEST, value));
    this.#seen++;
    if (this.#fit === null && this.#warm.length < WARM_UP) {
      this.#warm.push(bounded);
      if (this.#warm.length === WARM_UP) this.#begin();
      return;
    }
    this.#sinceSuspect++;
    if (this.#isSuspect(this.#place(bounded))) this.#suspect(bounded);
    else this.#take(bounded);
    if (this.#seen >= this.#fitAt) this.#refit();
  }

  /** JSON-safe state, at most about 20 kB. */
  save(): SavedTailCalibrator {
    return {
      ...{ version: 1, level: this.#level, spread: this.#spread, seen: this.#seen, moves: this.#moves },
      last: Number.isNaN(this.#last) ? null : this.#last,
      before: this.#before.save(),
      current: this.#current.save(),
      epoch: this.#epoch,
      fit: this.#fit === null ? null : structuredClone(this.#fit),
      fitAt: this.#fitAt,
      warm: [...this.#warm],
      suspects: [...this.#suspects],
      sinceSuspect: this.#sinceSuspect,
    };
  }

  /** The calibrator that `save` described. @throws LogsiftError STATE_INVALID for anything else */
  static load(saved: unknown): TailCalibrator {
    const parsed = savedTailCalibrator.safeParse(saved);
    if (!parsed.success) throw stateInvalid('tail calibrator', parsed.error);
    const state = parsed.data;
    if ((state.fit === null) !== state.seen < WARM_UP) {
      throw stateInvalid(
        'tail calibrator',
        new Error('"fit" should be there from the end of the warm-up on'),
      );
    }
    const calibrator = new TailCalibrator();
    calibrator.#level = state.level;
    calibrator.#spread = state.spread;
    calibrator.#last = state.last ?? Number.NaN;
    calibrator.#seen = state.seen;
    calibrator.#moves = state.moves;
    calibrator.#before = TailEpoch.load(state.before);
    calibrator.#current = TailEpoch.load(state.current);
    calibrator.#epoch = state.epoch;
    calibrator.#fit = state.fit;
    calibrator.#fitAt = state.fitAt;
    calibrator.#warm = state.warm;
    calibrator.#suspects = state.suspects;
    calibrator.#sinceSuspect = state.sinceSuspect;
    return calibrator;
  }

  #place(value: number): number {
    const place = (value - this.#level) / this.#spread;
    return Number.isNaN(place) ? 0 : Math.max(-LARGEST, Math.min(LARGEST, place));
  }

  #judge(place: number): number {
    const { from, surprise, tail } = this.#fit!;
    if (place <= from) return between(place / from, surprise);
    const total = this.#before.count + this.#current.count;
    const known = Math.max(this.#before.threshold, this.#current.threshold);
    const alike = Math.max(known, place - SAME.within - SAME.share * (place - from));
    const came = place > known ? this.#before.atLeast(alike) + this.#current.atLeast(alike) : 0;
    const least = (tail === null ? Math.max(1, came) : came - FORGIVEN) / total;
    return Math.max(surprise, -Math.log10(Math.max(this.#beyond(place), least, 1e-300)));
  }

  /** Share of values beyond a place in the tail, by the fit alone. */
  #beyond(place: number): number {
    const { from, surprise, tail } = this.#fit!;
    return tail === null ? 0 : 10 ** -surprise * survival(tail, place - from);
  }

  /** Whether a value is so far out that it may belong to an incident, however often such came. */
  #isSuspect(place: number): boolean {
    const { from, tail } = this.#fit!;
    if (tail === null) return this.#judge(place) >= SUSPECT;
    return place > from && this.#beyond(place) < 10 ** -SUSPECT;
  }

  #begin(): void {
    const sorted = Float64Array.from(this.#warm).sort();
    this.#level = sorted[sorted.length >> 1]!;
    const distances = sorted.map((value) => Math.abs(value - this.#level)).sort();
    this.#spread = 1.2 * distances[distances.length >> 1]!;
    if (this.#spread === 0) this.#spread = distances.at(-1)!;
    this.#fit = { from: 0, surprise: 0.3, tail: null };
    for (const value of this.#warm) this.#take(value);
    this.#warm = [];
    this.#refit();
  }

  #take(value: number): void {
    if (this.#spread === 0) this.#spread = Math.abs(value - this.#level);
    this.#current.add(this.#place(value));
    if (this.#current.count >= this.#epoch) {
      this.#before = this.#current;
      this.#current = new TailEpoch();
      this.#epoch = Math.min(LONGEST_EPOCH, 2 * this.#epoch);
    }
    // What repeats the value before tells nothing of the spread, or a stream of zeros would have none.
    if (value !== this.#last) {
      const rate = 1 / Math.min(++this.#moves + 8, MEMORY);
      const reach = CLIP * this.#spread;
      const off = value - this.#level;
      this.#level += rate * Math.max(-reach, Math.min(reach, off));
      this.#spread += rate * (Math.min(reach, Math.abs(off)) - this.#spread);
    }
    this.#last = value;
  }

  #suspect(value: number): void {
    const again = this.#sinceSuspect <= EPISODE_GAP;
    this.#sinceSuspect = 0;
    if (!again) {
      this.#suspects = [];
      this.#take(value);
      return;
    }
    this.#suspects.push(value);
    const most = Math.max(EPISODE.least, Math.min(EPISODE.most, this.#seen * EPISODE.share));
    if (this.#suspects.length < most) return;
    for (const each of this.#suspects) this.#take(each);
    this.#suspects = [];
    this.#fitAt = this.#seen;
  }

  /** Place beyond which a value counts for the next fit only as being there: it may have been an incident. */
  #farthest(): number {
    const { from, surprise, tail } = this.#fit!;
    if (tail === null || surprise >= FARTHEST) return Number.POSITIVE_INFINITY;
    return from + excessAt(tail, 10 ** (surprise - FARTHEST));
  }

  #refit(): void {
    const epochs = [this.#before, this.#current];
    const total = this.#before.count + this.#current.count;
    const known = Math.max(this.#before.threshold, this.#current.threshold);
    const tops = Float64Array.from(epochs.flatMap(({ top }) => top.filter((place) => place > known))).sort();
    const wanted = Math.min(FIT_MOST, Math.max(16, Math.round(FIT_SHARE * total)));
    const from =
      tops.length > wanted ? tops[tops.length - wanted - 1]! : Number.isFinite(known) ? known : tops[0]!;
    const above = tops.filter((place) => place > from);
    const reaching = epochs.reduce(
      (sum, epoch) => sum + (from > epoch.threshold ? epoch.atLeast(from) : epoch.reaching),
      0,
    );
    this.#fit = {
      from,
      surprise: -Math.log10(Math.min(1, Math.max(1, reaching) / total)),
      tail: fitTrimmed(
        above.map((place) => place - from),
        this.#farthest() - from,
      ),
    };
    this.#fitAt = this.#seen + Math.min(1024, Math.max(32, total >> 5));
  }
}

/** Surprise below the tail: 0.3, as half of the values are higher, at the level, and that of the tail where it begins. */
function between(way: number, surprise: number): number {
  if (!(way >= 0)) return 0;
  return Math.max(0, Math.min(surprise, 0.3 + (surprise - 0.3) * way));
}

import { z } from 'zod';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { expectedOf } from './odd-runs.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** In one pass: how many stretches as odd as one were seen so far, anywhere, and how many are to be expected. */
export class LiveTail {
  #rate = new TailRate();
  #seen = 0;
  #sum = 0;
  readonly #least: number;

  /** @param least `raw` from which stretches are compared */
  constructor(least: number) {
    this.#least = least;
  }

  /** Moves the clock on (epoch ms). */
  advance(now: number): void {
    this.#rate.advance(now);
  }

  /** Time since the beginning, ms. */
  get age(): number {
    return this.#rate.age;
  }

  /** A stretch is over. */
  add(raw: number): void {
    if (raw < this.#least) return;
    this.#rate.add(raw);
    this.#seen++;
    this.#sum += raw - this.#least;
  }

  /** Expected number of stretches as odd in all the time so far. */
  expected(raw: number): number {
    const as = this.#rate.expected(raw, this.age) - 0.5;
    // The rate goes by the later part of the history, so that none may look like half of one.
    return expectedOf(raw - this.#least, { as: as < 0.75 ? 0 : as, seen: this.#seen, sum: this.#sum });
  }

  /** JSON-safe state. */
  save(): SavedLiveTail {
    return { rate: this.#rate.save(), seen: this.#seen, sum: this.#sum };
  }

  /** Takes back what `save` gave. */
  load(saved: SavedLiveTail): void {
    this.#rate = TailRate.load(saved.rate);
    this.#seen = saved.seen;
    this.#sum = saved.sum;
  }
}

/** Few enough as odd are expected in a week of the log, or in all of it when it is shorter. */
export function fewInAWeek(expected: number, span: number, most: number): boolean {
  return expected / Math.max(1, span / WEEK) < most;
}

/** A number for all of the log as one per day, or per log where that is shorter. */
export function perDay(expected: number, span: number): number {
  return expected * (span > DAY ? DAY / span : 1);
}

export const savedLiveTail = z.strictObject({
  rate: savedTailRate,
  seen: z.int().min(0),
  sum: z.number().min(0),
});
export type SavedLiveTail = z.infer<typeof savedLiveTail>;

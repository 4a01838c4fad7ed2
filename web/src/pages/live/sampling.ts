import { count, grouped, percent } from '../../words.ts';

/** What a batch of the stream says of how many there were: came = shown + filtered + sampled. */
export interface Batch {
  readonly came: number;
  readonly filtered: number;
  readonly sampled: number;
}

interface Timed extends Batch {
  readonly at: number;
}

/** Batches of the last seconds count; ms. */
const WINDOW = 5_000;
/** Rates of less than this (ms) say nothing. */
const LEAST_SPAN = 900;

/** Batches of the last seconds, and what they come to. Times are epoch ms of this page. */
export class Sampling {
  #batches: readonly Timed[] = [];
  #began = Number.NaN;

  add(batch: Batch, at: number): void {
    if (Number.isNaN(this.#began)) this.#began = at;
    this.#batches = [...this.#batches.filter((one) => one.at > at - WINDOW), { ...batch, at }];
  }

  clear(): void {
    this.#batches = [];
    this.#began = Number.NaN;
  }

  /** Lines a second that came; null before it can be said. */
  rate(at: number): number | null {
    const span = Math.min(WINDOW, at - this.#began);
    if (!(span >= LEAST_SPAN)) return null;
    return (this.#sum(at).came / span) * 1000;
  }

  /** `showing 1 of 5`, `showing 99.0 %`; null where all that fit are shown. */
  words(at: number): string | null {
    const { came, filtered, sampled } = this.#sum(at);
    const fit = came - filtered;
    if (sampled <= 0) return null;
    const share = Math.max(0, fit - sampled) / fit;
    const oneIn = Math.round(1 / share);
    if (oneIn === 1) return `showing ${percent(share)}`;
    return Number.isFinite(oneIn) ? `showing 1 of ${grouped(oneIn)}` : 'showing none';
  }

  #sum(at: number): Batch {
    const sum = { came: 0, filtered: 0, sampled: 0 };
    for (const one of this.#batches) {
      if (one.at <= at - WINDOW) continue;
      sum.came += one.came;
      sum.filtered += one.filtered;
      sum.sampled += one.sampled;
    }
    return sum;
  }
}

/** `640 lines a second`, `3 lines a minute`; of nothing `no lines just now`. */
export function rateWords(perSecond: number | null): string {
  if (perSecond === null) return 'listening';
  if (perSecond === 0) return 'no lines just now';
  return perSecond >= 0.95
    ? `${count(perSecond, 'line')} a second`
    : `${count(Math.max(1, Math.round(perSecond * 60)), 'line')} a minute`;
}

import type { BacktestResult } from '../core/backtest-result.ts';
import { type BacktestOptions, backtest } from './backtest.ts';

const [SECOND, DAY] = [1000, 86_400_000];
/** People wait less than a minute. Where it would take longer, less of the past is read. */
const PATIENCE = 45 * SECOND;
const LAST_CALL = 55 * SECOND;
/** After so long it can be said how long it will take. */
const LOOK = 4 * SECOND;
const LONGEST = 30 * DAY;
/** Days before these that are only learnt from. */
const BEFORE = 14 * DAY;
const SHORTEST = DAY;

export interface CheckupOptions extends Pick<BacktestOptions, 'config' | 'inputs' | 'ring' | 'signal'> {
  /** Epoch ms. */
  readonly now: number;
  /** Ms that only run forward. */
  readonly monotonic: () => number;
  readonly onProgress?: (lines: number) => void;
}

/** What a checkup found. */
export interface Checkup {
  readonly result: BacktestResult;
  /** Ms of the past that were looked at, because there was no time for more; null when it was all 30 days. */
  readonly shortened: number | null;
}

/** The last 30 days of a machine, or as much of them as can be read in less than a minute. Fails as `scan` does. */
export async function checkup(options: CheckupOptions): Promise<Checkup> {
  const began = options.monotonic();
  let span = LONGEST;
  for (;;) {
    const pace = new Pacing(options, { span, began });
    const result = await backtest({
      ...{ config: options.config, inputs: options.inputs, ring: options.ring },
      ...{ since: options.now - span, learnFrom: options.now - span - (BEFORE * span) / LONGEST },
      signal: pace.signal,
      onProgress(lines, at) {
        options.onProgress?.(lines);
        pace.look(at);
        return new Promise((resume) => setImmediate(resume));
      },
    });
    if (pace.shorter === null || options.signal?.aborted) {
      return { result, shortened: span < LONGEST || pace.late ? span : null };
    }
    span = pace.shorter;
  }
}

/** Says when it will take too long, and how much of the past there is time for. */
class Pacing {
  readonly #options: CheckupOptions;
  readonly #span: number;
  readonly #began: number;
  readonly #all: number;
  readonly #abort = new AbortController();
  /** Epoch ms of the log that was come to first, and when that was: what lies before it is only skipped. */
  #first = Number.NaN;
  #firstAt = Number.NaN;
  /** Ms of the past that there is time for, when that is less than was asked for. */
  shorter: number | null = null;
  /** Stopped before its end, as the last of the time was over. */
  late = false;

  constructor(options: CheckupOptions, { span, began }: { span: number; began: number }) {
    this.#options = options;
    this.#span = span;
    this.#all = began;
    this.#began = options.monotonic();
  }

  get signal(): AbortSignal {
    const { signal } = this.#options;
    return signal === undefined ? this.#abort.signal : AbortSignal.any([signal, this.#abort.signal]);
  }

  /** @param at epoch ms of the log that was come to */
  look(at: number): void {
    const { now, monotonic } = this.#options;
    if (!Number.isFinite(at)) return;
    const clock = monotonic();
    if (Number.isNaN(this.#first)) [this.#first, this.#firstAt] = [at, clock];
    const [took, total] = [clock - this.#firstAt, clock - this.#all];
    const skipped = this.#firstAt - this.#began;
    if (total > LAST_CALL) {
      this.late = true;
      this.#abort.abort();
    }
    const share = (at - this.#first) / Math.max(1, now - this.#first);
    if (took < LOOK || share <= 0 || this.#span <= SHORTEST) return;
    const left = PATIENCE - total;
    const needs = (took / share) * (1 - share);
    if (needs <= Math.max(left, 0)) return;
    // Half of what is left, as nobody knows whether the latest days are the busiest.
    const room = Math.max(0, left - skipped);
    const fits = ((share / took) * 0.6 * room * (now - this.#first)) / (1 + BEFORE / LONGEST);
    this.shorter = Math.max(SHORTEST, Math.min(this.#span / 2, fits));
    this.#abort.abort();
  }
}

import type { Progress } from '../core/scan-result.ts';
import type { Source } from '../core/source.ts';
import type { Input } from './input.ts';

const EVERY_MS = 200;

/** Measures how far a run has come, and tells it a few times a second. */
export class Meter {
  readonly #tell: ((progress: Progress) => void) | undefined;
  readonly #started = performance.now();
  readonly #consumed = new Map<Input, number>();
  #stage: Progress['stage'] = 'learning';
  #passes = 1;
  #total = 0;
  #done = 0;
  #lines = 0;
  #stageStarted = 0;
  #toldAt = 0;
  #last: Input | null = null;
  #lastConsumed = 0;

  constructor(tell: ((progress: Progress) => void) | undefined) {
    this.#tell = tell;
  }

  /** A pass over `sources` begins, one of `passes`. */
  begin(stage: Progress['stage'], sources: readonly Source[], passes: number): void {
    this.#stage = stage;
    this.#passes = passes;
    this.#total = sources.reduce((total, source) => total + (source.size ?? 0), 0);
    this.#done = 0;
    this.#lines = 0;
    this.#consumed.clear();
    this.#last = null;
    this.#stageStarted = performance.now();
  }

  /** The head of `input` is being taken. */
  take(input: Input): void {
    const consumed = input.consumed(input.head!);
    const before = this.#last === input ? this.#lastConsumed : (this.#consumed.get(input) ?? 0);
    this.#done += consumed - before;
    if (this.#last !== input) {
      if (this.#last !== null) this.#consumed.set(this.#last, this.#lastConsumed);
      this.#last = input;
    }
    this.#lastConsumed = consumed;
    this.#lines++;
  }
  /** Share of this pass that is done, 0–1. */
  get share(): number {
    return this.#total > 0 ? this.#done / this.#total : 0;
  }

  /** Seconds since the run began. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** Tells the progress if it is time, and lets signals and other work of the process in. */
  async tell(): Promise<void> {
    const now = performance.now();
    if (now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    const seconds = (now - this.#stageStarted) / 1000;
    const share = this.#total > 0 ? Math.min(1, this.share) : null;
    const passesLeft = this.#stage === 'learning' ? this.#passes - 1 : 0;
    this.#tell?.({
      lines: this.#lines,
      done: share === null ? null : (this.#passes - 1 - passesLeft + share) / this.#passes,
      linesPerSecond: seconds > 0 ? this.#lines / seconds : 0,
      secondsLeft: share ? (seconds / share) * (1 - share + passesLeft) : null,
      stage: this.#stage,
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

import type { Finding } from '../core/finding.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Budget } from '../incidents/budget.ts';
import { Decider, type DeciderOptions, type Outcome } from './decider.ts';
import { Finder, type FinderOptions } from './finder.ts';
import type { LiveEngine } from './live-engine.ts';
import { chunksOf, restoreChunks } from './live-state.ts';

export type { Outcome } from './decider.ts';

export interface PipelineOptions extends FinderOptions, DeciderOptions {
  /** What people said of incidents. */
  readonly judged?: NonNullable<FinderOptions['judged']>;
  /** What a detector remarked, as rare as the history allows; on seeing a line, before `onEvent` of it. */
  readonly onRemark?: ((finding: Finding) => void) | undefined;
}

/** State of the pipeline between two batches: what was learnt, and where the inputs were read to. */
export interface PipelineState {
  readonly chunks: ReadonlyMap<string, string>;
  readonly resume: ReadonlyMap<string, string>;
}

/** Lines in, findings out, between two snapshots: the engine with what it remarked lately. No clock of its own. */
export class Pipeline {
  readonly #finder: Finder;
  readonly #decider: Decider;

  constructor(options: PipelineOptions) {
    this.#decider = new Decider(options);
    this.#finder = new Finder(options, (finding) => {
      const bounded = this.#decider.take(finding, this.#finder.span);
      options.onRemark?.(bounded);
    });
  }

  get live(): LiveEngine {
    return this.#finder.live;
  }

  /** Lines and events taken in since the start of the process. */
  get lines(): number {
    return this.#finder.lines;
  }

  get events(): number {
    return this.#finder.events;
  }

  take(batch: LiveBatch, now: number): void {
    this.#finder.take(batch, now);
  }

  measure(sample: Sample): void {
    this.#finder.measure(sample);
  }

  /** To be called every second: moves the clock on and tells what came of everything since the last call. */
  second(now: number): Outcome {
    this.live.idle(now);
    return this.outcome();
  }

  /** From now on nobody is told of what comes: it happened before the first run, and is learnt from. */
  past(): void {
    this.#decider.past();
  }

  /** The past is over; what began in it and is not over is told with what comes next. */
  present(): void {
    this.#decider.present();
  }

  /** Something that people are told at once came since `outcome` was last asked for. */
  get urgent(): boolean {
    return this.#decider.urgent;
  }

  get budget(): Budget {
    return this.#decider.budget;
  }

  /** Incidents that were not told because of what people said, since the start of the process. */
  get kept(): number {
    return this.#decider.kept;
  }

  outcome(): Outcome {
    this.#finder.hear();
    return this.#decider.outcome(this.#finder.span);
  }

  /** What is to be kept; everything that waited for more lines is let go first, so that nothing lies between. */
  state(now: number): PipelineState {
    this.live.settle();
    return {
      chunks: chunksOf({ ...this.#finder.parts, decider: this.#decider }, now),
      resume: new Map(this.live.resume),
    };
  }

  /** Goes on from what was kept; returns the clock at which that was (epoch ms). Throws STATE_INVALID. */
  restore({ chunks, resume }: PipelineState): number {
    const at = restoreChunks({ ...this.#finder.parts, decider: this.#decider }, chunks);
    this.live.resumeFrom(resume);
    return at;
  }
}

import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Feature } from '../filter/feature.ts';
import type { Rule } from '../filter/rule.ts';
import type { Budget } from '../incidents/budget.ts';
import type { MailCounts } from '../mailstats/counts.ts';
import { Decider, type DeciderOptions, type Outcome, type Span } from './decider.ts';
import { FilterBook } from './filter-book.ts';
import type { JudgedNow } from './judged-now.ts';
import { LiveEngine } from './live-engine.ts';
import { chunksOf, type LiveParts, restoreChunks } from './live-state.ts';
import type { OrdersNow } from './orders-now.ts';

export type { Outcome } from './decider.ts';

export interface PipelineOptions extends DeciderOptions {
  readonly rules: readonly Rule[];
  readonly detectors: readonly DetectorDefinition[];
  /** Numbers of one's own, judged like any metric. */
  readonly features?: readonly Feature[];
  readonly timeZone?: string | undefined;
  /** What people want of models. */
  readonly orders?: OrdersNow;
  /** Counts what comes of mail, from snapshot to snapshot. */
  readonly mail?: MailCounts;
  /** Whether an event is to be left out: nothing is done with it. */
  readonly skip?: (event: Event) => boolean;
  /** Every event after it was judged; its text is only there during the call. */
  readonly onEvent: (event: Event) => void;
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
  readonly live: LiveEngine;
  readonly #decider: Decider;
  readonly #judged: JudgedNow | undefined;
  readonly #orders: OrdersNow | undefined;
  readonly #mail: MailCounts | undefined;
  readonly #rules: FilterBook;
  /** Lines and events taken in since the start of the process. */
  lines = 0;
  events = 0;

  constructor(options: PipelineOptions) {
    this.#decider = new Decider(options);
    this.#judged = options.judged;
    this.#orders = options.orders;
    this.#mail = options.mail;
    const { skip } = options;
    this.live = new LiveEngine({
      ...{ rules: options.rules, detectors: options.detectors, timeZone: options.timeZone },
      features: options.features,
      skip: (event) => {
        if (event.received >= (this.#judged?.next ?? Number.POSITIVE_INFINITY))
          this.#judged!.hear(event.received);
        if (event.received >= (this.#orders?.next ?? Number.POSITIVE_INFINITY))
          this.#orders!.hear(event.received);
        if (skip?.(event) === true) return true;
        this.#rules.observe(event.received);
        return false;
      },
      onEvent: (event) => {
        this.events++;
        this.#mail?.observe(event);
        options.onEvent(event);
      },
      onFinding: (finding) => {
        const bounded = this.#decider.take(finding, this.#span);
        options.onRemark?.(bounded);
      },
    });
    this.#rules = new FilterBook(this.live.engine.filter);
  }

  take(batch: LiveBatch, now: number): void {
    this.lines += batch.count;
    this.live.take(batch, now);
  }

  measure(sample: Sample): void {
    this.live.measure(sample);
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
    const span = this.#span;
    if (Number.isFinite(span.to)) {
      this.#judged?.hear(span.to);
      this.#orders?.hear(span.to);
    }
    return this.#decider.outcome(span);
  }

  /** What is to be kept; everything that waited for more lines is let go first, so that nothing lies between. */
  state(now: number): PipelineState {
    this.live.settle();
    return {
      chunks: chunksOf(this.#parts, now),
      resume: new Map(this.live.resume),
    };
  }

  /** Goes on from what was kept; returns the clock at which that was (epoch ms). Throws STATE_INVALID. */
  restore({ chunks, resume }: PipelineState): number {
    const at = restoreChunks(this.#parts, chunks);
    this.live.resumeFrom(resume);
    return at;
  }

  get #span(): Span {
    const { from, to } = this.live.engine;
    return { from, to };
  }

  get #parts(): LiveParts {
    return {
      live: this.live,
      decider: this.#decider,
      judged: this.#judged,
      mail: this.#mail,
      orders: this.#orders,
      rules: this.#rules,
    };
  }
}

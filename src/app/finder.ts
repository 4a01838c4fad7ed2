import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Feature } from '../filter/feature.ts';
import type { Rule } from '../filter/rule.ts';
import type { MailCounts } from '../mailstats/counts.ts';
import type { Span } from './decider.ts';
import { FilterBook } from './filter-book.ts';
import type { JudgedNow } from './judged-now.ts';
import { LiveEngine } from './live-engine.ts';
import type { EngineParts } from './live-state.ts';
import type { OrdersNow } from './orders-now.ts';

export interface FinderOptions {
  readonly rules: readonly Rule[];
  readonly detectors: readonly DetectorDefinition[];
  /** Events come marked: another filter has decided about them. */
  readonly marked?: boolean;
  /** Numbers of one's own, judged like any metric. */
  readonly features?: readonly Feature[];
  readonly timeZone?: string | undefined;
  /** What people said of incidents. */
  readonly judged?: JudgedNow;
  /** What people want of models. */
  readonly orders?: OrdersNow;
  /** Counts what comes of mail, from snapshot to snapshot. */
  readonly mail?: MailCounts;
  /** Whether an event is to be left out: nothing is done with it. */
  readonly skip?: (event: Event) => boolean;
  /** What the host of a line or a sample is called that is given as an address; as it came when absent. */
  readonly nameOf?: ((host: string) => string) | undefined;
  /** Every event after it was judged; its text is only there during the call. */
  readonly onEvent: (event: Event) => void;
}

/** Lines in, findings out: the engine with what people said to it, each word at its place in the log. */
export class Finder {
  readonly live: LiveEngine;
  readonly #options: FinderOptions;
  readonly #rules: FilterBook;
  /** Lines and events taken in since the start of the process. */
  lines = 0;
  events = 0;

  constructor(options: FinderOptions, onFinding: (finding: Finding) => void) {
    const { judged, orders, mail, skip, nameOf } = options;
    this.#options = options;
    this.live = new LiveEngine({
      ...{ rules: options.rules, detectors: options.detectors, timeZone: options.timeZone },
      ...(options.marked === undefined ? {} : { marked: options.marked }),
      features: options.features,
      skip: (event) => {
        if (nameOf !== undefined && event.host !== null) event.host = nameOf(event.host);
        if (event.received >= (judged?.next ?? Number.POSITIVE_INFINITY)) judged!.hear(event.received);
        if (event.received >= (orders?.next ?? Number.POSITIVE_INFINITY)) orders!.hear(event.received);
        if (skip?.(event) === true) return true;
        this.#rules.observe(event.received);
        return false;
      },
      onEvent: (event) => {
        this.events++;
        mail?.observe(event);
        options.onEvent(event);
      },
      onFinding,
    });
    this.#rules = new FilterBook(this.live.engine.filter);
  }

  take(batch: LiveBatch, now: number): void {
    this.lines += batch.count;
    this.live.take(batch, now);
  }

  measure(sample: Sample): void {
    const { host } = sample;
    const name = host === null ? null : (this.#options.nameOf?.(host) ?? host);
    this.live.measure(name === host ? sample : { ...sample, host: name });
  }

  get span(): Span {
    const { from, to } = this.live.engine;
    return { from, to };
  }

  /** Hands on what people said up to now, though no line comes. */
  hear(): void {
    const { to } = this.live.engine;
    if (!Number.isFinite(to)) return;
    this.#options.judged?.hear(to);
    this.#options.orders?.hear(to);
  }

  /** What a snapshot of it is taken of. */
  get parts(): EngineParts {
    const { judged, orders, mail } = this.#options;
    return { live: this.live, judged, orders, mail, rules: this.#rules };
  }
}

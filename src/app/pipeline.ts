import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { type Finding, PAGE_LINE, rank } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Rule } from '../filter/rule.ts';
import { IncidentsNow } from './incidents-now.ts';
import { LiveEngine } from './live-engine.ts';
import { chunksOf, type LiveParts, restoreChunks } from './live-state.ts';
import { mostSurprise } from './merged-findings.ts';

export interface PipelineOptions {
  readonly rules: readonly Rule[];
  readonly detectors: readonly DetectorDefinition[];
  readonly timeZone?: string | undefined;
  readonly incidents?: IncidentsNow;
  /** Every event after it was judged; its text is only there during the call. */
  readonly onEvent: (event: Event) => void;
}

/** What came of the lines since it was last asked for. */
export interface Outcome {
  /** Findings as detectors remarked them, new or changed, to be kept. */
  readonly remarked: readonly Finding[];
  /** The incidents that they are in, and those that are over. */
  readonly incidents: readonly Incident[];
}

/** State of the pipeline between two batches: what was learnt, and where the inputs were read to. */
export interface PipelineState {
  readonly chunks: ReadonlyMap<string, string>;
  readonly resume: ReadonlyMap<string, string>;
}

/** Lines in, findings out, between two snapshots: the engine with what it remarked lately. No clock of its own. */
export class Pipeline {
  readonly live: LiveEngine;
  readonly #incidents: IncidentsNow;
  /** By id: the latest version of each that was remarked since it was last asked for. */
  #remarked = new Map<string, Finding>();
  /** Lines and events taken in since the start of the process. */
  lines = 0;
  events = 0;
  #urgent = false;

  constructor(options: PipelineOptions) {
    this.#incidents = options.incidents ?? new IncidentsNow();
    this.live = new LiveEngine({
      ...{ rules: options.rules, detectors: options.detectors, timeZone: options.timeZone },
      onEvent: (event) => {
        this.events++;
        options.onEvent(event);
      },
      onFinding: (finding) => {
        const { engine } = this.live;
        const bounded = {
          ...finding,
          surprise: Math.min(finding.surprise, mostSurprise(engine.to - engine.from)),
        };
        this.#remarked.set(finding.id, finding);
        this.#incidents.take(bounded, engine.to);
        if (rank(bounded) >= PAGE_LINE) this.#urgent = true;
      },
    });
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

  /** Something that people are told at once came since `outcome` was last asked for. */
  get urgent(): boolean {
    return this.#urgent;
  }

  outcome(): Outcome {
    this.#urgent = false;
    const { engine } = this.live;
    const incidents = this.#incidents.changes(engine.to);
    if (this.#remarked.size + incidents.length === 0) return NOTHING;
    const remarked = [...this.#remarked.values()];
    this.#remarked = new Map();
    return { remarked, incidents };
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

  get #parts(): LiveParts {
    return { live: this.live, incidents: this.#incidents };
  }
}

const NOTHING: Outcome = { remarked: [], incidents: [] };

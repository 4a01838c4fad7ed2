import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Rule } from '../filter/rule.ts';
import { LiveEngine } from './live-engine.ts';
import { LiveFindings } from './live-findings.ts';
import { chunksOf, restoreChunks } from './live-state.ts';

export interface PipelineOptions {
  readonly rules: readonly Rule[];
  readonly detectors: readonly DetectorDefinition[];
  readonly timeZone?: string | undefined;
  /** Every event after it was judged; its text is only there during the call. */
  readonly onEvent: (event: Event) => void;
}

/** What came of the lines since it was last asked for. */
export interface Outcome {
  /** Findings as detectors remarked them, new or changed, to be kept. */
  readonly remarked: readonly Finding[];
  /** The stories they are in, as they are shown and told. */
  readonly stories: readonly Finding[];
}

/** State of the pipeline between two batches: what was learnt, and where the inputs were read to. */
export interface PipelineState {
  readonly chunks: ReadonlyMap<string, string>;
  readonly resume: ReadonlyMap<string, string>;
}

/** Lines in, findings out, between two snapshots: the engine with what it remarked lately. No clock of its own. */
export class Pipeline {
  readonly live: LiveEngine;
  readonly #findings = new LiveFindings();
  /** Lines and events taken in since the start of the process. */
  lines = 0;
  events = 0;

  constructor(options: PipelineOptions) {
    this.live = new LiveEngine({
      ...{ rules: options.rules, detectors: options.detectors, timeZone: options.timeZone },
      onEvent: (event) => {
        this.events++;
        options.onEvent(event);
      },
      onFinding: (finding) => this.#findings.take(finding),
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

  outcome(): Outcome {
    if (!this.#findings.hasChanged) return NOTHING;
    const { engine } = this.live;
    return this.#findings.changes(engine.to, engine.to - engine.from);
  }

  /** What is to be kept; everything that waited for more lines is let go first, so that nothing lies between. */
  state(now: number): PipelineState {
    this.live.settle();
    return {
      chunks: chunksOf({ live: this.live, findings: this.#findings }, now),
      resume: new Map(this.live.resume),
    };
  }

  /** Goes on from what was kept; returns the clock at which that was (epoch ms). Throws STATE_INVALID. */
  restore({ chunks, resume }: PipelineState): number {
    const at = restoreChunks({ live: this.live, findings: this.#findings }, chunks);
    this.live.resumeFrom(resume);
    return at;
  }
}

const NOTHING: Outcome = { remarked: [], stories: [] };

import type { Analysis } from '../core/analysis.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { BusSection } from '../core/fleet.ts';
import type { Incident } from '../core/incident.ts';
import type { LiveInputStatus } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import type { Template } from '../core/template.ts';
import type { Budget } from '../incidents/budget.ts';
import type { Store } from '../store/store.ts';
import type { Decided } from './budget-of.ts';
import type { Config } from './config.ts';
import type { BesideCounters } from './daemon-pipeline.ts';
import type { SourcePlan } from './daemon-sources.ts';
import type { RingStatus } from './ring.ts';
import type { WarmStart } from './warm-start.ts';

/** What a daemon is made of. */
export interface DaemonOptions {
  readonly config: Config;
  readonly plan: SourcePlan;
  readonly store: Store;
  readonly ringFolder: string;
  readonly stdout: (text: string) => boolean;
  readonly notice: (notice: Notice) => void;
  /** Incidents that are new, changed or over, with what becomes of them; how people are told is not the daemon's affair. */
  readonly onIncidents: (incidents: readonly Decided[], now: number) => void;
  /** Whether an incident was called expected at a time of the log (epoch ms), by what it is about. */
  readonly expected?: (incident: Incident, now: number) => boolean;
  /** Every second, after everything else of it. */
  readonly onSecond: (now: number) => void;
  /** Epoch ms, instead of the wall clock. */
  readonly clock?: () => number;
  /** Who looks on: what is remarked, and every line that comes after the past was learnt. */
  readonly feed?: { remark(finding: Finding): void; line(event: Event): void };
  /** What is wrong just now, as people are told of it. */
  readonly troubles?: () => readonly Notice[];
  /** The intake is broken: nothing comes any more. */
  readonly onFailure: (error: Error) => void;
}

/** What a daemon did, for `status` and metrics. */
export interface DaemonStatus extends BesideCounters {
  readonly startedAt: number;
  readonly ready: boolean;
  readonly caughtUp: boolean;
  readonly lines: number;
  readonly events: number;
  readonly inputs: readonly LiveInputStatus[];
  readonly ring: RingStatus | null;
  /** Bytes handed over by the intake and not yet taken in. */
  readonly underWay: number;
  readonly snapshots: { readonly taken: number; readonly last: number; readonly lastMs: number };
  /** What it has to do with others; absent where it is alone. */
  readonly bus?: BusSection;
  /** Ordinary lines that were not stored because so many came; they are where they came from, or in the ring. */
  readonly notStored: number;
}

/** What came of the lines of an input, since the start. */
export interface Reading {
  readonly events: number;
  /** Events that no format fitted. */
  readonly unparsed: number;
  readonly empty: number;
}

/** What went through beside the lines, for `status` and metrics. */
export interface Passed {
  /** Lines of logsift itself that came back to it. */
  readonly own: number;
  /** What was not followed to its end because of caps, in words. */
  readonly capped: readonly string[];
  readonly budget: Budget['counters'];
  /** Incidents that were not told because of what people said. */
  readonly hushed: number;
}

/** A process that lines, events or findings go through, as those see it who look after it. */
export interface Watched {
  /** Epoch ms; never runs backwards. */
  now(): number;
  status(): DaemonStatus;
  passed(): Passed;
  /** Of one input, or of all that were read lately. */
  reading(key: string): Reading;
  readings(): readonly Reading[];
}

/** What a life is lived with: it begins, goes on from what was kept, and ends. */
export interface Running extends Watched {
  /** Resolves when everything goes through; what was learnt before a first run, null when nothing was. */
  start(signal: AbortSignal, onWarm: (lines: number) => void): Promise<WarmStart | null>;
  /** Keeps what was learnt, and closes everything but the store. */
  stop(): Promise<void>;
  /** Files that are written to were rotated. */
  reopen(): void;
  /** Id of the incident under whose page one is told; null when it is not. */
  pageOf(incident: string): string | null;
  /** Kinds of lines that are known. */
  templates(): readonly Template[];
  /** An incident was explained; absent where nobody else is told. */
  explained?(analysis: Analysis): void;
}

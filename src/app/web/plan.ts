import type { EffectiveValue } from '../../config/effective.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { MonitorAnswer, MonitorRequest } from '../../core/monitor.ts';
import type { Status } from '../../core/status.ts';
import type { HubCounters } from '../../dashboard/sse.ts';
import type { HurriedClock } from '../../kit/hurried-clock.ts';
import type { Config } from '../config.ts';

/** The configuration as a person looks at it; secrets are hidden. */
export interface WrittenConfig {
  /** The weakest first. */
  readonly files: readonly string[];
  readonly values: readonly EffectiveValue[];
  readonly notes: readonly string[];
}

/** What the thread of the dashboard is started with: plain data. */
export interface WebPlan {
  readonly config: Config;
  readonly written: WrittenConfig | null;
  readonly version: string;
  /** The clock that the daemon runs by; null for the wall clock. */
  readonly clock: HurriedClock | null;
}

/** What the dashboard asks the engine's thread: by name, what is given and what comes back; plain data. */
export interface Questions {
  readonly monitor: { readonly given: MonitorRequest; readonly answer: MonitorAnswer };
  readonly status: { readonly given: null; readonly answer: Status };
}
export type Question = keyof Questions;

/** Who answers in the engine's thread. Throws what the asker is told: LogsiftErrors arrive as such. */
export type EngineAnswers = {
  readonly [Q in Question]: (
    given: Questions[Q]['given'],
  ) => Questions[Q]['answer'] | Promise<Questions[Q]['answer']>;
};

/** The engine, seen from the dashboard. */
export interface EngineLink {
  /** Rejects when it does not answer in time, or does not know. */
  ask<Q extends Question>(question: Q, given: Questions[Q]['given']): Promise<Questions[Q]['answer']>;
  /** How many look at a topic of what comes live. */
  watch(topic: string, watchers: number): void;
}

/** What the dashboard counts, for `/metrics`. */
export interface WebCounters extends HubCounters {
  /** Requests that were refused as one address asked too much. */
  readonly throttled: number;
}

/** What the thread of the dashboard says. */
export type FromWeb =
  | {
      readonly kind: 'listening';
      readonly port: number;
      /** Where people find it, with a token where one is needed; null where only monitoring is served. */
      readonly url: string | null;
      readonly remarks: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode | null; readonly message: string }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question; readonly given: unknown }
  | { readonly kind: 'watch'; readonly topic: string; readonly watchers: number }
  /** So many of what was published were taken. */
  | { readonly kind: 'heard'; readonly messages: number }
  | { readonly kind: 'counters'; readonly counters: WebCounters }
  | { readonly kind: 'trouble'; readonly text: string }
  | { readonly kind: 'stopped' };

export type ToWeb =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly code: ErrorCode | null;
      readonly message: string;
    }
  | { readonly kind: 'publish'; readonly topic: string; readonly data: object }
  | { readonly kind: 'stop' };

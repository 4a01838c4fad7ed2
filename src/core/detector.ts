import type { Event } from './event.ts';
import type { Finding } from './finding.ts';
import type { Fits } from './fits.ts';
import type { Limit } from './limit.ts';
import type { ModelReport } from './model-report.ts';
import type { Places } from './place.ts';
import type { Sample } from './sample.ts';

/**
 * How the engine is being run; shared and changed by the engine, read by profiles and detectors.
 * - one pass (`scan --baseline`, live): `learning` is true throughout; `segment` is −1.
 * - two passes (`scan`): in the first `learning` is true and `segment` counts 0…9 through the log; in the second
 *   `learning` is false and what was learnt from `segment` itself must be left out of every judgement.
 */
export interface Phase {
  learning: boolean;
  /** Findings are wanted; false while a baseline is being read. */
  reporting: boolean;
  /** Tenth of the log being read, −1 when there are no tenths. */
  segment: number;
}

/** Everything a detector may know of the world; no wall clock, no `Math.random`, no environment. */
export interface DetectorContext {
  readonly phase: Readonly<Phase>;
  /** Hands a finding on; the same id again replaces the earlier version. */
  emit(finding: Finding): void;
  /** Seeded random numbers in [0, 1). */
  random(): number;
  /** Fits models beside the stream; see `src/detectors/due-fit.ts` for one that survives a restart. */
  readonly fits: Fits;
  /** What people set as limits of numbers; none when absent. */
  readonly limits?: readonly Limit[];
  /** Where addresses are; absent where nothing says so. */
  readonly places?: Places;
}

export type Feedback =
  | { readonly kind: 'verdict'; readonly finding: string; readonly verdict: 'real' | 'noise' | 'missed' }
  | { readonly kind: 'expected'; readonly finding: string; readonly until: number }
  | { readonly kind: 'opened' | 'closed'; readonly incident: string; readonly findings: readonly string[] }
  | ModelOrder;

/** What people want of models. Names are those of `ModelReport`; that of a detector stands for all of its models. */
export type ModelOrder =
  | { readonly kind: 'retrain'; readonly models: 'all' | readonly string[] }
  | { readonly kind: 'rollback'; readonly model: string; readonly version: number }
  /** The share of rows (0–0.5) that are odd, as people saw it. */
  | { readonly kind: 'contamination'; readonly share: number };

/**
 * Answers one question about the stream. An event is scored, then learnt, in one call; work per event is bounded,
 * the thinking is done on ticks.
 */
export interface Detector {
  observe(event: Event): void;
  measure(sample: Sample): void;
  feedback(feedback: Feedback): void;
  /** Comes at whole seconds of the engine's clock (epoch ms). */
  tick(time: number): void;
  /**
   * Nothing could be seen between two times (epoch ms): logsift was down, or the clock was set. What did not come then
   * is no news. No tick comes for that time. Absent where a gap makes no difference.
   */
  blind?(from: number, to: number): void;
  /** The first pass is over: everything is learnt, judging begins. */
  learned(): void;
  /** End of input: hand out what is still held back. */
  finish(): void;
  /** How much was not followed to its end because a cap was reached; in words with `capped` of the definition. */
  readonly overCap?: number;
  /** What is to be said of its models; absent where it has none. */
  models?(): readonly ModelReport[];
  /**
   * State as JSON-safe data. What is in `models` of it is kept as a piece of its own, written when it changes: it is
   * for what is large and seldom other.
   */
  snapshot(): unknown;
  /** Takes back what `snapshot` gave; throws a catalogue error on anything else. */
  restore(state: unknown): void;
}

export interface DetectorDefinition {
  readonly name: string;
  /** What it asks, one line for `--help` and docs. */
  readonly question: string;
  /** It looks only where it is asked for by name. */
  readonly optional?: true;
  /**
   * It compares hosts with each other, or knows what is new anywhere: where detection is spread over shards of hosts, one
   * of it looks at all of them. Others look at each shard by itself.
   */
  readonly scope?: 'fleet';
  /** What `overCap` counts, in the singular, and what became of it: `['actor', 'forgotten while it failed']`. */
  readonly capped?: readonly [noun: string, fate: string];
  create(context: DetectorContext): Detector;
}

/** Names the shape for inference and for the completeness test. */
export function defineDetector(definition: DetectorDefinition): DetectorDefinition {
  return definition;
}

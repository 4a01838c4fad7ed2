import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Notice } from '../core/notice.ts';
import type { ChangesStatus, SendersStatus } from '../core/status.ts';
import type { Store } from '../store/store.ts';
import type { Config } from './config.ts';
import { ModelWatch } from './model-watch.ts';
import { Pipeline, type PipelineState } from './pipeline.ts';
import { contextOf, decidingOptions, findingOptions, judgedOf } from './pipeline-parts.ts';
import { senderWatchOf } from './senders/sender-watch-of.ts';
import { topologyOf } from './topology-of.ts';

export interface DaemonPipelineOptions {
  readonly config: Config;
  readonly store: Store;
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
  readonly onEvent: (event: Event) => void;
  /** What a detector remarked, as rare as the history allows; on seeing a line, before `onEvent` of it. */
  readonly onRemark?: (finding: Finding) => void;
  /** Whether an incident was called expected by the key of what it is about, at a time of the log (epoch ms). */
  readonly expected?: ((incident: Incident, now: number) => boolean) | undefined;
}

/** What goes on beside the pipeline, as numbers. */
export interface BesideCounters {
  /** Changes that lines told of. */
  readonly changes: ChangesStatus;
  /** Silences that hold, and incidents that were not told because of any since the start. */
  readonly silences: { readonly active: number; readonly hidden: number };
  /** What lines from the network tell of who sends them; absent where nobody looks. */
  readonly senders?: SendersStatus;
}

/** The pipeline of a daemon, and what goes on beside it. */
export interface DaemonPipeline {
  readonly pipeline: Pipeline;
  readonly counters: () => BesideCounters;
  /** Goes on from what was kept, says which models cannot be used; gives the clock of then (epoch ms). Throws STATE_INVALID. */
  restore(state: PipelineState): number;
  /** To be called every second: keeps changes, says what is wrong with models. Whether what was learnt is to be kept soon. */
  second(): boolean;
}

/** The pipeline as it is configured, its incidents with all that the store knows and people said. */
export function daemonPipeline(options: DaemonPipelineOptions): DaemonPipeline {
  const { config, onEvent } = options;
  const topology = topologyOf(config);
  const engine = () => pipeline.live.engine;
  const parts = { ...options, topology, resolve: (id: string) => engine().miner.resolve(id) ?? id };
  const context = contextOf(parts);
  const finding = findingOptions(parts, engine);
  const deciding = decidingOptions(parts, options.expected);
  const { orders } = finding;
  const { silences } = deciding;
  const senders = senderWatchOf(config, options.notice);
  const pipeline: Pipeline = new Pipeline({
    ...{ ...finding, ...deciding, judged: judgedOf(parts, engine), incidents: context.incidents },
    skip(event) {
      senders.observe(event);
      return finding.skip?.(event) === true;
    },
    onEvent(event) {
      const { from, to, profiles } = engine();
      context.observe(event, { seen: to - from, hosts: profiles.hostCount });
      onEvent(event);
    },
    onRemark: options.onRemark,
  });
  const models = new ModelWatch(options);
  return {
    pipeline,
    counters: () => ({
      changes: context.changes.counters,
      silences: { active: silences.active(options.now()), hidden: silences.count },
      senders: senders.status,
    }),
    restore(state) {
      const at = pipeline.restore(state);
      models.look(pipeline.live.engine.models(), orders.heard);
      return at;
    },
    second() {
      context.second();
      senders.second(options.now());
      return models.look(pipeline.live.engine.models(), orders.heard);
    },
  };
}

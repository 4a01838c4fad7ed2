import { hostname } from 'node:os';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Notice } from '../core/notice.ts';
import type { ChangesStatus } from '../core/status.ts';
import { loadRules } from '../filter/load-rules.ts';
import { MailCounts } from '../mailstats/counts.ts';
import type { Store } from '../store/store.ts';
import { budgetOf } from './budget-of.ts';
import { switchedOn } from './choose-detectors.ts';
import type { Config } from './config.ts';
import { IncidentContext } from './incident-context.ts';
import { JudgedNow, judgedIn } from './judged-now.ts';
import { ModelWatch } from './model-watch.ts';
import { OrdersNow } from './orders-now.ts';
import { OwnLines, standardFiles } from './own-lines.ts';
import { Pipeline, type PipelineState } from './pipeline.ts';
import { SilencesNow, silencesIn } from './silences-now.ts';
import { topologyOf } from './topology-of.ts';
import { withLimits } from './with-limits.ts';
import { withPlaces } from './with-places.ts';

/** Past incidents that others are compared with. */
const MOST_PAST = 10_000;

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
  const { config, store, onEvent } = options;
  const topology = topologyOf(config);
  const own = ownLines(options);
  const resolve = (id: string) => pipeline.live.engine.miner.resolve(id) ?? id;
  const { incidents } = store;
  const judged = new JudgedNow({
    ...{ source: judgedIn(store), resolve, now: options.now },
    feedback: (feedback) => pipeline.live.engine.feedback(feedback),
  });
  const silences = new SilencesNow({
    ...{ source: silencesIn(store), configured: config.silences, topology },
    onHidden: (hidden) => void store.write('silences', () => store.silences.hide(hidden), 'should'),
  });
  const orders = new OrdersNow({
    ...{ source: store.orders, now: options.now },
    obey: (order) => pipeline.live.engine.feedback(order),
  });
  const context = new IncidentContext({
    ...{ topology, window: config.topology.window, resolve },
    source: {
      past: () => incidents.past(MOST_PAST),
      changes: (from, to) => incidents.changes(from, to),
      keep(changes) {
        const add = () => {
          for (const one of changes) incidents.addChange(one);
        };
        store.write('changes', add, 'should');
      },
      verdictOf: (id) => incidents.verdictOf(id),
    },
  });
  const pipeline: Pipeline = new Pipeline({
    rules: loadRules({ files: config.rules.files, noPacks: !config.rules.packs }),
    detectors: withLimits(withPlaces(switchedOn(config.detectors), config), config),
    features: config.features,
    timeZone: config.timezone,
    skip: (event) => own.has(event),
    incidents: context.incidents,
    budget: budgetOf(config, topology),
    ...{ judged, silences, orders },
    mail: new MailCounts(config.timezone),
    hushed: (incident, now) => options.expected?.(incident, now) === true,
    onEvent(event) {
      const { engine } = pipeline.live;
      context.observe(event, { seen: engine.to - engine.from, hosts: engine.profiles.hostCount });
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
    }),
    restore(state) {
      const at = pipeline.restore(state);
      models.look(pipeline.live.engine.models(), orders.heard);
      return at;
    },
    second() {
      context.second();
      return models.look(pipeline.live.engine.models(), orders.heard);
    },
  };
}

/** What is of logsift itself, where that comes back to it. */
function ownLines({ config, notice, now }: DaemonPipelineOptions): OwnLines {
  const { findings, events } = config.output;
  const outputs = [findings, events].flatMap((path) =>
    path === undefined || path === 'stdout' ? [] : [path],
  );
  return new OwnLines({
    files: [...outputs, ...standardFiles()],
    host: hostname(),
    pid: process.pid,
    notice,
    now,
  });
}

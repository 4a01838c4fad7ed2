import type { Event } from '../core/event.ts';
import { loadRules } from '../filter/load-rules.ts';
import type { Store } from '../store/store.ts';
import { budgetOf } from './budget-of.ts';
import { chooseDetectors } from './choose-detectors.ts';
import type { Config } from './config.ts';
import { IncidentContext } from './incident-context.ts';
import { JudgedNow } from './judged-now.ts';
import { Pipeline } from './pipeline.ts';
import { topologyOf } from './topology-of.ts';

/** Past incidents that others are compared with. */
const MOST_PAST = 10_000;

export interface DaemonPipelineOptions {
  readonly config: Config;
  readonly store: Store;
  readonly onEvent: (event: Event) => void;
}

/** The pipeline of a daemon, and what goes on beside it. */
export interface DaemonPipeline {
  readonly pipeline: Pipeline;
  /** To be called every second: keeps changes, hears what people said. */
  second(): void;
}

/** The pipeline as it is configured, its incidents with all that the store knows and people said. */
export function daemonPipeline({ config, store, onEvent }: DaemonPipelineOptions): DaemonPipeline {
  const topology = topologyOf(config);
  const resolve = (id: string) => pipeline.live.engine.miner.resolve(id) ?? id;
  const { incidents, judgements } = store;
  const judged = new JudgedNow({
    ...{ incidents, judgements, resolve },
    feedback: (feedback) => pipeline.live.engine.feedback(feedback),
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
    detectors: chooseDetectors(
      Object.entries(config.detectors).flatMap(([name, wanted]) => (wanted ? [name] : [])),
    ),
    timeZone: config.timezone,
    incidents: context.incidents,
    budget: budgetOf(config, topology),
    hushed: (incident, now) => judged.covers(incident, now),
    onEvent(event) {
      const { engine } = pipeline.live;
      context.observe(event, { seen: engine.to - engine.from, hosts: engine.profiles.hostCount });
      onEvent(event);
    },
  });
  return {
    pipeline,
    second() {
      context.second();
      judged.hear();
    },
  };
}

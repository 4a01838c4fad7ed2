import type { Event } from '../../core/event.ts';
import type { Finding } from '../../core/finding.ts';
import { Finder } from '../finder.ts';
import { ModelWatch } from '../model-watch.ts';
import { contextOf, findingOptions, judgedOf, type PartsOptions } from '../pipeline-parts.ts';
import { topologyOf } from '../topology-of.ts';

export interface DetectPartsOptions extends Pick<PartsOptions, 'config' | 'store' | 'notice' | 'now'> {
  /** Which detectors look: those that compare hosts, those that need not, or all. */
  readonly scope: Scope;
  readonly onFinding: (finding: Finding) => void;
  readonly onEvent: (event: Event) => void;
}

export type Scope = 'all' | 'host' | 'fleet';

/** What finds, and what goes on beside it. */
export interface DetectParts {
  readonly finder: Finder;
  /** To be called every second: keeps changes, says what is wrong with models. Whether what was learnt is to be kept soon. */
  second(): boolean;
}

/** The finding half of the pipeline as it is configured, with what people said to it. */
export function detectParts(options: DetectPartsOptions): DetectParts {
  const engine = () => finder.live.engine;
  const parts = {
    ...options,
    topology: topologyOf(options.config),
    resolve: (id: string) => engine().miner.resolve(id) ?? id,
  };
  const context = contextOf(parts);
  const finding = findingOptions(parts, engine);
  const { scope } = options;
  const detectors = finding.detectors.filter(
    (one) => scope === 'all' || (scope === 'fleet') === (one.scope === 'fleet'),
  );
  const finder: Finder = new Finder(
    {
      ...{ ...finding, detectors, judged: judgedOf(parts, engine), marked: true },
      onEvent(event) {
        const { from, to, profiles } = engine();
        context.observe(event, { seen: to - from, hosts: profiles.hostCount });
        options.onEvent(event);
      },
    },
    options.onFinding,
  );
  const models = new ModelWatch(options);
  return {
    finder,
    second() {
      context.second();
      return models.look(engine().models(), finding.orders.heard);
    },
  };
}

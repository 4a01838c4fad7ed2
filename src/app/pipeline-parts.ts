import { hostname } from 'node:os';
import type { Incident } from '../core/incident.ts';
import type { Notice } from '../core/notice.ts';
import { loadRules } from '../filter/load-rules.ts';
import { MailCounts } from '../mailstats/counts.ts';
import type { Store } from '../store/store.ts';
import type { Topology } from '../topology/topology.ts';
import { budgetOf } from './budget-of.ts';
import { switchedOn } from './choose-detectors.ts';
import type { Config } from './config.ts';
import type { DeciderOptions } from './decider.ts';
import type { Engine } from './engine.ts';
import type { FinderOptions } from './finder.ts';
import { IncidentContext } from './incident-context.ts';
import { JudgedNow, judgedIn } from './judged-now.ts';
import { OrdersNow } from './orders-now.ts';
import { OwnLines, standardFiles } from './own-lines.ts';
import { SilencesNow, silencesIn } from './silences-now.ts';
import { withLimits } from './with-limits.ts';
import { withPlaces } from './with-places.ts';

/** Past incidents that others are compared with. */
const MOST_PAST = 10_000;

/** What all parts of a pipeline are made of. */
export interface PartsOptions {
  readonly config: Config;
  readonly store: Store;
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
  readonly topology: Topology;
  /** The id that an older one of a kind of line stands for now. */
  readonly resolve: (template: string) => string;
}

/** Incidents with what is known beside them, and changes that lines tell of. */
export function contextOf({ config, store, topology, resolve }: PartsOptions): IncidentContext {
  const { incidents } = store;
  return new IncidentContext({
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
}

/** What people said of incidents; detectors are told of it where there are any. */
export function judgedOf({ store, now, resolve }: PartsOptions, engine: (() => Engine) | null): JudgedNow {
  const feedback: ConstructorParameters<typeof JudgedNow>[0]['feedback'] = (said) => engine!().feedback(said);
  return new JudgedNow({
    ...{ source: judgedIn(store), resolve, now },
    ...(engine === null ? {} : { feedback }),
  });
}

/** What finds, as it is configured; `engine` is asked once there is one. */
export function findingOptions(options: PartsOptions, engine: () => Engine) {
  const { config, store, topology, now } = options;
  const own = ownLines(options);
  return {
    rules: loadRules({ files: config.rules.files, noPacks: !config.rules.packs }),
    detectors: withLimits(withPlaces(switchedOn(config.detectors), config), config),
    ...{ features: config.features, timeZone: config.timezone },
    nameOf: (host: string) => topology.nameOf(host),
    skip: (event) => own.has(event),
    orders: new OrdersNow({
      ...{ source: store.orders, now },
      obey: (order) => engine().feedback(order),
    }),
    mail: new MailCounts(config.timezone),
  } satisfies Partial<FinderOptions>;
}

/** What decides, as it is configured. `expected`: whether an incident was called so, at a time of the log (epoch ms). */
export function decidingOptions(
  { config, store, topology }: PartsOptions,
  expected: ((incident: Incident, now: number) => boolean) | undefined,
) {
  return {
    budget: budgetOf(config, topology),
    silences: new SilencesNow({
      ...{ source: silencesIn(store), configured: config.silences, topology },
      onHidden: (hidden) => void store.write('silences', () => store.silences.hide(hidden), 'should'),
    }),
    hushed: (incident: Incident, now: number) => expected?.(incident, now) === true,
  } satisfies DeciderOptions;
}

/** What is of logsift itself, where that comes back to it. */
function ownLines({ config, notice, now }: PartsOptions): OwnLines {
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

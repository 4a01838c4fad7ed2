import type { Template } from '../../core/template.ts';
import type { DaemonStatus, Reading } from '../daemon-options.ts';
import type { ClusterProcess } from './process.ts';

type Flow = Pick<DaemonStatus, 'lines' | 'events' | 'inputs' | 'ring' | 'underWay' | 'caughtUp'>;

const UNREAD: Reading = { events: 0, unparsed: 0, empty: 0 };

/** What goes through a process of a cluster, whatever its roles are, for `status` and metrics. */
export class ProcessView {
  readonly #process: ClusterProcess;

  constructor(process: ClusterProcess) {
    this.#process = process;
  }

  status(): Flow & Pick<DaemonStatus, 'senders' | 'bus'> {
    const { filter, fleet } = this.#process;
    return {
      ...this.flow(),
      ...(filter === null ? {} : { senders: filter.senders }),
      bus: fleet.status(),
    };
  }

  /** What goes through it. */
  flow(): Flow {
    const { collector, filter, detect } = this.#process;
    const found = detect?.units.reduce((sum, { parts }) => sum + parts.finder.events, 0) ?? 0;
    const { lines = 0, events = 0 } = filter?.counters ?? {};
    return {
      lines: collector?.lines ?? (filter === null ? found : lines),
      events: filter === null ? found : events,
      ...{ inputs: collector?.inputs ?? [], ring: collector?.ring ?? null },
      underWay: collector?.underWay ?? 0,
      caughtUp: (collector?.caughtUp ?? true) && this.#process.bus.status().connected,
    };
  }

  /** Who takes lines in does not read them. */
  reading(): Reading {
    return UNREAD;
  }

  readings(): readonly Reading[] {
    return this.#process.filter?.readings() ?? [];
  }

  capped(): readonly string[] {
    const { detect } = this.#process;
    const found = detect?.units.flatMap(({ parts }) => parts.finder.live.engine.capped) ?? [];
    return found;
  }

  templates(): readonly Template[] {
    const { detect } = this.#process;
    return detect?.units.flatMap(({ parts }) => parts.finder.live.engine.miner.templates()) ?? [];
  }
}

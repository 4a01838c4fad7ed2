import { join } from 'node:path';
import type { Config } from '../../src/app/config.ts';
import { Daemon } from '../../src/app/daemon.ts';
import { loadWithTopology, topologyOf } from '../../src/app/topology-of.ts';
import { KindBook } from '../../src/app/web/kinds.ts';
import type { WebParts } from '../../src/app/web/parts.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { type Writable, writeBeside } from '../../src/store/write-beside.ts';
import { logFile, temporaryFolder } from './made-logs.ts';

/** A state folder as a daemon left it behind, and what the dashboard is made of over it. */
export interface MadeState {
  readonly folder: string;
  readonly config: Config;
  readonly parts: WebParts;
  readonly book: KindBook;
  /** Writes as the commands do. */
  write<T>(work: (state: Writable) => T): T;
}

/** Syslog with a whole time: the line `app[1]: text` of a host. */
export function stamped(time: number, host: string, text: string): string {
  return `${new Date(time).toISOString()} ${host} ${text}`;
}

/** Lets a daemon learn from lines, with a clock that stands at `now` (epoch ms), and end; `set`: configuration. */
export async function madeState(
  lines: readonly string[],
  { now, set = [] }: { readonly now: number; readonly set?: readonly string[] },
): Promise<MadeState> {
  const folder = temporaryFolder();
  const log = logFile(folder, 'messages.log', lines);
  const state = join(folder, 'state');
  const { config } = loadWithTopology({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [`state.folder=${state}`, 'sources=[]', 'listen=[]', ...set],
  });
  const store = Store.open({ folder: state, now: () => now, notice: () => {} });
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(state, 'ring') },
    plan: { sources: [], history: [log], notes: [] },
    stdout: () => true,
    notice: () => {},
    onIncidents: () => {},
    onSecond: () => {},
    onFailure(error) {
      throw error;
    },
    clock: () => now,
  });
  await daemon.start(new AbortController().signal, () => {});
  await daemon.stop();
  store.close();
  const view = viewStore(state);
  const parts: WebParts = {
    ...{ config, topology: topologyOf(config), store: view, now: () => now },
    status: () => Promise.resolve(null),
  };
  return {
    ...{ folder: state, config, parts, book: new KindBook(() => view.snapshots) },
    write: (work) => writeBeside(state, () => now, work),
  };
}

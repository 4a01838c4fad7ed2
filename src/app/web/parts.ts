import type { Status } from '../../core/status.ts';
import type { TopologyView } from '../../core/topology.ts';
import type { StoreView } from '../../store/store.ts';
import type { Config } from '../config.ts';

/** What the answers of the dashboard are made of. */
export interface WebParts {
  /** With what people wrote down of their network, and their playbooks; see `loadWithTopology`. */
  readonly config: Config;
  readonly topology: TopologyView;
  /** Only read; what people say is written beside it (`store/write-beside.ts`). */
  readonly store: StoreView;
  /** The clock that the daemon goes by, epoch ms. */
  now(): number;
  /** What the daemon says of itself; null where none answers. */
  status(): Promise<Status | null>;
}

import type { HurriedClock } from '../kit/hurried-clock.ts';
import type { RoleName } from './cluster/roles.ts';
import type { Config, LoadedConfig } from './config.ts';
import type { OwnLog } from './own-log.ts';
import type { WrittenConfig } from './web/plan.ts';

/** What a daemon is given by whoever starts it. */
export interface RunOptions {
  readonly config: Config;
  /** Reads the configuration again; throws CONFIG_INVALID. */
  readonly reload: () => LoadedConfig;
  /** Calls back when the configuration is to be read again, and files that are written to may have been rotated. */
  readonly onReload: (reload: () => void) => void;
  /** What it does as one of several that share a bus; everything, alone, when absent or null. */
  readonly roles?: ReadonlySet<RoleName> | null;
  readonly version: string;
  readonly log: OwnLog;
  /** Standard output: where the channel `terminal` and `output: stdout` write; false when nobody reads it. */
  readonly stdout: (text: string) => boolean;
  /** Its width, when it is a terminal. */
  readonly columns?: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when it is to end. */
  readonly signal: AbortSignal;
  /** A clock that it runs by instead of the wall clock: a demo. `time` (epoch ms) may be behind `clock`, never ahead. */
  readonly clock?: HurriedClock;
  readonly time?: () => number;
  /** Progress of the first run, in lines. */
  readonly onWarm?: (lines: number) => void;
  /** What was written before is learnt, and every source is open. */
  readonly onRunning?: () => void;
  /** The configuration as a person looks at it. */
  readonly written?: WrittenConfig;
  /** The dashboard is served; the address signs in, once. Said in the log where absent. */
  readonly onDashboard?: (url: string) => void;
}

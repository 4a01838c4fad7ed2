import { join } from 'node:path';
import { hasRing } from '../store/ring-view.ts';
import type { Config } from './config.ts';
import { plannedSources } from './daemon-sources.ts';
import { machineInputs } from './machine-inputs.ts';

/** What a look into the past reads. */
export interface BacktestInputs {
  readonly inputs: readonly string[];
  /** Folder of the raw ring, which has what cannot be read again (syslog and the like); undefined for none. */
  readonly ring: string | undefined;
  readonly notes: readonly string[];
}

/** The paths given, else what the configured sources have of the past: journal, files, and the raw ring. */
export async function backtestInputs(paths: readonly string[], config: Config): Promise<BacktestInputs> {
  if (paths.length > 0) return { inputs: paths, ring: undefined, notes: [] };
  const { history, notes } = plannedSources(config, () => machineInputs());
  const ring = join(config.state.folder, 'ring');
  return { inputs: history, ring: (await hasRing(ring)) ? ring : undefined, notes };
}

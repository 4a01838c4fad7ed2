import type { Config } from './config.ts';
import { plannedSources } from './daemon-sources.ts';
import { machineInputs } from './machine-inputs.ts';

/** What a look into the past reads: the paths given, else what the configured sources have of the past. */
export function backtestInputs(
  paths: readonly string[],
  config: Config,
): { readonly inputs: readonly string[]; readonly notes: readonly string[] } {
  if (paths.length > 0) return { inputs: paths, notes: [] };
  const { history, notes } = plannedSources(config, () => machineInputs());
  return { inputs: history, notes };
}

import { type Check, checked, type Problem } from '../core/diagnosis.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Status } from '../core/status.ts';
import { count } from '../core/words.ts';
import { lockHolder } from '../store/lock-holder.ts';
import type { Config, ConfigRequest } from './config.ts';
import { plannedSources } from './daemon-sources.ts';
import { checkClock } from './doctor-clock.ts';
import { checkArrival, checkDaemon } from './doctor-daemon.ts';
import { checkDisk, checkPermissions } from './doctor-places.ts';
import { checkBuffers, checkPorts } from './doctor-ports.ts';
import { listenersOf } from './listeners.ts';
import { type MachineInputs, machineInputs } from './machine-inputs.ts';
import { listRules } from './rules.ts';
import { type LoadedNetwork, loadWithTopology } from './topology-of.ts';

/** What `examine` needs of the world. */
export interface Examined {
  readonly request: ConfigRequest;
  readonly version: string;
  /** Epoch ms. */
  readonly now: number;
  /** Asks the logsift of such a configuration: where it was asked, and what it said; null where nobody answers. */
  readonly ask: (
    config: Config,
  ) => Promise<{ readonly place: string | null; readonly status: Status | null }>;
}

const MOST_SAID = 20;

/** Looks at everything that logsift needs on this machine, changes nothing, and says what is not well. Never rejects for what it finds. */
export async function examine({ request, version, now, ask }: Examined): Promise<Check[]> {
  const loaded = loadedOr(request);
  // Without a configuration nothing is known of places and ports.
  if (Array.isArray(loaded)) return [...loaded, ...(await checkClock(null, { now }))];
  const { config } = loaded;
  const { folder } = config.state;
  const { status, place } = await ask(config);
  // What answers may be the logsift of another user, whose lock cannot be looked at.
  const pid = holderOf(folder) ?? status?.pid ?? null;
  let around: MachineInputs | null = null;
  const lookAround = () => (around ??= machineInputs());
  const listeners = listenersOf(config, plannedSources(config, lookAround));
  const open = new Set(status?.inputs.map(({ name }) => name));
  if (status !== null && place !== null) open.add(place);
  const daemon = { pid, status, place, folder, version };
  return [
    ...checkConfiguration(loaded),
    ...checkDaemon(daemon),
    ...(await checkPorts(listeners, { pid, open })),
    ...checkBuffers(listeners, { pid, open }),
    ...checkPermissions(config, { lookAround, pid }),
    ...(await checkClock(config, { now })),
    ...checkDisk(config),
    ...checkArrival(listeners, daemon),
  ];
}

function loadedOr(request: ConfigRequest): LoadedNetwork | Check[] {
  try {
    return loadWithTopology(request);
  } catch (error) {
    return checked('configuration', complaints(error), '');
  }
}

function checkConfiguration({ config, files, topologyFiles, notes }: LoadedNetwork): Check[] {
  const problems: Problem[] = notes.map((text) => ({ state: 'warning' as const, text }));
  let rules = 0;
  try {
    rules = listRules({ files: config.rules.files, noPacks: !config.rules.packs }).length;
  } catch (error) {
    problems.push(...complaints(error));
  }
  const read = [...files, ...topologyFiles];
  const which = read.length === 0 ? 'there is no file, and the defaults hold' : `${read.join(', ')}: fine`;
  return checked('configuration', problems, `${which} (${count(rules, 'rule')})`);
}

/** An error of ours is what was looked for; any other is a bug. */
function complaints(error: unknown): Problem[] {
  if (!(error instanceof LogsiftError)) throw error;
  const lines = error.details.length > 0 ? error.details : [error.message];
  const said: Problem[] = lines.slice(0, MOST_SAID).map((text) => ({ state: 'wrong', text }));
  const more = lines.length - said.length;
  return more > 0 ? [...said, { state: 'wrong', text: `and ${count(more, 'more problem')}` }] : said;
}

function holderOf(folder: string): number | null {
  try {
    return lockHolder(folder);
  } catch {
    return null;
  }
}

import type { Command } from 'commander';
import { LogsiftError } from '../core/errors.ts';
import type { Status } from '../core/status.ts';
import { renderFleet } from '../report/fleet.ts';
import { renderStatus } from '../report/status.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import { askPlace, type Place, placeOf } from './place.ts';
import type { Session } from './session.ts';

interface StatusFlags extends ConfigFlags {
  readonly address?: string;
  readonly fleet?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

const PATIENCE_MS = 5_000;

/** `logsift status`: what the running logsift says of itself. */
export function statusCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('how the running logsift is: inputs, findings, channels, what is wrong')
    .option('--address <host:port>', 'where it listens, when not as the configuration says')
    .option('--fleet', 'all processes that share the bus of the configuration, and what waits to be read')
    .option('--json', 'everything, as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: StatusFlags) => session.finish(await run(flags, session)));
}

async function run(flags: StatusFlags, session: Session): Promise<number> {
  if (flags.fleet === true) return fleet(flags, session);
  const status = await fetchStatus(await placeAsked(flags), session.signal);
  if (flags.json === true) await session.print(`${JSON.stringify(status, null, 2)}\n`);
  else await session.print(renderStatus(status, session.page(flags)));
  return 0;
}

/** All who share a bus; 1 when something is wrong with them. */
async function fleet(flags: StatusFlags, session: Session): Promise<number> {
  if (flags.address !== undefined)
    throw usage('--fleet asks the bus that the configuration names, and no --address');
  const [{ loadConfig }, { lookAtFleet }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/cluster/fleet-look.ts'),
  ]);
  const { config } = loadConfig(configRequest(flags));
  if (config.bus === undefined)
    throw usage('--fleet needs a `bus:` in the configuration: what roles talk over; see buses.md');
  const seen = await lookAtFleet(config, session.signal);
  if (flags.json === true) await session.print(`${JSON.stringify(seen, null, 2)}\n`);
  else await session.print(renderFleet(seen, session.page(flags)));
  return seen.wrong.length === 0 ? 0 : 1;
}

async function placeAsked(flags: StatusFlags): Promise<Place> {
  if (flags.address !== undefined) {
    if (/^(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i.test(flags.address))
      return { name: flags.address, cert: null };
    throw usage(`--address wants HOST:PORT such as 127.0.0.1:8514; got ${JSON.stringify(flags.address)}`);
  }
  const { loadConfig } = await import('../app/config.ts');
  const place = placeOf(loadConfig(configRequest(flags)).config.http);
  if (place === null) throw usage('status asks over HTTP, and the configuration says http.listen: off');
  return place;
}

/** What the logsift that listens there says. Throws NOT_RUNNING. */
export async function fetchStatus(place: Place, stop: AbortSignal): Promise<Status> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const status = JSON.parse((await askPlace(place, '/status', { signal })).text) as Status;
    if (status.schemaVersion === 1) return status;
    throw new Error('what answers there is not this version of logsift');
  } catch (error) {
    const cause = (error as { code?: string }).code ?? (error as Error).message;
    const text = `No logsift answers on ${place.name} (${cause}). Start it with logsift run, or name the place with --address.`;
    throw new LogsiftError('NOT_RUNNING', text, { cause: error });
  }
}

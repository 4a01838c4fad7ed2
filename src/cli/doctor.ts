import type { Command } from 'commander';
import type { Config } from '../app/config.ts';
import { LogsiftError } from '../core/errors.ts';
import { renderDiagnosis } from '../report/diagnosis.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import { placeOf } from './place.ts';
import type { Session } from './session.ts';
import { fetchStatus } from './status.ts';
import { version } from './version.ts';

interface DoctorFlags extends ConfigFlags {
  readonly show?: string;
  readonly address?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift doctor`: what on this machine keeps logsift from working well, and what mends it. */
export function doctorCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('what keeps logsift from working well here, and what to type; or on a device, to send here')
    .option('--show <device>', 'what to type on a device so that it sends here; list for those known')
    .option('--address <host:port>', 'with --show: where to send to, when not as the configuration says')
    .option('--json', 'everything, as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: DoctorFlags) => session.finish(await run(flags, session)));
}

async function run(flags: DoctorFlags, session: Session): Promise<number> {
  if (flags.show !== undefined) return await show(flags.show, flags, session);
  if (flags.address !== undefined) throw usage('--address is for --show: where devices are to send to');
  const { examine } = await import('../app/doctor.ts');
  const checks = await examine({
    ...{ request: configRequest(flags), version: version(), now: Date.now() },
    ask: (config) => ask(config, session.signal),
  });
  const well = checks.every(({ state }) => state !== 'wrong');
  if (flags.json === true)
    await session.print(`${JSON.stringify({ schemaVersion: 1, well, checks }, null, 2)}\n`);
  else await session.print(renderDiagnosis(checks, session.page(flags)));
  return well ? 0 : 1;
}

async function ask({ http }: Config, stop: AbortSignal) {
  const place = placeOf(http);
  if (place === null) return { place: null, status: null };
  try {
    return { place: place.name, status: await fetchStatus(place, stop) };
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    return { place: place.name, status: null };
  }
}
/** `--show DEVICE`: what is typed there. */
async function show(word: string, flags: DoctorFlags, session: Session): Promise<number> {
  if (flags.json === true) throw usage('--json is for what is found here, not for --show');
  const { deviceNamed, renderDeviceSetup, renderDevices } = await import('../report/device-setup.ts');
  if (word === 'list') {
    await session.print(renderDevices());
    return 0;
  }
  const device = deviceNamed(word);
  if (!('name' in device)) {
    const hint = device.meant === null ? '' : `did you mean ${device.meant}? `;
    throw usage(
      `--show does not know ${JSON.stringify(word)}: ${hint}logsift doctor --show list has them all`,
    );
  }
  const [{ loadWithTopology }, { plannedSources }, { machineInputs }, { listenersOf }, here] =
    await Promise.all([
      import('../app/topology-of.ts'),
      import('../app/daemon-sources.ts'),
      import('../app/machine-inputs.ts'),
      import('../app/listeners.ts'),
      import('../app/send-here.ts'),
    ]);
  const { config } = loadWithTopology(configRequest(flags));
  const listeners = listenersOf(config, plannedSources(config, machineInputs));
  const targets =
    flags.address === undefined
      ? here.sendHere(
          listeners,
          config.sources.some(({ type }) => type === 'syslog'),
        )
      : here.sendTo(addressOf(flags.address), listeners);
  await session.print(renderDeviceSetup(device.name, targets, session.page(flags)));
  return 0;
}

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, six, name, digits] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535)
    throw usage(`--address wants HOST:PORT such as 192.0.2.10:514; got ${JSON.stringify(text)}`);
  return { host: (six ?? name)!, port };
}

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { DiscoverTarget } from '../app/discover.ts';
import { renderDiscovery } from '../report/discovery.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';
import { addSnmpOptions, credentialsOf, type SnmpFlags } from './snmp-options.ts';

interface DiscoverFlags extends ConfigFlags, SnmpFlags {
  readonly core?: string;
  readonly file?: string;
  readonly write?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

const SNMP_PORT = 161;

/** `logsift discover`: what the devices of a network say of it, offered as a topology. */
export function discoverCommand(command: Command, session: Session): Command {
  return addSnmpOptions(
    addConfigOptions(command)
      .argument(
        '[device...]',
        'addresses or names, HOST:PORT where it is not 161 (default: all that are polled)',
      )
      .description('ask devices by SNMP for names, places and neighbours (LLDP, CDP); offer a topology.yaml'),
  )
    .option('--core <host>', 'what everything hangs on (default: as it is written, else the middle)')
    .option('--file <file>', 'the topology file, when not where the configuration has it')
    .option('--write', 'write it without asking')
    .option('--json', 'everything, as one JSON document; nothing is written without --write')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (devices: string[], flags: DiscoverFlags) =>
      session.finish(await run(devices, flags, session)),
    );
}

async function run(devices: readonly string[], flags: DiscoverFlags, session: Session): Promise<number> {
  const { discover } = await import('../app/discover.ts');
  const request = configRequest(flags);
  const tells = process.stderr.isTTY === true;
  const targets = await targetsOf(devices, flags);
  const found = await discover({
    ...{ targets, request, file: flags.file, core: flags.core, signal: session.signal },
    onDevice: (done) => void (tells && process.stderr.write(`\r\x1b[K${done} of ${targets.length} devices`)),
  });
  if (tells) process.stderr.write('\r\x1b[K');
  if (session.signal.aborted) return 0;
  if (flags.json === true)
    await session.print(`${JSON.stringify({ schemaVersion: 1, ...found }, plain, 2)}\n`);
  else await session.print(renderDiscovery(found, session.page(flags)));
  const { file, before, after } = found;
  if (before !== after && (flags.write === true || (flags.json !== true && (await agreed(file, session))))) {
    const { writeTopology } = await import('../app/write-topology.ts');
    writeTopology(found);
    session.note(`wrote ${file}; a running logsift takes it up with: logsift reload`);
  } else if (before !== after && flags.json !== true) session.note('nothing was written; --write does');
  return found.devices.length > 0 ? 0 : 3;
}

/** Sets are lists in JSON. */
function plain(_key: string, value: unknown): unknown {
  return value instanceof Set ? [...value] : value;
}

async function targetsOf(devices: readonly string[], flags: DiscoverFlags): Promise<DiscoverTarget[]> {
  const { configuredTargets } = await import('../app/discover.ts');
  const configured = configuredTargets(configRequest(flags));
  const given = credentialsOf(flags, process.env, (file) => readFileSync(file, 'utf8'));
  if (devices.length === 0) {
    if (configured.length === 0)
      throw usage('name devices, or groups under poll: in the configuration: logsift discover 192.0.2.1');
    return given === null ? configured : configured.map((target) => ({ ...target, credentials: given }));
  }
  return devices.map((device) => {
    const { address, port } = addressOf(device);
    const same = configured.find((target) => target.address === address && target.port === port);
    const credentials = given ?? same?.credentials ?? configured[0]?.credentials;
    if (credentials === undefined)
      throw usage('who asks? Put the community into SNMP_COMMUNITY or --community-file, or name a --user');
    return { address, port, credentials, called: same?.called ?? null };
  });
}

function addressOf(text: string): { readonly address: string; readonly port: number } {
  const parts =
    /^(?:\[([\da-f:.]+)\](?::(\d{1,5}))?|([\da-f]*:[\da-f:.]*:[\da-f:.]*)|([\w.-]+)(?::(\d{1,5}))?)$/i.exec(
      text,
    );
  const [, six, sixPort, bare, name, digits] = parts ?? [];
  const port = Number(sixPort ?? digits ?? SNMP_PORT);
  const address = six ?? bare ?? name;
  if (address === undefined || address.startsWith('-') || port < 1 || port > 65_535)
    throw usage(`a device is HOST, HOST:PORT or [IPv6]:PORT; got ${JSON.stringify(text)}`);
  return { address, port };
}

/** Whether somebody at the terminal says yes. */
async function agreed(file: string, session: Session): Promise<boolean> {
  if (!(process.stdin.isTTY && process.stdout.isTTY)) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`Write ${JSON.stringify(file)}? [y/N] `, { signal: session.signal });
    return /^(?:y|yes)$/i.test(answer.trim());
  } catch {
    // Ctrl-C is a no.
    return false;
  } finally {
    lines.close();
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolders } from '../config/places.ts';
import { readYaml } from '../config/read-yaml.ts';
import type { DiscoveredDevice } from '../core/discovered.ts';
import type { Discovery } from '../core/discovery.ts';
import { LogsiftError } from '../core/errors.ts';
import { count } from '../core/words.ts';
import { readDevice } from '../sources/device-facts.ts';
import { SnmpClient, type SnmpTarget } from '../sources/snmp-client.ts';
import { SnmpError, type SnmpFailure } from '../sources/snmp-error.ts';
import { seenNetwork } from '../topology/neighbours.ts';
import { asWritten, offerOf } from '../topology/offer.ts';
import { topologySchema } from '../topology/schema.ts';
import type { Uplinks } from '../topology/uplinks.ts';
import { parsedTopology, withHosts } from '../topology/written.ts';
import type { ConfigRequest } from './config.ts';
import { loadWithTopology } from './topology-of.ts';

/** A device to be asked. */
export interface DiscoverTarget extends SnmpTarget {
  /** What the configuration calls it; null where it does not. */
  readonly called: string | null;
}

export interface DiscoverOptions {
  readonly targets: readonly DiscoverTarget[];
  readonly request: ConfigRequest;
  /** A file of its own; where the configuration has its topology if absent. */
  readonly file?: string | undefined;
  /** What everything hangs on. */
  readonly core?: string | undefined;
  readonly signal: AbortSignal;
  readonly onDevice?: (done: number) => void;
}

const SNMP_PORT = 161;
const AT_ONCE = 32;
/** Ms for everything that one device has to tell. */
const PATIENCE = 120_000;
const MOST_REMARKS = 40;
const MOST_NAMED = 10;

const WHY: { readonly [reason in SnmpFailure]: string } = {
  timeout:
    'no answer: it cannot be reached, does not take questions from here, or the community is another one',
  aborted: 'no answer in time',
  no_address: 'its name has no address',
  unknown_user: 'it does not know the user',
  wrong_password: 'the password of the user is another one',
  wrong_privacy: 'the password for privacy is another one',
  wrong_level: 'it wants the user to have another level (with or without privacy)',
  not_in_time: 'it does not agree on what time it is',
  refused: 'it does not allow this to be read',
  garbled: 'what it answers is no SNMP',
};

/** The devices that a configuration polls. */
export function configuredTargets(request: ConfigRequest): DiscoverTarget[] {
  const { config } = loadWithTopology(request);
  const sources = config.sources.filter(
    ({ type }) => type === 'snmp-poll',
  ) as unknown as readonly PollGroup[];
  return [...(config.poll as readonly PollGroup[]), ...sources].flatMap(
    ({ devices, community, user, timeout, retries }) =>
      devices.map(({ address, port, name }) => ({
        ...{ address, port, timeout, retries, called: name },
        credentials:
          user === undefined
            ? { version: '2c' as const, community: community! }
            : { version: '3' as const, user },
      })),
  );
}

/** The options of the source `snmp-poll`, as far as they matter here. */
interface PollGroup {
  readonly devices: readonly {
    readonly address: string;
    readonly port: number;
    readonly name: string | null;
  }[];
  readonly community?: string | undefined;
  readonly user?: Extract<SnmpTarget['credentials'], { version: '3' }>['user'] | undefined;
  readonly timeout: number;
  readonly retries: number;
}

/** Asks devices for what they are and see, and says what of it is not written in the topology. Writes nothing. */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { request, core = null } = options;
  const place = placeOf(request, options.file);
  const { devices, failed } = await askAll(options);
  const network = asWritten(seenNetwork(devices), place.network);
  if (core !== null && !network.hosts.has(core)) {
    const names = [...network.hosts.keys()].slice(0, MOST_NAMED).join(', ');
    throw new LogsiftError(
      'USAGE',
      `--core names no host that was seen: ${JSON.stringify(core)}; there are ${names}`,
    );
  }
  const offer = offerOf(network, place.network, core);
  const before = existsSync(place.file) ? readFileSync(place.file, 'utf8') : '';
  const after = withHosts(before, offer.hosts);
  // What is offered must be what `logsift config check` takes.
  if (place.alone) topologySchema.parse(parsedTopology(after));
  const [problem] = readYaml(after, place.file).problems;
  if (problem !== undefined)
    throw new LogsiftError(
      'USAGE',
      `${place.file} would be none that logsift reads (${problem.text}): ask fewer devices`,
    );
  const seen = [...network.hosts.values()];
  return {
    devices: seen.flatMap(({ name, device }) => (device === null ? [] : [{ name, device }])),
    ...{ failed, links: network.links, roots: offer.uplinks.roots, unseen: offer.unseen },
    remarks: [
      ...aboutRoots(offer.uplinks),
      ...offer.remarks,
      ...aboutWays(offer.uplinks.several),
      ...aboutLeft(network.left),
      ...aboutCut(devices),
    ],
    ...{ file: place.file, before, after },
  };
}

/** The file that is written to, and what is known of the network by now. */
function placeOf(request: ConfigRequest, file: string | undefined) {
  const set = file === undefined ? request.set : [...(request.set ?? []), `topology.file=${file}`];
  const there = file === undefined || existsSync(file);
  const loaded = loadWithTopology(there ? { ...request, ...(set === undefined ? {} : { set }) } : request);
  const { topologyFiles, config } = loaded;
  const nothing = topologySchema.parse({});
  if (!there) return { file: file!, network: nothing, alone: true };
  const [system, own] = configFolders(request) as [string, string];
  return {
    file: file ?? topologyFiles.at(-1) ?? join(request.root ? system : own, 'topology.yaml'),
    network: config.topology.network ?? nothing,
    alone: topologyFiles.length < 2,
  };
}

async function askAll({ targets, signal, onDevice }: DiscoverOptions): Promise<{
  readonly devices: DiscoveredDevice[];
  readonly failed: Discovery['failed'];
}> {
  const client = new SnmpClient();
  const answers = new Array<DiscoveredDevice | SnmpError>(targets.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < targets.length && !signal.aborted) {
      const at = next++;
      answers[at] = await ask(client, targets[at]!, signal);
      onDevice?.(++done);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    client.close();
  }
  const failed = answers.flatMap((answer, i) =>
    answer instanceof SnmpError ? [{ address: placeText(targets[i]!), reason: WHY[answer.reason] }] : [],
  );
  return {
    devices: answers.filter((answer) => !(answer instanceof SnmpError)) as DiscoveredDevice[],
    failed,
  };
}

/** `sw1`, `192.0.2.1:1161`. */
function placeText({ address, port = SNMP_PORT }: DiscoverTarget): string {
  if (port === SNMP_PORT) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

async function ask(
  client: SnmpClient,
  target: DiscoverTarget,
  stop: AbortSignal,
): Promise<DiscoveredDevice | SnmpError> {
  const { address, called } = target;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
  try {
    return await readDevice(client.session(target), { address, called, signal });
  } catch (error) {
    if (error instanceof SnmpError) return error;
    throw error;
  }
}

/** Said where somebody may see it otherwise. */
function aboutRoots({ why, parents }: Uplinks): string[] {
  const below = new Set(parents.values());
  return [...why]
    .filter(([root, because]) => below.has(root) && !/written|--core/.test(because))
    .map(([root, because]) => `${root} is taken for the core, as ${because}; --core says otherwise`)
    .slice(0, MOST_NAMED);
}

function aboutWays(several: ReadonlyMap<string, readonly string[]>): string[] {
  const said = [...several].map(
    ([name, above]) =>
      `${name} reaches the core by ${above.slice(0, MOST_NAMED).join(' and ')}; the first is taken`,
  );
  return capped(said, 'host with several ways to the core');
}

function aboutLeft(left: ReturnType<typeof seenNetwork>['left']): string[] {
  const { unnamed, telephones, overCap, claimed } = left;
  const names = claimed.slice(0, MOST_NAMED).join(', ');
  return [
    ...(claimed.length === 0 ? [] : [`left out, as several devices say that this is their name: ${names}`]),
    ...(unnamed === 0
      ? []
      : [`left out: ${count(unnamed, 'neighbour')} without a name that a host can have`]),
    ...(telephones === 0 ? [] : [`left out: ${count(telephones, 'telephone')}`]),
    ...(overCap === 0 ? [] : [`left out: ${count(overCap, 'neighbour')}, as there are too many`]),
  ];
}

function aboutCut(devices: readonly DiscoveredDevice[]): string[] {
  const said = devices.flatMap(({ name, address, cut }) =>
    cut.map((text) => `${name || address}: only ${text}`),
  );
  return capped(said, 'table that was not read to its end');
}

function capped(said: readonly string[], what: string): string[] {
  const more = said.length - MOST_REMARKS;
  return more > 0 ? [...said.slice(0, MOST_REMARKS), `and ${count(more, `more ${what}`)}`] : [...said];
}

import type { HostFacts } from '../core/topology.ts';
import { placesIn } from './location-words.ts';
import type { SeenHost, SeenNetwork } from './neighbours.ts';
import { fits, type TopologyFile } from './schema.ts';
import { Topology } from './topology.ts';
import { type Uplinks, uplinksOf } from './uplinks.ts';

/** What is to be written beside a host, in the order in which it is. */
export interface HostAdditions {
  readonly site?: string;
  readonly building?: string;
  readonly floor?: string;
  readonly rack?: string;
  readonly role?: string;
  readonly parent?: string;
  readonly aliases?: readonly string[];
  readonly notes?: string;
}

/** What a look at the network would add to what people wrote down. Nothing of theirs is changed. */
export interface TopologyOffer {
  /** By the name that the file has, or is to have. */
  readonly hosts: ReadonlyMap<string, HostAdditions>;
  readonly uplinks: Uplinks;
  /** Where what was written and what was seen differ, a sentence each. */
  readonly remarks: readonly string[];
  /** Hosts of the network that are written, and that nobody sees. */
  readonly unseen: readonly string[];
}

const MOST_ALIASES = 4;
const PLACED = ['site', 'building', 'floor', 'rack'] as const;
const NETWORK_ROLES = new Set(['switch', 'router', 'firewall', 'access point']);
const FIREWALL = /\b(?:adaptive security appliance|fortigate|pfsense|opnsense|pan-os|palo alto|firewall)\b/i;

/** The same network by the names that its hosts are written under; those that are written as one are one. */
export function asWritten(network: SeenNetwork, file: TopologyFile): SeenNetwork {
  const known = new Topology(file);
  const names = new Map<string, string>();
  const hosts = new Map<string, SeenHost>();
  for (const [name, host] of network.hosts) {
    const all = [name, ...host.aliases].map((one) => known.canonical(one));
    const key = all.find((one) => Object.hasOwn(file.hosts, one)) ?? name;
    names.set(name, key);
    const same = hosts.get(key);
    hosts.set(key, {
      name: key,
      abilities: new Set([...(same?.abilities ?? []), ...host.abilities]),
      device: same?.device ?? host.device,
      aliases: new Set([...(same?.aliases ?? []), ...host.aliases, ...(key === name ? [] : [name])]),
    });
  }
  const links = network.links
    .map((link) => ({ ...link, a: names.get(link.a)!, b: names.get(link.b)! }))
    .filter(({ a, b }) => a !== b);
  return { ...network, hosts, links };
}

/**
 * What was seen and is not written.
 *
 * @param network by its written names, see `asWritten`
 * @param core what everything hangs on, where somebody said so
 */
export function offerOf(network: SeenNetwork, file: TopologyFile, core: string | null): TopologyOffer {
  const known = new Topology(file);
  const below = written(file, known);
  const uplinks = uplinksOf(network, { core, below: (name) => below.get(name) ?? 0 });
  const owners = new Map<string, string>();
  for (const [name, { aliases }] of Object.entries(file.hosts))
    for (const one of [name, ...aliases]) owners.set(one.toLowerCase(), name);
  const remarks: string[] = [];
  const spelling = new Map(Object.values(file.hosts).flatMap(({ building }) => spelt(building)));
  const parents = new Map<string, string>();
  const hosts = new Map<string, HostAdditions>();
  for (const key of inOrder(network, uplinks)) {
    const host = network.hosts.get(key)!;
    const isKnown = isWritten(file, key);
    // What a name says by itself holds no longer once the host is written: it is written too.
    const [facts, guess] = isKnown ? [known.factsOf(key) ?? {}, {}] : [{}, known.factsOf(key) ?? {}];
    const parent = parentFor(key, uplinks.parents.get(key), { facts, known, parents, remarks });
    if (parent !== undefined) parents.set(key, parent);
    const places = placesFor(host, { facts, guess, spelling });
    for (const [word, building] of spelt(places.building))
      if (!spelling.has(word)) spelling.set(word, building);
    hosts.set(key, {
      ...places,
      ...(facts.role === undefined ? roleFor(host, guess.role) : {}),
      ...(parent === undefined ? {} : { parent }),
      ...aliasesFor(key, host, owners),
      ...(Object.hasOwn(file.hosts, key) ? {} : notesFor(host)),
    });
  }
  // One of which nothing else is known says nothing, unless something is to hang on it.
  const above = new Set(parents.values());
  for (const [key, additions] of hosts) {
    const isNeeded = above.has(key) && !isWritten(file, key);
    if (Object.keys(additions).length === 0 && !isNeeded) hosts.delete(key);
  }
  return { hosts, uplinks, remarks, unseen: unseenIn(file, known, network.hosts) };
}

/** Written down, or like a pattern that is. */
function isWritten({ hosts, patterns }: TopologyFile, name: string): boolean {
  return Object.hasOwn(hosts, name) || patterns.some(({ match }) => fits(match, name) !== null);
}

/** What is to be written as the parent of a host that is seen under another; remarks on what is not. */
function parentFor(
  key: string,
  seen: string | undefined,
  of: {
    readonly facts: HostFacts;
    readonly known: Topology;
    readonly parents: ReadonlyMap<string, string>;
    readonly remarks: string[];
  },
): string | undefined {
  const { facts, known, parents, remarks } = of;
  if (seen === undefined) return undefined;
  if (facts.parent !== undefined) {
    const other = known.canonical(facts.parent);
    if (other !== seen) remarks.push(`${key} is written under ${other}, and is seen under ${seen}`);
    return undefined;
  }
  if (!leadsTo(key, { from: seen, known, parents })) return seen;
  remarks.push(`${key} is seen under ${seen}, which is written below it`);
  return undefined;
}

/** The core first, then what hangs on it, level by level. */
function inOrder({ hosts }: SeenNetwork, { roots, parents }: Uplinks): string[] {
  const children = Map.groupBy([...parents.keys()].sort(), (name) => parents.get(name)!);
  const order = new Set<string>(roots);
  for (const name of order) for (const child of children.get(name) ?? []) order.add(child);
  for (const [name, { device }] of hosts) if (device !== null) order.add(name);
  return [...order];
}

/** Whether the way up from a host, as written and as it would be, comes by another one. */
function leadsTo(
  host: string,
  way: { readonly from: string; readonly known: Topology; readonly parents: ReadonlyMap<string, string> },
): boolean {
  const { from, known, parents } = way;
  const passed = new Set<string>();
  for (let at: string | undefined = from; at !== undefined && !passed.has(at); ) {
    if (at === host) return true;
    passed.add(at);
    const above: string | undefined = known.factsOf(at)?.parent ?? parents.get(at);
    at = above === undefined ? undefined : known.canonical(above);
  }
  return false;
}

/** How many hosts are written to hang on each, over all levels. */
function written({ hosts }: TopologyFile, known: Topology): ReadonlyMap<string, number> {
  const below = new Map<string, number>();
  for (const host of Object.keys(hosts))
    for (const above of known.ancestors(host)) below.set(above, (below.get(above) ?? 0) + 1);
  return below;
}

/** Where it says that it is, else what its name says, in the letters in which others are there. */
function placesFor(
  { device }: SeenHost,
  of: {
    readonly facts: HostFacts;
    readonly guess: HostFacts;
    readonly spelling: ReadonlyMap<string, string>;
  },
): HostAdditions {
  const { facts, guess, spelling } = of;
  if (PLACED.some((place) => facts[place] !== undefined)) return {};
  const said = placesIn(device?.location ?? '');
  const { site, building, floor, rack } = Object.keys(said).length > 0 ? said : guess;
  return {
    ...(site === undefined ? {} : { site }),
    ...(building === undefined ? {} : { building: spelling.get(building.toLowerCase()) ?? building }),
    ...(floor === undefined ? {} : { floor }),
    ...(rack === undefined ? {} : { rack }),
  };
}

function spelt(building: string | undefined): [string, string][] {
  return building === undefined ? [] : [[building.toLowerCase(), building]];
}

function notesFor({ device }: SeenHost): HostAdditions {
  const location = device?.location ?? '';
  return location === '' || Object.keys(placesIn(location)).length > 0
    ? {}
    : { notes: `location: ${location}` };
}

/** By what it is, else by its name, but for a router by name that switches. */
function roleFor({ abilities, device }: SeenHost, named: string | undefined): HostAdditions {
  if (FIREWALL.test(device?.description ?? '')) return { role: 'firewall' };
  if (named !== undefined && !(named === 'router' && abilities.has('bridge'))) return { role: named };
  if (abilities.has('wlan')) return { role: 'access point' };
  if (abilities.has('bridge')) return { role: 'switch' };
  if (abilities.has('router')) return { role: 'router' };
  return abilities.has('station') ? { role: 'server' } : {};
}

/** Names and addresses that nobody else has. */
function aliasesFor(key: string, { aliases }: SeenHost, owners: Map<string, string>): HostAdditions {
  const own: string[] = [];
  for (const alias of aliases) {
    const name = alias.toLowerCase();
    if (own.length >= MOST_ALIASES || name === key.toLowerCase() || owners.has(name)) continue;
    owners.set(name, key);
    own.push(alias);
  }
  return own.length === 0 ? {} : { aliases: own };
}

/** Written parts of the network that nobody sees: by their role, or as something hangs on them. */
function unseenIn(file: TopologyFile, known: Topology, seen: ReadonlyMap<string, unknown>): string[] {
  const parents = new Set(
    Object.values(file.hosts).flatMap(({ parent }) => (parent === undefined ? [] : known.canonical(parent))),
  );
  return Object.keys(file.hosts).filter(
    (name) => !seen.has(name) && (parents.has(name) || NETWORK_ROLES.has(known.factsOf(name)?.role ?? '')),
  );
}

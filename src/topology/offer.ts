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

/**
 * What was seen and is not written. @param core what everything hangs on, where somebody said so
 */
export function offerOf(network: SeenNetwork, file: TopologyFile, core: string | null): TopologyOffer {
  const known = new Topology(file);
  // A host goes by the name that it is written under.
  const written = (name: string) => {
    const host = network.hosts.get(name);
    const names = [name, ...(host?.aliases ?? [])].map((one) => known.canonical(one));
    return names.find((one) => Object.hasOwn(file.hosts, one)) ?? name;
  };
  const uplinks = uplinksOf(network, { core, below: (name) => belowIn(file, known, written(name)) });
  const owners = new Map<string, string>();
  for (const [name, { aliases }] of Object.entries(file.hosts))
    for (const one of [name, ...aliases]) owners.set(one.toLowerCase(), name);
  const remarks: string[] = [];
  const parents = new Map<string, string>();
  const hosts = new Map<string, HostAdditions>();
  for (const name of inOrder(network, uplinks)) {
    const host = network.hosts.get(name)!;
    const key = written(name);
    if (hosts.has(key)) continue;
    const isWritten =
      Object.hasOwn(file.hosts, key) || file.patterns.some((one) => fits(one.match, key) !== null);
    // What a name says by itself holds no longer once the host is written: it is written too.
    const [facts, guess] = isWritten ? [known.factsOf(key) ?? {}, {}] : [{}, known.factsOf(key) ?? {}];
    const above = uplinks.parents.get(name);
    const parent = above === undefined ? undefined : written(above);
    const other = facts.parent === undefined ? undefined : known.canonical(facts.parent);
    if (parent !== undefined && other !== undefined && other !== parent)
      remarks.push(`${key} is written under ${other}, and is seen under ${parent}`);
    const takes =
      parent !== undefined && other === undefined && !leadsTo(key, { from: parent, known, parents });
    if (takes) parents.set(key, parent);
    if (parent !== undefined && other === undefined && !takes)
      remarks.push(`${key} is seen under ${parent}, which is written below it`);
    hosts.set(key, {
      ...placesFor(host, facts, guess),
      ...(facts.role === undefined ? roleFor(host, guess.role) : {}),
      ...(takes ? { parent } : {}),
      ...aliasesFor(key, host, owners),
      ...(Object.hasOwn(file.hosts, key) ? {} : notesFor(host)),
    });
  }
  // One that was only seen, of which nothing else is known, says nothing.
  const below = new Set(parents.values());
  for (const [key, additions] of hosts) {
    const empty = Object.keys(additions).length === 0;
    const needed = below.has(key) && !Object.hasOwn(file.hosts, key);
    if (empty && !needed) hosts.delete(key);
  }
  const seen = new Set([...network.hosts.keys()].map(written));
  return { hosts, uplinks, remarks, unseen: unseenIn(file, known, seen) };
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

function belowIn({ hosts }: TopologyFile, known: Topology, name: string): number {
  return Object.keys(hosts).filter((host) => known.ancestors(host).includes(name)).length;
}

function placesFor({ device }: SeenHost, facts: HostFacts, guess: HostFacts): HostAdditions {
  if (PLACED.some((place) => facts[place] !== undefined)) return {};
  const said = placesIn(device?.location ?? '');
  const { site, building, floor, rack } = Object.keys(said).length > 0 ? said : guess;
  return {
    ...(site === undefined ? {} : { site }),
    ...(building === undefined ? {} : { building }),
    ...(floor === undefined ? {} : { floor }),
    ...(rack === undefined ? {} : { rack }),
  };
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
function unseenIn(file: TopologyFile, known: Topology, seen: ReadonlySet<string>): string[] {
  const parents = new Set(
    Object.values(file.hosts).flatMap(({ parent }) => (parent === undefined ? [] : known.canonical(parent))),
  );
  return Object.keys(file.hosts).filter(
    (name) => !seen.has(name) && (parents.has(name) || NETWORK_ROLES.has(known.factsOf(name)?.role ?? '')),
  );
}

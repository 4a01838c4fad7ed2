import type { DeviceAbility, DiscoveredDevice, DiscoveredNeighbour } from '../core/discovered.ts';

/** A machine that was asked, or that an asked one sees. */
export interface SeenHost {
  /** Its one name: the short one, or as a whole where two share that, or an address. */
  readonly name: string;
  readonly abilities: ReadonlySet<DeviceAbility>;
  /** What it said when it was asked; null for one that was only seen. */
  readonly device: DiscoveredDevice | null;
  /** Other names and addresses of it. */
  readonly aliases: ReadonlySet<string>;
}

/** A cable between two of them. */
export interface SeenLink {
  readonly a: string;
  readonly aPort: string;
  readonly b: string;
  readonly bPort: string;
  readonly by: 'LLDP' | 'CDP';
}

/** What is known of a network by its own words. */
export interface SeenNetwork {
  readonly hosts: ReadonlyMap<string, SeenHost>;
  readonly links: readonly SeenLink[];
  /** Neighbours that were left out, by why. */
  readonly left: {
    /** Without a name that a host can have. */
    readonly unnamed: number;
    readonly telephones: number;
    /** Of more hosts than are taken. */
    readonly overCap: number;
    /** Names that several have, by their chassis: of an asked device and of somebody else, or of several others. */
    readonly claimed: readonly string[];
  };
}

/** With what is said of each, what a file of the configuration may hold. */
const MOST_HOSTS = 2_000;
const MOST_CLAIMED = 100;
const MOST_ALIASES = 8;
const HOST = /^[\p{L}\p{N}][\p{L}\p{N}_.:-]{0,254}$/u;
/** Keys that no file of ours takes. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Growing {
  readonly name: string;
  readonly abilities: Set<DeviceAbility>;
  readonly device: DiscoveredDevice | null;
  readonly aliases: Set<string>;
}

/**
 * Puts together what devices say of themselves and of their neighbours. A neighbour is one of the devices when it has
 * its chassis, its name or its address; one that has the name and another chassis is somebody else, and left out.
 */
export function seenNetwork(devices: readonly DiscoveredDevice[]): SeenNetwork {
  const hosts = new Map<string, Growing>();
  const known = { byChassis: new Map<string, Growing>(), byName: new Map<string, Growing>() };
  const several = sharedAddresses(devices);
  for (const device of devices) learn(device, { hosts, several }, known);
  const links = new Map<string, SeenLink>();
  const left = { unnamed: 0, telephones: 0, overCap: 0 };
  const shared = sharedNames(devices);
  const claimed = new Set<string>();
  for (const from of [...hosts.values()]) {
    for (const neighbour of from.device?.neighbours ?? []) {
      const found = match(neighbour, known);
      if (found === 'claimed' || (found === null && shared.has(neighbour.name))) {
        if (claimed.size < MOST_CLAIMED) claimed.add(neighbour.name);
        continue;
      }
      // Telephones come and go with the people, and write no logs.
      if (found === null && neighbour.abilities.has('telephone')) {
        left.telephones++;
        continue;
      }
      const to = found ?? meet(neighbour, hosts);
      if (to === 'unnamed' || to === 'overCap') {
        left[to]++;
        continue;
      }
      if (to === from) continue;
      for (const ability of neighbour.abilities) to.abilities.add(ability);
      if (neighbour.address !== null && to.aliases.size < MOST_ALIASES) to.aliases.add(neighbour.address);
      const link = {
        ...{ a: from.name, aPort: neighbour.port, b: to.name, bPort: neighbour.remotePort, by: neighbour.by },
      };
      const ends = [`${link.a} ${portKey(link.aPort)}`, `${link.b} ${portKey(link.bPort)}`].sort().join('\n');
      if (!links.has(ends)) links.set(ends, link);
    }
  }
  return { hosts, links: [...links.values()], left: { ...left, claimed: [...claimed] } };
}

interface Known {
  readonly byChassis: Map<string, Growing>;
  /** Names and addresses of asked devices, in small letters. */
  readonly byName: Map<string, Growing>;
}

function learn(
  device: DiscoveredDevice,
  { hosts, several }: { readonly hosts: Map<string, Growing>; readonly several: ReadonlySet<string> },
  known: Known,
): void {
  const full = [device.name, device.called ?? '', device.address].find(isHostName)!;
  const short = shortName(full);
  // Two devices that share a short name, or two answers of one device.
  const twin = hosts.get(short);
  if (twin !== undefined && device.chassis !== '' && twin.device?.chassis === device.chassis) {
    if (!several.has(device.address)) twin.aliases.add(device.address);
    return;
  }
  const name = twin === undefined ? short : hosts.has(full) ? device.address : full;
  if (hosts.has(name)) return;
  const aliases = new Set(device.called === null ? [] : [device.called]);
  for (const address of [device.address, ...device.addresses])
    if (aliases.size < MOST_ALIASES && !several.has(address)) aliases.add(address);
  aliases.delete(name);
  const host = { name, abilities: new Set(device.abilities), device, aliases };
  hosts.set(name, host);
  if (device.chassis !== '') known.byChassis.set(device.chassis, host);
  for (const word of [full, name, device.address, ...device.addresses]) {
    if (several.has(word)) continue;
    if (!known.byName.has(word.toLowerCase())) known.byName.set(word.toLowerCase(), host);
  }
}

/** The asked device that a neighbour is; null when it is none of them. */
function match(neighbour: DiscoveredNeighbour, { byChassis, byName }: Known): Growing | 'claimed' | null {
  const { name, chassis, address } = neighbour;
  const same = byChassis.get(chassis);
  if (same !== undefined) return same;
  const named =
    byName.get(name.toLowerCase()) ?? (name === '' ? undefined : byName.get(shortName(name).toLowerCase()));
  if (named !== undefined) {
    const its = named.device?.chassis ?? '';
    return its !== '' && chassis !== '' && its !== chassis ? 'claimed' : named;
  }
  return (address === null || name !== '' ? undefined : byName.get(address)) ?? null;
}

/** A neighbour that was not asked. */
function meet({ name }: DiscoveredNeighbour, hosts: Map<string, Growing>): Growing | 'unnamed' | 'overCap' {
  if (!isHostName(name)) return 'unnamed';
  const short = shortName(name);
  const known = hosts.get(short);
  if (known !== undefined) return known;
  if (hosts.size >= MOST_HOSTS) return 'overCap';
  const host = { name: short, abilities: new Set<DeviceAbility>(), device: null, aliases: new Set<string>() };
  hosts.set(short, host);
  return host;
}

/** Addresses that name no device: those of several (VRRP, anycast), and of loopback. */
function sharedAddresses(devices: readonly DiscoveredDevice[]): ReadonlySet<string> {
  const first = new Map<string, DiscoveredDevice>();
  const shared = new Set(devices.map(({ address }) => address).filter((one) => /^127\.|^::1$/.test(one)));
  for (const device of devices) {
    for (const address of device.addresses) {
      if ((first.get(address) ?? device) !== device) shared.add(address);
      first.set(address, device);
    }
  }
  return shared;
}

/** Names that neighbours of different chassis have, such as those that devices come with. */
function sharedNames(devices: readonly DiscoveredDevice[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const shared = new Set<string>();
  for (const { name, chassis } of devices.flatMap(({ neighbours }) => neighbours)) {
    if (chassis === '') continue;
    if ((first.get(name) ?? chassis) !== chassis) shared.add(name);
    first.set(name, chassis);
  }
  return shared;
}

function isHostName(name: string): boolean {
  return HOST.test(name) && !RESERVED.has(name) && !RESERVED.has(shortName(name));
}

/** `sw-1.example.org` → `sw-1`; an address is a name as a whole. */
function shortName(name: string): string {
  return /^[\d.]+$/.test(name) || name.includes(':') ? name : name.split('.')[0] || name;
}

/** `GigabitEthernet1/0/1` and `Gi1/0/1` are one port. */
function portKey(port: string): string {
  const [, letters, place] = /^([A-Za-z]{2})[A-Za-z-]*\s*(\d.*)$/.exec(port) ?? [];
  return letters === undefined ? port.toLowerCase() : `${letters.toLowerCase()}${place}`;
}

import type { DiscoveredDevice, DiscoveredInterface, DiscoveredNeighbour } from '../core/discovered.ts';
import { CDP, cdpNeighbours, LLDP, lldpAbilities, lldpChassis, lldpNeighbours } from './neighbour-tables.ts';
import { textOf } from './snmp-pdu.ts';
import type { SnmpSession, SnmpTable, WalkEnd } from './snmp-session.ts';

/** SNMPv2-MIB (RFC 3418): sysDescr, sysName, sysLocation. */
const SYSTEM = ['1.3.6.1.2.1.1.1.0', '1.3.6.1.2.1.1.5.0', '1.3.6.1.2.1.1.6.0'] as const;
/** IF-MIB (RFC 2863): ifName, ifAlias, and ifDescr for those that have no names. */
const IF = { name: '1.3.6.1.2.1.31.1.1.1.1', alias: '1.3.6.1.2.1.31.1.1.1.18', descr: '1.3.6.1.2.1.2.2.1.2' };
/** IP-MIB (RFC 4293): ipAdEntIfIndex, whose index is an address of the device. */
const ADDRESSES = '1.3.6.1.2.1.4.20.1.2';
const MOST_INTERFACES = 4_096;
const MOST_ADDRESSES = 256;
/** No honest device has more; what pretends to is cut, and that is said. */
const MOST_NEIGHBOURS = 1_024;

const WHY: { readonly [end in Exclude<WalkEnd, 'end'>]: string } = {
  cap: 'it has more',
  not_increasing: 'it answers in circles',
  refused: 'it refused in the middle',
};

/** What a device says of itself and of its neighbours. Throws SnmpError when it does not answer. */
export async function readDevice(
  session: SnmpSession,
  of: { readonly address: string; readonly called: string | null; readonly signal: AbortSignal },
): Promise<DiscoveredDevice> {
  const { address, called, signal } = of;
  const cut: string[] = [];
  const table = async (what: string, columns: readonly string[], maxRows: number) => {
    const found = await session.table(columns, { maxRows, signal });
    if (found.ended !== 'end') cut.push(`${found.rows.size} ${what} were read: ${WHY[found.ended]}`);
    return found;
  };
  const [description, name, location, subtype, chassis, abilities] = await session.get(
    [...SYSTEM, LLDP.ownChassisSubtype, LLDP.ownChassis, LLDP.ownAbilities],
    { signal },
  );
  const interfaces = interfacesOf(await table('interfaces', Object.values(IF), MOST_INTERFACES));
  const addresses = await table('addresses', [ADDRESSES], MOST_ADDRESSES);
  const ports = await table('ports', Object.values(LLDP.port), MOST_INTERFACES);
  const seen = await table('neighbours by LLDP', Object.values(LLDP.remote), MOST_NEIGHBOURS);
  const managed = await table('addresses of neighbours', [LLDP.managed], MOST_NEIGHBOURS);
  const cached = await table('neighbours by CDP', Object.values(CDP), MOST_NEIGHBOURS);
  const neighbours: readonly DiscoveredNeighbour[] = [
    ...lldpNeighbours({ seen, ports, managed, interfaces }),
    ...cdpNeighbours(cached, interfaces),
  ];
  return {
    ...{ address, called, name: textOf(name), description: textOf(description), location: textOf(location) },
    chassis: lldpChassis(subtype, chassis),
    abilities: lldpAbilities(abilities),
    addresses: [...addresses.rows.keys()].filter(isOwn),
    interfaces: [...interfaces.values()],
    ...{ neighbours, cut },
  };
}

/** By ifIndex. */
function interfacesOf({ rows }: SnmpTable): ReadonlyMap<string, DiscoveredInterface> {
  return new Map(
    [...rows].map(([index, row]) => {
      const name = textOf(row.get(IF.name), 64) || textOf(row.get(IF.descr), 64);
      return [index, { name, alias: textOf(row.get(IF.alias), 64) }];
    }),
  );
}

/** Every device has those of loopback. */
function isOwn(address: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) && !/^(?:127|0)\./.test(address);
}

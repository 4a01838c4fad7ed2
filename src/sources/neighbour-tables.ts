import type { DeviceAbility, DiscoveredInterface, DiscoveredNeighbour } from '../core/discovered.ts';
import type { SnmpValue } from './snmp-pdu.ts';
import { numberOf, textOf } from './snmp-pdu.ts';
import type { SnmpRow, SnmpTable } from './snmp-session.ts';

const LLDP_MIB = '1.0.8802.1.1.2.1';
/** LLDP-MIB (IEEE 802.1AB-2005, section 12). */
export const LLDP = {
  ownChassisSubtype: `${LLDP_MIB}.3.1.0`,
  ownChassis: `${LLDP_MIB}.3.2.0`,
  ownAbilities: `${LLDP_MIB}.3.6.0`,
  /** lldpLocPortTable: kind of id, id, description. */
  port: { subtype: `${LLDP_MIB}.3.7.1.2`, id: `${LLDP_MIB}.3.7.1.3`, text: `${LLDP_MIB}.3.7.1.4` },
  /** lldpRemTable; its index is a time, the number of our port, and a running number. */
  remote: {
    chassisSubtype: `${LLDP_MIB}.4.1.1.4`,
    chassis: `${LLDP_MIB}.4.1.1.5`,
    portSubtype: `${LLDP_MIB}.4.1.1.6`,
    port: `${LLDP_MIB}.4.1.1.7`,
    portText: `${LLDP_MIB}.4.1.1.8`,
    name: `${LLDP_MIB}.4.1.1.9`,
    abilities: `${LLDP_MIB}.4.1.1.12`,
  },
  /** lldpRemManAddrIfSubtype: the address is in the index, behind that of the neighbour. */
  managed: `${LLDP_MIB}.4.2.1.3`,
} as const;

const CDP_CACHE = '1.3.6.1.4.1.9.9.23.1.2.1.1';
/** cdpCacheTable of CISCO-CDP-MIB; its index is ifIndex and a running number. */
export const CDP = {
  addressType: `${CDP_CACHE}.3`,
  address: `${CDP_CACHE}.4`,
  name: `${CDP_CACHE}.6`,
  port: `${CDP_CACHE}.7`,
  abilities: `${CDP_CACHE}.9`,
} as const;

/** Kinds of ids that are hardware addresses: of chassis, of ports (LldpChassisIdSubtype, LldpPortIdSubtype). */
const CHASSIS_MAC = 4;
const PORT_MAC = 3;
/** LldpSystemCapabilitiesMap, by bit; repeater, DOCSIS and `other` say nothing to us. */
const LLDP_BITS: { readonly [bit: number]: DeviceAbility } = {
  2: 'bridge',
  3: 'wlan',
  4: 'router',
  5: 'telephone',
  7: 'station',
};
/** Bits of CDP's capabilities, from the lowest. */
const CDP_BITS: { readonly [bit: number]: DeviceAbility } = {
  0: 'router',
  1: 'bridge',
  2: 'bridge',
  3: 'bridge',
  4: 'station',
  7: 'telephone',
};
const IPV4_ALONE = 1;

/** The chassis of a device as one text; a hardware address as `00:11:22:33:44:55`. */
export function lldpChassis(subtype: SnmpValue | undefined, id: SnmpValue | undefined): string {
  return numberOf(subtype) === CHASSIS_MAC ? macOf(id) : textOf(id);
}

/** BITS: the first one is the highest of the first byte (RFC 2578, section 7.1.4). */
export function lldpAbilities(value: SnmpValue | undefined): ReadonlySet<DeviceAbility> {
  const [first = 0] = value?.type === 'octets' ? value.value : [];
  const set = Object.entries(LLDP_BITS).filter(([bit]) => (first & (0x80 >> Number(bit))) !== 0);
  return new Set(set.map(([, ability]) => ability));
}

/** Neighbours of lldpRemTable. */
export function lldpNeighbours(of: {
  readonly seen: SnmpTable;
  readonly ports: SnmpTable;
  readonly managed: SnmpTable;
  readonly interfaces: ReadonlyMap<string, DiscoveredInterface>;
}): DiscoveredNeighbour[] {
  const { seen, ports, managed, interfaces } = of;
  const addresses = new Map<string, string>();
  for (const index of managed.rows.keys()) {
    const [time, port, number, type, length, ...bytes] = index.split('.');
    const which = `${time}.${port}.${number}`;
    if (type === '1' && length === '4' && bytes.length === 4 && !addresses.has(which))
      addresses.set(which, bytes.join('.'));
  }
  return [...seen.rows].map(([index, row]) => {
    const [, port = ''] = index.split('.');
    const cell = (name: keyof typeof LLDP.remote) => row.get(LLDP.remote[name]);
    const remote = numberOf(cell('portSubtype')) === PORT_MAC ? '' : textOf(cell('port'), 64);
    return {
      by: 'LLDP',
      port: ownPort(ports.rows.get(port)) || (interfaces.get(port)?.name ?? ''),
      name: textOf(cell('name')),
      remotePort: remote || textOf(cell('portText'), 64),
      chassis: lldpChassis(cell('chassisSubtype'), cell('chassis')),
      address: addresses.get(index) ?? null,
      abilities: lldpAbilities(cell('abilities')),
    };
  });
}

/** Neighbours of cdpCacheTable. */
export function cdpNeighbours(
  { rows }: SnmpTable,
  interfaces: ReadonlyMap<string, DiscoveredInterface>,
): DiscoveredNeighbour[] {
  return [...rows].map(([index, row]) => ({
    by: 'CDP',
    port: interfaces.get(index.split('.')[0]!)?.name ?? '',
    // NX-OS puts the serial number behind its name.
    name: textOf(row.get(CDP.name)).replace(/\([^()]*\)$/, ''),
    remotePort: textOf(row.get(CDP.port), 64),
    chassis: '',
    address: addressOf(row),
    abilities: cdpAbilities(row.get(CDP.abilities)),
  }));
}

function ownPort(row: SnmpRow | undefined): string {
  if (row === undefined) return '';
  const id = numberOf(row.get(LLDP.port.subtype)) === PORT_MAC ? '' : textOf(row.get(LLDP.port.id), 64);
  const text = textOf(row.get(LLDP.port.text), 64);
  // A bare number says less than a description.
  return /^\d*$/.test(id) && text !== '' ? text : id;
}

function addressOf(row: SnmpRow): string | null {
  const value = row.get(CDP.address);
  if (numberOf(row.get(CDP.addressType)) !== IPV4_ALONE || value?.type !== 'octets') return null;
  return value.value.length === 4 && value.value[0] !== 0 ? value.value.join('.') : null;
}

function cdpAbilities(value: SnmpValue | undefined): ReadonlySet<DeviceAbility> {
  const low = value?.type === 'octets' ? (value.value.at(-1) ?? 0) : 0;
  const set = Object.entries(CDP_BITS).filter(([bit]) => (low & (1 << Number(bit))) !== 0);
  return new Set(set.map(([, ability]) => ability));
}

function macOf(value: SnmpValue | undefined): string {
  if (value?.type !== 'octets' || value.value.length === 0) return '';
  return [...value.value.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

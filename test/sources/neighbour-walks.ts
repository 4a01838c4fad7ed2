/** Walks as `snmpwalk -On` prints them, of switches that see each other by LLDP and CDP. */

interface SeenByLldp {
  readonly port: number;
  readonly name: string;
  readonly mac?: string;
  readonly remotePort?: string;
  /** `28` is bridge and router, `20` bridge, `10` wlan, `24` bridge and telephone, `01` station. */
  readonly abilities?: string;
  readonly address?: string;
}

interface SeenByCdp {
  readonly port: number;
  readonly name: string;
  readonly remotePort: string;
  /** `00 00 00 28` is a switch, `00 00 00 90` a telephone. */
  readonly abilities?: string;
  readonly address?: string;
}

export interface MadeSwitch {
  readonly name: string;
  readonly mac: string;
  readonly location?: string;
  readonly description?: string;
  readonly addresses?: readonly string[];
  /** Names of interfaces by ifIndex, and what is written beside them. */
  readonly ports: { readonly [index: number]: string | readonly [name: string, alias: string] };
  readonly lldp?: readonly SeenByLldp[];
  readonly cdp?: readonly SeenByCdp[];
}

const LLDP = '.1.0.8802.1.1.2.1';
const CDP = '.1.3.6.1.4.1.9.9.23.1.2.1.1';

export function switchWalk(of: MadeSwitch): string {
  const { name, mac, location = '', description = 'Cisco IOS Software', addresses = [], ports } = of;
  const rows = [
    `.1.3.6.1.2.1.1.1.0 = STRING: "${description}"`,
    `.1.3.6.1.2.1.1.5.0 = STRING: "${name}"`,
    `.1.3.6.1.2.1.1.6.0 = STRING: "${location}"`,
    ...['127.0.0.1', ...addresses].map((one) => `.1.3.6.1.2.1.4.20.1.2.${one} = INTEGER: 1`),
    `${LLDP}.3.1.0 = INTEGER: 4`,
    `${LLDP}.3.2.0 = Hex-STRING: ${mac}`,
    `${LLDP}.3.6.0 = Hex-STRING: 28`,
  ];
  for (const [index, port] of Object.entries(ports)) {
    const [short, alias] = typeof port === 'string' ? [port, ''] : port;
    rows.push(`.1.3.6.1.2.1.31.1.1.1.1.${index} = STRING: "${short}"`);
    rows.push(`.1.3.6.1.2.1.31.1.1.1.18.${index} = STRING: "${alias}"`);
    rows.push(`${LLDP}.3.7.1.2.${index} = INTEGER: 5`, `${LLDP}.3.7.1.3.${index} = STRING: "${short}"`);
  }
  for (const [i, seen] of (of.lldp ?? []).entries()) rows.push(...lldpRows(seen, i + 1));
  for (const [i, seen] of (of.cdp ?? []).entries()) rows.push(...cdpRows(seen, i + 1));
  return `${rows.join('\n')}\n`;
}

function lldpRows(seen: SeenByLldp, number: number): string[] {
  const { port, name, mac, remotePort = 'eth0', abilities = '28', address } = seen;
  const index = `0.${port}.${number}`;
  const cell = (column: number, value: string) => `${LLDP}.4.1.1.${column}.${index} = ${value}`;
  return [
    cell(4, `INTEGER: ${mac === undefined ? 7 : 4}`),
    cell(5, mac === undefined ? `STRING: ""` : `Hex-STRING: ${mac}`),
    cell(6, 'INTEGER: 5'),
    cell(7, `STRING: "${remotePort}"`),
    cell(8, `STRING: ""`),
    cell(9, `STRING: "${name}"`),
    cell(12, `Hex-STRING: ${abilities}`),
    ...(address === undefined ? [] : [`${LLDP}.4.2.1.3.${index}.1.4.${address} = INTEGER: 2`]),
  ];
}

function cdpRows(seen: SeenByCdp, number: number): string[] {
  const { port, name, remotePort, abilities = '00 00 00 28', address } = seen;
  const cell = (column: number, value: string) => `${CDP}.${column}.${port}.${number} = ${value}`;
  const bytes = address?.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return [
    ...(bytes === undefined ? [] : [cell(3, 'INTEGER: 1'), cell(4, `Hex-STRING: ${bytes.join(' ')}`)]),
    cell(6, `STRING: "${name}"`),
    cell(7, `STRING: "${remotePort}"`),
    cell(9, `Hex-STRING: ${abilities}`),
  ];
}

const MAC = (last: string) => `00 1b 2c 00 00 ${last}`;

/**
 * Five switches: core-1 with dist-a and dist-b in a ring, sw-a1 on both of these, sw-b1 on dist-b. Beside them a
 * firewall, an access point, a telephone, and a server with two cables.
 */
export const FIVE: readonly MadeSwitch[] = [
  {
    name: 'core-1.example.org',
    mac: MAC('01'),
    location: 'Site HQ, Building A, Rack 4',
    addresses: ['10.0.0.1', '10.9.9.9'],
    ports: { 1: ['Te1/1', 'to dist-a'], 2: 'Te1/2', 24: 'Te1/24' },
    lldp: [
      { port: 1, name: 'dist-a.example.org', mac: MAC('02'), remotePort: 'Te1/0/1' },
      { port: 2, name: 'dist-b', mac: MAC('03'), remotePort: 'Te1/0/1' },
      { port: 24, name: 'fw-1', mac: MAC('f1'), remotePort: 'port1', abilities: '08', address: '10.0.0.254' },
    ],
  },
  {
    name: 'dist-a',
    mac: MAC('02'),
    location: 'Building A, 1st floor',
    addresses: ['10.0.0.2', '10.9.9.9'],
    ports: { 1: 'Te1/0/1', 2: 'Te1/0/2', 11: 'Gi1/0/11' },
    lldp: [
      { port: 1, name: 'core-1.example.org', mac: MAC('01'), remotePort: 'Te1/1' },
      { port: 2, name: 'dist-b', mac: MAC('03'), remotePort: 'Te1/0/2' },
    ],
    cdp: [
      { port: 1, name: 'core-1.example.org', remotePort: 'TenGigabitEthernet1/1' },
      { port: 11, name: 'sw-a1(FOC1234X0YZ)', remotePort: 'GigabitEthernet1/0/47' },
    ],
  },
  {
    name: 'dist-b',
    mac: MAC('03'),
    location: 'behind the boiler',
    addresses: ['10.0.0.3'],
    ports: { 1: 'Te1/0/1', 2: 'Te1/0/2', 11: 'Gi1/0/11', 12: 'Gi1/0/12' },
    lldp: [
      { port: 1, name: 'core-1', mac: MAC('01'), remotePort: 'Te1/2' },
      { port: 2, name: 'dist-a', mac: MAC('02'), remotePort: 'Te1/0/2' },
      { port: 11, name: 'sw-a1', mac: MAC('04'), remotePort: 'Gi1/0/48' },
      { port: 12, name: 'sw-b1', mac: MAC('05'), remotePort: 'Gi1/0/48' },
    ],
  },
  {
    name: 'sw-a1',
    mac: MAC('04'),
    ports: { 1: 'Gi1/0/1', 2: 'Gi1/0/2', 3: 'Gi1/0/3', 47: 'Gi1/0/47', 48: 'Gi1/0/48' },
    lldp: [
      { port: 1, name: 'ap-a-1', mac: MAC('a1'), abilities: '10', address: '10.0.5.1' },
      { port: 2, name: 'web-1', mac: MAC('b1'), abilities: '01' },
      { port: 48, name: 'dist-b', mac: MAC('03'), remotePort: 'Gi1/0/11' },
    ],
    cdp: [
      { port: 3, name: 'SEP001122334455', remotePort: 'Port 1', abilities: '00 00 00 90' },
      { port: 47, name: 'dist-a', remotePort: 'GigabitEthernet1/0/11', address: '10.0.0.2' },
    ],
  },
  {
    name: 'sw-b1',
    mac: MAC('05'),
    ports: { 2: 'Gi1/0/2', 48: 'Gi1/0/48' },
    lldp: [
      { port: 2, name: 'web-1', mac: MAC('b1'), abilities: '01' },
      { port: 48, name: 'dist-b', mac: MAC('03'), remotePort: 'Gi1/0/12' },
    ],
  },
];

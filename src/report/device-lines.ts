/** Where a device is to send to. */
export interface SendTo {
  /** Address or name of the machine that logsift runs on. */
  readonly host: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp' | 'tls';
}

/** A kind of device, and what is typed on it. From the vendors' documentation; see deploy/network-devices.md. */
export interface DeviceLines {
  readonly title: string;
  /** Other words that people have for it. */
  readonly also?: readonly string[];
  /** What it can speak, the best first. */
  readonly speaks: readonly SendTo['protocol'][];
  /** Where the lines go: a prompt, a file, a menu. */
  readonly where: string;
  readonly lines: (to: SendTo) => readonly string[];
  /** The same for traps, where it sends them: `port` is that of the source `snmp-trap`. */
  readonly traps?: (to: Omit<SendTo, 'protocol'>) => readonly string[];
  readonly note?: string;
}

/** `192.0.2.10:514`, `[2001:db8::1]:514`. */
export function endpoint({ host, port }: Pick<SendTo, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Network devices: what is typed at their prompt. */
export const NETWORK_DEVICES: { readonly [name: string]: DeviceLines } = {
  cisco: {
    title: 'Cisco IOS, IOS XE',
    also: ['cisco-ios', 'cisco-xe', 'ios', 'ios-xe', 'catalyst'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'conf t',
      'service timestamps log datetime msec show-timezone year',
      'service sequence-numbers',
      'no logging message-counter syslog',
      'logging origin-id hostname',
      'logging trap informational',
      `logging host ${host} transport ${protocol} port ${port}`,
      'end',
    ],
    traps: ({ host, port }) => [
      'conf t',
      'snmp-server group traps v3 priv',
      'snmp-server user logsift traps v3 auth sha AUTH priv aes 128 PRIVACY',
      `snmp-server host ${host} version 3 priv logsift udp-port ${port}`,
      'snmp-server enable traps',
      'end',
    ],
    note: 'Add `logging source-interface Loopback0` where it has one, and an `ntp server`. Over TCP some releases stop forwarding while the receiver is away.',
  },
  'cisco-nxos': {
    title: 'Cisco NX-OS',
    also: ['nxos', 'nx-os', 'nexus'],
    speaks: ['udp', 'tls'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'conf t',
      'logging timestamp milliseconds',
      'logging origin-id hostname',
      `logging server ${host} 6 port ${port}${protocol === 'tls' ? ' secure' : ''} use-vrf management`,
      'end',
    ],
    traps: ({ host, port }) => [
      'conf t',
      'snmp-server user logsift network-operator auth sha AUTH priv aes-128 PRIVACY',
      `snmp-server host ${host} traps version 3 priv logsift udp-port ${port}`,
      'snmp-server enable traps',
      'end',
    ],
  },
  'cisco-xr': {
    title: 'Cisco IOS XR',
    also: ['ios-xr', 'iosxr', 'xr'],
    speaks: ['udp', 'tls'],
    where: 'at its prompt',
    lines: ({ host, port }) => [
      'conf',
      'service timestamps log datetime localtime msec show-timezone year',
      'logging hostnameprefix NAME',
      `logging ${host} vrf default severity info port ${port}`,
      'commit',
    ],
    note: 'NAME stands for the name of the router.',
  },
  'cisco-asa': {
    title: 'Cisco ASA, FTD',
    also: ['asa', 'ftd'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'conf t',
      'logging enable',
      'logging timestamp rfc5424',
      'logging device-id hostname',
      'logging trap informational',
      `logging host inside ${host} ${protocol}/${port}`,
      ...(protocol === 'tcp' ? ['logging permit-hostdown'] : []),
      ...['302013', '302014', '302015', '302016'].map((id) => `no logging message ${id}`),
      'end',
    ],
    note: 'The four messages are each connection that is built and torn down. `inside` stands for the interface that leads here.',
  },
  juniper: {
    title: 'Juniper Junos',
    also: ['junos', 'srx', 'ex', 'mx', 'qfx'],
    speaks: ['udp', 'tls'],
    where: 'in configuration mode',
    lines: ({ host, port, protocol }) => [
      'set system syslog time-format year millisecond',
      `set system syslog host ${host} any info`,
      `set system syslog host ${host} port ${port}`,
      ...(protocol === 'tls' ? [`set system syslog host ${host} transport tls`] : []),
      `set system syslog host ${host} structured-data`,
      'commit',
    ],
    traps: ({ host, port }) => [
      'set snmp trap-group logsift version v2',
      `set snmp trap-group logsift targets ${host}`,
      `set snmp trap-group logsift destination-port ${port}`,
      'set snmp trap-group logsift categories authentication chassis link routing startup configuration',
      'commit',
    ],
    note: 'Structured data is RFC 5424, which names the year and the zone.',
  },
  arista: {
    title: 'Arista EOS',
    also: ['eos'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'configure terminal',
      'logging format timestamp high-resolution',
      'logging format hostname fqdn',
      'logging trap informational',
      `logging host ${host} ${port} protocol ${protocol}`,
      'end',
    ],
  },
  'aruba-cx': {
    title: 'Aruba AOS-CX',
    also: ['aruba', 'aos-cx'],
    speaks: ['udp', 'tcp', 'tls'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'configure terminal',
      `logging ${host} ${protocol} ${port} severity info vrf mgmt`,
      'end',
    ],
  },
  procurve: {
    title: 'HP ProCurve, Aruba AOS-S',
    also: ['hp', 'hpe', 'aos-s'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'configure',
      'logging severity info',
      `logging ${host} ${protocol} ${port}`,
      'write memory',
    ],
    traps: ({ host }) => [`snmp-server host ${host} community COMMUNITY trap-level not-info`],
  },
  fortinet: {
    title: 'Fortinet FortiGate',
    also: ['fortigate', 'fortios'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      'config log syslogd setting',
      'set status enable',
      `set server "${host}"`,
      `set mode ${protocol === 'tcp' ? 'reliable' : 'udp'}`,
      `set port ${port}`,
      'set format default',
      'end',
    ],
  },
  mikrotik: {
    title: 'MikroTik RouterOS',
    also: ['routeros'],
    speaks: ['udp', 'tcp'],
    where: 'at its prompt',
    lines: ({ host, port, protocol }) => [
      `/system logging action add name=logsift target=remote remote=${host} remote-port=${port}${protocol === 'tcp' ? ' remote-protocol=tcp' : ''} bsd-syslog=yes`,
      ...['info', 'warning', 'error', 'critical'].map(
        (topic) => `/system logging add topics=${topic} action=logsift`,
      ),
      '/system ntp client set enabled=yes',
    ],
    note: 'Releases that know no bsd-syslog say remote-log-format=syslog.',
  },
  paloalto: {
    title: 'Palo Alto Networks PAN-OS',
    also: ['palo-alto', 'panos', 'pan-os'],
    speaks: ['udp', 'tcp', 'tls'],
    where: 'in its web interface',
    lines: ({ host, port, protocol }) => [
      'Device > Server Profiles > Syslog > Add: name logsift',
      `  server ${host}, transport ${protocol === 'tls' ? 'SSL' : protocol.toUpperCase()}, port ${port}, format IETF, facility LOG_USER`,
      'Device > Log Settings: System, Configuration: add logsift',
      'Objects > Log Forwarding: a profile with logsift, named by the rules',
      'Commit',
    ],
  },
};

import { type DeviceLines, endpoint } from './device-lines.ts';

const RSYSLOG_QUEUE = [
  '  queue.type="LinkedList" queue.size="50000" queue.filename="logsift"',
  '  queue.maxDiskSpace="1g" queue.saveOnShutdown="on"',
  '  action.resumeRetryCount="-1" action.resumeInterval="5"',
];

/** Firewalls, storage and whole systems: files and menus. */
export const SYSTEMS: { readonly [name: string]: DeviceLines } = {
  pfsense: {
    title: 'pfSense',
    speaks: ['udp'],
    where: 'in its web interface',
    lines: (to) => [
      'Status > System Logs > Settings',
      '  Log Message Format: syslog (RFC 5424, with RFC 3339 microsecond-precision timestamps)',
      '  Enable Remote Logging: on',
      `  Remote log servers: ${endpoint(to)}`,
      '  Remote Syslog Contents: as you like (Everything has each packet that was blocked)',
    ],
    traps: ({ host, port }) => [
      'Services > SNMP',
      `  Enable SNMP Traps: on, Trap server: ${host}, Trap Server Port: ${port}`,
      '  Trap string: COMMUNITY',
    ],
  },
  opnsense: {
    title: 'OPNsense',
    speaks: ['tcp', 'udp', 'tls'],
    where: 'in its web interface',
    lines: ({ host, port, protocol }) => [
      'System > Settings > Logging > Remote > Add',
      `  Transport: ${protocol === 'tls' ? 'TLS' : protocol.toUpperCase()}(${host.includes(':') ? 6 : 4}), Hostname: ${host}, Port: ${port}`,
      '  rfc5424: on',
    ],
  },
  rsyslog: {
    title: 'rsyslog',
    also: ['linux', 'debian', 'ubuntu', 'rhel'],
    speaks: ['tls', 'tcp', 'udp'],
    where: 'in /etc/rsyslog.d/60-logsift.conf, then: sudo systemctl restart rsyslog',
    lines: ({ host, port, protocol }) => [
      ...(protocol === 'tls' ? ['global(DefaultNetstreamDriverCAFile="/etc/ssl/certs/logsift-ca.pem")'] : []),
      'action(type="omfwd"',
      `  target="${host}" port="${port}" protocol="${protocol === 'udp' ? 'udp' : 'tcp'}"`,
      ...(protocol === 'tls'
        ? [
            '  StreamDriver="gtls" StreamDriverMode="1"',
            `  StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="${host}"`,
          ]
        : []),
      ...(protocol === 'udp' ? [] : ['  TCP_Framing="octet-counted"']),
      '  template="RSYSLOG_SyslogProtocol23Format"',
      ...(protocol === 'udp' ? [] : RSYSLOG_QUEUE),
      ')',
    ],
  },
  'syslog-ng': {
    title: 'syslog-ng',
    also: ['syslogng'],
    speaks: ['tls', 'tcp', 'udp'],
    where: 'in /etc/syslog-ng/conf.d/logsift.conf, then: sudo systemctl reload syslog-ng',
    lines: ({ host, port, protocol }) => [
      `destination d_logsift { syslog("${host}" port(${port}) transport("${protocol}")`,
      ...(protocol === 'tls'
        ? ['  tls(ca-file("/etc/ssl/certs/logsift-ca.pem") peer-verify(required-trusted))']
        : []),
      '); };',
      'log { source(s_src); destination(d_logsift); };',
    ],
    note: 's_src is the source that Debian’s configuration has.',
  },
  'journald-remote': {
    title: 'systemd journal, sent by systemd-journal-upload',
    also: ['journald', 'journal', 'journal-upload', 'systemd'],
    speaks: ['tcp'],
    where: 'there, and here where logsift runs',
    lines: ({ host }) => [
      '# there: sudo apt install systemd-journal-remote',
      '# in /etc/systemd/journal-upload.conf:',
      '[Upload]',
      `URL=http://${host.includes(':') ? `[${host}]` : host}:19532`,
      '# sudo systemctl enable --now systemd-journal-upload',
      '',
      '# here: sudo apt install systemd-journal-remote',
      '# sudo systemctl edit systemd-journal-remote',
      '[Service]',
      'ExecStart=',
      'ExecStart=/lib/systemd/systemd-journal-remote --listen-http=-3 --output=/var/log/journal/remote/',
      '# sudo systemctl enable --now systemd-journal-remote.socket',
      '',
      "# in logsift's configuration:",
      'sources:',
      '  - type: machine',
      '  - { type: journald, name: remote, directory: /var/log/journal/remote }',
    ],
    note: 'It is plain HTTP: over networks that others reach, use https and the certificates of journal-remote.conf(5).',
  },
  bsd: {
    title: 'FreeBSD, OpenBSD',
    also: ['freebsd', 'openbsd'],
    speaks: ['udp'],
    where: 'in /etc/syslog.conf, then: service syslogd restart',
    lines: (to) => [`*.info;mail.none    @${endpoint(to)}`],
  },
  esxi: {
    title: 'VMware ESXi',
    also: ['vmware', 'vsphere'],
    speaks: ['tcp', 'udp'],
    where: 'in its shell',
    lines: (to) => [
      `esxcli system syslog config set --loghost='${to.protocol}://${endpoint(to)}'`,
      'esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true',
      'esxcli system syslog reload',
    ],
    note: 'Its firewall rule opens 514 and 1514 alone.',
  },
  docker: {
    title: 'Docker containers',
    speaks: ['tcp', 'udp'],
    where: 'in /etc/docker/daemon.json, then: sudo systemctl restart docker',
    lines: (to) => [
      '{',
      '  "log-driver": "syslog",',
      '  "log-opts": {',
      `    "syslog-address": "${to.protocol}://${endpoint(to)}",`,
      '    "syslog-format": "rfc5424micro",',
      '    "tag": "{{.Name}}"',
      '  }',
      '}',
    ],
  },
  synology: {
    title: 'Synology DSM',
    also: ['dsm'],
    speaks: ['tcp', 'udp'],
    where: 'in its web interface',
    lines: ({ host, port, protocol }) => [
      'Log Center > Log Sending',
      '  Send logs to a syslog server: on',
      `  Server: ${host}, Port: ${port}, Transfer protocol: ${protocol.toUpperCase()}, Log format: IETF`,
    ],
  },
  qnap: {
    title: 'QNAP QTS',
    also: ['qts'],
    speaks: ['udp', 'tcp'],
    where: 'in its web interface',
    lines: ({ host, port, protocol }) => [
      'QuLog Center > QuLog Service > Log Sender > Add a Log Sending Rule',
      `  Destination IP: ${host}, Port: ${port}, Transfer Protocol: ${protocol.toUpperCase()}, Format: RFC 5424`,
    ],
  },
  unifi: {
    title: 'Ubiquiti UniFi',
    also: ['ubiquiti'],
    speaks: ['udp'],
    where: 'in the settings of UniFi Network',
    lines: ({ host, port }) => [
      'Settings > Control Plane > Integrations > Activity Logging (Syslog)',
      `  SIEM Server: on, Server Address: ${host}, Port: ${port}`,
    ],
  },
  apc: {
    title: 'APC network management cards',
    also: ['ups'],
    speaks: ['udp'],
    where: 'in its web interface',
    lines: ({ host, port }) => [
      'Configuration > Logs > Syslog > Servers > Add',
      `  Syslog Server: ${host}, Port: ${port}, Protocol: UDP`,
      'Configuration > Logs > Syslog > Settings: Message Generation on',
    ],
    traps: ({ host }) => [
      'Configuration > Notification > SNMP Traps > Trap Receivers',
      `  NMS IP: ${host}, SNMPv1 with COMMUNITY, or SNMPv3 with a user of it`,
    ],
  },
  snmpd: {
    title: 'Net-SNMP (traps only)',
    also: ['net-snmp'],
    speaks: [],
    where: 'in /etc/snmp/snmpd.conf, then: sudo systemctl restart snmpd',
    lines: () => [],
    traps: (to) => [`trap2sink ${endpoint(to)} COMMUNITY`, 'authtrapenable 1'],
  },
};

import type { Row } from './vendor-line.ts';

const CISCO: readonly Row[] = [
  [
    'cisco',
    '<187>4711: sw-core-1: 004708: *Mar  1 18:46:11.221 CET: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/24, changed state to down',
    '%LINK',
    {
      ...{ host: 'sw-core-1', severity: 3, category: 'link' },
      fields: {
        'interface.name': 'GigabitEthernet1/0/24',
        'event.action': 'link-down',
        'event.code': 'UPDOWN',
      },
    },
  ],
  [
    'cisco',
    '<189>88: Oct 11 2026 22:14:15.003 UTC: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (192.0.2.17)',
    '%SYS',
    {
      ...{ host: null, severity: 5, category: 'configuration' },
      fields: { 'user.name': 'jdoe', 'source.ip': '192.0.2.17', 'observer.vendor': 'Cisco' },
    },
  ],
  [
    'cisco',
    'Oct 11 22:14:15 rtr-west 121: Oct 11 22:14:14.120: %OSPF-5-ADJCHG: Process 10, Nbr 198.51.100.9 on TenGigabitEthernet0/1/0 from FULL to DOWN, Neighbor Down: Dead timer expired',
    '%OSPF',
    {
      ...{ host: 'rtr-west', severity: 5, category: 'neighbour' },
      fields: {
        ...{ 'neighbour.ip': '198.51.100.9', 'interface.name': 'TenGigabitEthernet0/1/0' },
        ...{ 'event.action': 'neighbour-down', 'event.reason': 'Dead timer expired' },
      },
    },
  ],
  [
    'cisco',
    '<189>63: rtr-9: Oct 11 22:14:15.003: %BGP-5-ADJCHANGE: neighbor 2001:db8::9 Up',
    '%BGP',
    {
      ...{ host: 'rtr-9', severity: 5, category: 'neighbour' },
      fields: { 'neighbour.ip': '2001:db8::9', 'event.action': 'neighbour-up' },
    },
  ],
  [
    'cisco',
    '<187>991: ncs-2 RP/0/RP1/CPU0:Oct 11 22:14:15.003 UTC: ifmgr[322]: %PKT_INFRA-LINK-3-UPDOWN : Interface HundredGigE0/0/0/3, changed state to Down',
    '%PKT_INFRA',
    {
      ...{ host: 'ncs-2', severity: 3, category: 'link' },
      fields: { 'interface.name': 'HundredGigE0/0/0/3' },
    },
  ],
  [
    'cisco',
    '<186>n9k-leaf-4: 2026 Oct 11 22:14:15.003 CEST: %PLATFORM-2-PS_FAIL: Power supply 2 failed or shut down (Serial number DCB0000X000)',
    '%PLATFORM',
    { ...{ host: 'n9k-leaf-4', severity: 2, category: 'power' } },
  ],
  [
    'cisco',
    '<166>Oct 11 22:14:15 asa-edge : %ASA-6-302013: Built outbound TCP connection 4242 for outside:203.0.113.9/443 (203.0.113.9/443) to inside:10.1.2.3/50123 (198.51.100.1/50123)',
    '%ASA',
    {
      ...{ host: 'asa-edge', severity: 6, category: 'network' },
      fields: {
        ...{ 'source.ip': '10.1.2.3', 'source.port': 50_123, 'destination.ip': '203.0.113.9' },
        ...{ 'destination.port': 443, 'network.transport': 'tcp', 'event.code': '302013' },
      },
    },
  ],
  [
    'cisco',
    '<164>%ASA-4-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = jdoe : user IP = 203.0.113.7',
    '%ASA',
    {
      ...{ host: null, severity: 4, category: 'authentication' },
      fields: { 'event.outcome': 'failure', 'user.name': 'jdoe' },
    },
  ],
  [
    'cisco',
    '<188>12: *Oct 11 22:14:15.003: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: root] [Source: 203.0.113.80] [localport: 22] [Reason: Login Authentication Failed] at 22:14:15 UTC Sun Oct 11 2026',
    '%SEC_LOGIN',
    {
      ...{ host: null, severity: 4, category: 'authentication' },
      fields: {
        'user.name': 'root',
        'source.ip': '203.0.113.80',
        'event.reason': 'Login Authentication Failed',
      },
    },
  ],
];

const ARISTA: readonly Row[] = [
  [
    'arista',
    '<165>Oct 11 22:14:15 leaf-7 Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet49/1, changed state to down',
    '%LINEPROTO',
    {
      ...{ host: 'leaf-7', severity: 5, category: 'link' },
      fields: { 'interface.name': 'Ethernet49/1', 'observer.vendor': 'Arista', 'event.action': 'link-down' },
    },
  ],
  [
    'arista',
    '<165>2026-10-11T22:14:15.003921+02:00 leaf-7 Bgp: %BGP-3-NOTIFICATION: sent to neighbor 10.255.0.1 (VRF default AS 65001) 4/0 (Hold Timer Expired Error/None) 0 bytes',
    '%BGP',
    { ...{ host: 'leaf-7', severity: 5, category: 'neighbour' }, fields: { 'neighbour.ip': '10.255.0.1' } },
  ],
  [
    'arista',
    'Oct 11 22:14:15 leaf-7 ConfigAgent: %SYS-5-CONFIG_I: Configured from console by jdoe on vty5 (192.0.2.4)',
    '%SYS',
    {
      ...{ host: 'leaf-7', severity: 5, category: 'configuration' },
      fields: { 'user.name': 'jdoe', 'source.ip': '192.0.2.4' },
    },
  ],
  [
    'arista',
    '<162>Oct 11 22:14:15 spine-1 PowerManager: %PWRMGMT-2-PSU_LOST: Power supply 1 has been lost',
    '%PWRMGMT',
    { ...{ host: 'spine-1', severity: 2, category: 'power' } },
  ],
];

const COMWARE: readonly Row[] = [
  [
    'comware',
    '<187>Oct 11 22:14:15 2026 hp5900-1 %%10IFNET/3/PHY_UPDOWN: Physical state on the interface Ten-GigabitEthernet1/0/5 changed to down.',
    '%%10IFNET',
    {
      ...{ host: 'hp5900-1', severity: 3, category: 'link' },
      fields: {
        ...{
          'interface.name': 'Ten-GigabitEthernet1/0/5',
          'event.code': 'PHY_UPDOWN',
          'event.provider': 'IFNET',
        },
        'event.action': 'link-down',
      },
    },
  ],
  [
    'comware',
    '<189>Oct 11 22:14:15 2026 hp5900-1 %%10SHELL/5/SHELL_LOGIN: -DevIP=192.0.2.7; jdoe logged in from 192.0.2.44.',
    '%%10SHELL',
    {
      ...{ host: 'hp5900-1', severity: 5, category: 'authentication' },
      fields: { 'source.ip': '192.0.2.44', 'observer.ip': '192.0.2.7' },
    },
  ],
  [
    'comware',
    '<188>Oct 11 2026 22:14:15 s5720 %%01OSPF/4/NBR_CHANGE_E(l)[12]:Neighbor changes event: neighbor status changed. (ProcessId=1, NeighborAddress=10.0.0.2, NeighborEvent=KillNbr, NeighborPreviousState=Full, NeighborCurrentState=Down)',
    '%%01OSPF',
    { ...{ host: 's5720', severity: 4, category: 'neighbour' }, fields: { 'observer.vendor': 'Huawei' } },
  ],
];

/** Cisco, and those who write as Cisco does. */
export const MNEMONICS: readonly Row[] = [...CISCO, ...ARISTA, ...COMWARE];

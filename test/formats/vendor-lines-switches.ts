import type { Row } from './vendor-line.ts';

const JUNIPER: readonly Row[] = [
  [
    'juniper',
    '<28>Oct 11 22:14:15 mx-1 rpd[2189]: RPD_OSPF_NBRDOWN: OSPF neighbor 10.0.12.2 (realm ospf-v2 xe-0/0/1.0 area 0.0.0.0) state changed from Full to Down due to InActiveTimer (event reason: BFD session timed out and neighbor was declared dead)',
    'RPD_OSPF',
    {
      ...{ host: 'mx-1', severity: 4, category: 'neighbour' },
      fields: {
        ...{ 'neighbour.ip': '10.0.12.2', 'interface.name': 'xe-0/0/1.0', 'event.code': 'RPD_OSPF_NBRDOWN' },
        ...{ 'event.action': 'neighbour-down', 'observer.vendor': 'Juniper' },
      },
    },
  ],
  [
    'juniper',
    '<28>Oct 11 22:14:15 ex-3 mib2d[1402]: SNMP_TRAP_LINK_DOWN: ifIndex 531, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/12',
    'SNMP_TRAP',
    {
      ...{ host: 'ex-3', severity: 4, category: 'link' },
      fields: { 'interface.name': 'ge-0/0/12', 'event.action': 'link-down' },
    },
  ],
  [
    'juniper',
    "<189>Oct 11 22:14:15 mx-1 mgd[7731]: UI_COMMIT: User 'jdoe' requested 'commit' operation (comment: none)",
    'UI_COMMIT',
    { ...{ host: 'mx-1', severity: 5, category: 'configuration' }, fields: { 'user.name': 'jdoe' } },
  ],
  [
    'juniper',
    '<14>1 2026-10-11T22:14:15.003+02:00 srx-1 RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.129 source-address="10.9.8.7" source-port="51000" destination-address="203.0.113.9" destination-port="25" connection-tag="0" service-name="junos-smtp" protocol-id="6" icmp-type="0" policy-name="no-mail" source-zone-name="trust" destination-zone-name="untrust" reason="Denied by policy"]',
    'RT_FLOW_SESSION_DENY',
    {
      ...{ host: 'srx-1', severity: 6, category: 'network' },
      fields: {
        ...{
          'source.ip': '10.9.8.7',
          'destination.port': 25,
          'rule.name': 'no-mail',
          'event.reason': 'Denied by policy',
        },
        ...{ 'observer.ingress.zone': 'trust', 'network.protocol': 'junos-smtp' },
      },
    },
  ],
  [
    'juniper',
    '<29>1 2026-10-11T22:14:15.003Z mx-1 mgd 7731 UI_LOGIN_EVENT [junos@2636.1.1.1.2.29 username="jdoe" class-name="j-super-user" local-peer="" client-mode="cli"] User \'jdoe\' login, class \'j-super-user\' [7731]',
    "User 'jdoe' login",
    {
      ...{ host: 'mx-1', severity: 5, category: 'authentication' },
      fields: { 'user.name': 'jdoe', 'event.action': 'login', 'event.outcome': 'success' },
    },
  ],
  [
    'juniper',
    '<25>Oct 11 22:14:15 mx-1 alarmd[2101]: Alarm set: PS color=RED, class=CHASSIS, reason=PEM 1 Not OK',
    'Alarm set',
    { ...{ host: 'mx-1', severity: 1, category: 'power' }, fields: { 'event.reason': 'PEM 1 Not OK' } },
  ],
  [
    'juniper',
    '<28>Oct 11 22:14:15 mx-1 rpd[2189]: %DAEMON-4-RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 10.0.3.4 (External AS 65004) changed state from Established to Idle (event HoldTime) (instance master)',
    'RPD_BGP',
    { ...{ host: 'mx-1', severity: 4, category: 'neighbour' }, fields: { 'neighbour.ip': '10.0.3.4' } },
  ],
  [
    'juniper',
    '<133>ns5gt: NetScreen device_id=ns5gt  [Root]system-notification-00257(traffic): start_time="2026-10-11 22:14:15" duration=2 policy_id=7 service=http proto=6 src zone=Trust dst zone=Untrust action=Permit sent=1048 rcvd=998 src=10.1.1.2 dst=203.0.113.8',
    'NetScreen',
    { ...{ host: 'ns5gt', severity: 5, category: 'network' }, fields: { 'event.code': '00257' } },
  ],
];

const ARUBA: readonly Row[] = [
  [
    'aruba',
    '<14>Oct 11 22:14:15 procurve-2 00077 ports:  port B7 is now off-line',
    '^ports:  ',
    {
      ...{ host: 'procurve-2', severity: 6, category: 'link' },
      fields: { 'interface.name': 'B7', 'event.code': '00077', 'event.action': 'link-down' },
    },
  ],
  [
    'aruba',
    '<12>Oct 11 22:14:15 192.0.2.30 00071 chassis:  Slow Fan 1 failure',
    '^chassis:  ',
    { ...{ host: '192.0.2.30', severity: 4, category: 'fan' }, fields: { 'event.provider': 'chassis' } },
  ],
  [
    'aruba',
    '<190>1 2026-10-11T22:14:15.003921+00:00 cx-6300 hpe-sysmond 3388 - - Event|6901|LOG_INFO|AMM|1/1|Interface 1/1/14 is Up',
    'Interface 1/1/14',
    {
      ...{ host: 'cx-6300', severity: 6, category: 'link' },
      fields: { 'event.code': '6901', 'interface.name': '1/1/14', 'observer.product': 'AOS-CX' },
    },
  ],
  [
    'aruba',
    '<141>Oct 11 22:14:15 2026 wlc-1 authmgr[3599]: <522008> <NOTI> <wlc-1 192.0.2.5> User Authentication Successful: username=jdoe MAC=00:00:5e:00:53:01 IP=10.7.7.7 role=staff VLAN=30 AP=ap-12 SSID=corp AAA profile=corp auth method=802.1x auth server=rad1',
    '<wlc-1 192',
    {
      ...{ host: 'wlc-1', severity: 5, category: 'authentication' },
      fields: { 'user.name': 'jdoe', 'event.code': '522008' },
    },
  ],
];

const MIKROTIK: readonly Row[] = [
  [
    'mikrotik',
    '<30>Oct 11 22:14:15 ccr-1 system,info,account user jdoe logged in from 192.0.2.44 via winbox',
    'user jdoe',
    {
      ...{ host: 'ccr-1', severity: 6, category: 'authentication' },
      fields: {
        ...{ 'user.name': 'jdoe', 'source.ip': '192.0.2.44', 'network.protocol': 'winbox' },
        'mikrotik.topics': ['system', 'info', 'account'],
      },
    },
  ],
  [
    'mikrotik',
    'system,error,critical login failure for user root from 203.0.113.80 via ssh',
    'login failure',
    {
      ...{ host: null, severity: 2, category: 'authentication' },
      fields: { 'user.name': 'root', 'event.outcome': 'failure', 'source.ip': '203.0.113.80' },
    },
  ],
  [
    'mikrotik',
    '<134>ccr-1: firewall,info input: in:ether1 out:(unknown 0), connection-state:new src-mac 00:00:5e:00:53:01, proto TCP (SYN), 203.0.113.80:51111->198.51.100.1:8291, len 52',
    'input: in',
    {
      ...{ host: 'ccr-1', severity: 6, category: 'network' },
      fields: {
        ...{ 'source.ip': '203.0.113.80', 'destination.port': 8291, 'network.transport': 'tcp' },
        'observer.ingress.interface.name': 'ether1',
      },
    },
  ],
  [
    'mikrotik',
    '<30>Oct 11 22:14:15 ccr-1 interface,info sfp-sfpplus1 link down',
    'sfp-sfpplus1',
    {
      ...{ host: 'ccr-1', severity: 6, category: 'link' },
      fields: { 'interface.name': 'sfp-sfpplus1', 'event.action': 'link-down' },
    },
  ],
];

const UBIQUITI: readonly Row[] = [
  [
    'ubiquiti',
    '<30>Oct 11 22:14:15 lobby-ap 788a20aabb01,U7PG2-6.5.28+14491: hostapd[2101]: ath1: STA 00:00:5e:00:53:01 IEEE 802.11: associated',
    'ath1: STA',
    {
      ...{ host: 'lobby-ap', severity: 6, category: 'link' },
      fields: { 'client.mac': '00:00:5e:00:53:01', 'interface.name': 'ath1', 'observer.mac': '788a20aabb01' },
    },
  ],
  [
    'ubiquiti',
    '<28>Oct 11 22:14:15 US24P250,f09fc2aabb02,v4.3.20.11298: switch: TRAPMGR: Link Down: 0/14',
    'TRAPMGR: Link',
    { ...{ host: 'f09fc2aabb02', severity: 4, category: 'link' } },
  ],
  [
    'ubiquiti',
    '<4>Oct 11 22:14:15 usg-3p kernel: [WAN_LOCAL-default-D]IN=eth0 OUT= MAC=00:00:5e:00:53:02 SRC=203.0.113.80 DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=240 ID=54321 PROTO=TCP SPT=51111 DPT=23 WINDOW=1024 RES=0x00 SYN URGP=0',
    '[WAN_LOCAL',
    {
      ...{ host: 'usg-3p', severity: 4, category: 'network' },
      fields: {
        'event.action': 'drop',
        'source.ip': '203.0.113.80',
        'destination.port': 23,
        'rule.ruleset': 'WAN_LOCAL',
      },
    },
  ],
];

/** Switches, routers and access points. */
export const SWITCHES: readonly Row[] = [...JUNIPER, ...ARUBA, ...MIKROTIK, ...UBIQUITI];

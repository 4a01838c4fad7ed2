import type { Row } from './vendor-line.ts';

const FORTINET: readonly Row[] = [
  [
    'fortinet',
    '<189>date=2026-10-11 time=22:14:15 devname="fgt-hq" devid="FGT60F0000000001" eventtime=1791756855003921000 tz="+0200" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.1.1.5 srcport=50555 srcintf="internal" dstip=203.0.113.9 dstport=443 dstintf="wan1" policyid=7 service="HTTPS" proto=6 action="close" sentbyte=1832 rcvdbyte=9120',
    'date=',
    {
      ...{ host: 'fgt-hq', severity: 5, category: 'network' },
      fields: {
        ...{
          'source.ip': '10.1.1.5',
          'source.port': 50_555,
          'destination.ip': '203.0.113.9',
          'rule.id': '7',
        },
        ...{ 'event.action': 'close', 'observer.ingress.interface.name': 'internal', 'source.bytes': 1832 },
      },
    },
  ],
  [
    'fortinet',
    '<185>date=2026-10-11 time=22:14:15 devname="fgt-hq" devid="FGT60F0000000001" logid="0100032002" type="event" subtype="system" level="alert" vd="root" logdesc="Admin login failed" user="admin" ui="ssh(203.0.113.80)" method="ssh" srcip=203.0.113.80 dstip=198.51.100.1 action="login" status="failed" reason="passwd_invalid" msg="Administrator admin login failed from ssh(203.0.113.80) because of invalid password"',
    'date=',
    {
      ...{ host: 'fgt-hq', severity: 1, category: 'authentication' },
      fields: { 'user.name': 'admin', 'event.outcome': 'failed', 'event.reason': 'passwd_invalid' },
    },
  ],
  [
    'fortinet',
    'date=2026-10-11 time=22:14:15 devname=fgt-hq devid=FGT60F0000000001 logid=0419016384 type=utm subtype=ips eventtype=signature level=alert vd=root srcip=203.0.113.80 dstip=10.1.1.80 attack="Apache.Log4j.Error.Log.Remote.Code.Execution" action=dropped',
    'date=',
    { ...{ host: 'fgt-hq', severity: 1, category: 'intrusion' }, fields: { 'event.action': 'dropped' } },
  ],
  [
    'fortinet',
    '<189>Oct 11 22:14:15 fgt-hq CEF:0|Fortinet|Fortigate|v7.4.1|00013|traffic:forward close|3|deviceExternalId=FGT60F0000000001 src=10.1.1.5 spt=50555 dst=203.0.113.9 dpt=443 proto=6 act=close',
    'CEF:0|',
    {
      ...{ host: 'fgt-hq', severity: 5, category: 'network' },
      fields: { 'source.ip': '10.1.1.5', 'destination.port': 443, 'observer.vendor': 'Fortinet' },
    },
  ],
];

const PALOALTO: readonly Row[] = [
  [
    'paloalto',
    '<14>Oct 11 22:14:15 pa-850 1,2026/10/11 22:14:15,007951000000001,TRAFFIC,end,2561,2026/10/11 22:14:14,10.2.0.9,203.0.113.9,198.51.100.2,203.0.113.9,allow-web,corp\\jdoe,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,fwd,2026/10/11 22:14:14,4711,1,51234,443,33001,443,0x400053,tcp,allow,8123,2100,6023,31,2026/10/11 22:13:50,24,any,,7123456,0x0,10.0.0.0-10.255.255.255,United States,,15,16,tcp-fin',
    '1,2026',
    {
      ...{ host: 'pa-850', severity: 6, category: 'network' },
      fields: {
        ...{
          'source.ip': '10.2.0.9',
          'destination.port': 443,
          'rule.name': 'allow-web',
          'user.name': 'corp\\jdoe',
        },
        ...{
          'network.application': 'ssl',
          'event.action': 'allow',
          'event.reason': 'tcp-fin',
          'network.bytes': 8123,
        },
      },
    },
  ],
  [
    'paloalto',
    '<12>Oct 11 22:14:15 pa-850 1,2026/10/11 22:14:15,007951000000001,THREAT,vulnerability,2561,2026/10/11 22:14:14,203.0.113.80,10.2.0.80,0.0.0.0,0.0.0.0,dmz-in,,,web-browsing,vsys1,untrust,dmz,ethernet1/1,ethernet1/3,fwd,2026/10/11 22:14:14,4712,1,40404,80,0,0,0x2000,tcp,reset-both,"index.php?a=1,2",Example Injection(30514),any,high,client-to-server',
    '1,2026',
    {
      ...{ host: 'pa-850', severity: 4, category: 'intrusion' },
      fields: {
        'event.code': 'Example Injection(30514)',
        'url.original': 'index.php?a=1,2',
        'event.action': 'reset-both',
      },
    },
  ],
  [
    'paloalto',
    '<14>1 2026-10-11T22:14:15.003+02:00 pa-850.example.net - - - - 1,2026/10/11 22:14:15,007951000000001,SYSTEM,general,0,2026/10/11 22:14:15,,general,,0,0,general,informational,"User jdoe logged in via Web from 192.0.2.44 using https",7123457,0x0',
    '1,2026',
    {
      ...{ host: 'pa-850.example.net', severity: 6, category: 'authentication' },
      fields: { 'user.name': 'jdoe', 'source.ip': '192.0.2.44', 'event.outcome': 'success' },
    },
  ],
  [
    'paloalto',
    '<14>Oct 11 22:14:15 pa-850 1,2026/10/11 22:14:15,007951000000001,CONFIG,0,0,2026/10/11 22:14:15,192.0.2.44,,commit,jdoe,Web,Submitted,,7123458,0x0',
    '1,2026',
    {
      ...{ host: 'pa-850', severity: 6, category: 'configuration' },
      fields: { 'user.name': 'jdoe', 'event.action': 'commit', 'event.outcome': 'submitted' },
    },
  ],
];

const FILTERLOG: readonly Row[] = [
  [
    'filterlog',
    '<134>Oct 11 22:14:15 filterlog[61532]: 5,,,1000000103,igb0,match,block,in,4,0x0,,241,54321,0,none,6,tcp,44,203.0.113.80,198.51.100.1,51111,22,0,S,1234567890,,1024,,mss',
    '5,,,',
    {
      ...{ host: null, severity: 6, category: 'network' },
      fields: {
        ...{
          'source.ip': '203.0.113.80',
          'source.port': 51_111,
          'destination.port': 22,
          'network.transport': 'tcp',
        },
        ...{ 'event.action': 'block', 'rule.id': '1000000103', 'observer.ingress.interface.name': 'igb0' },
      },
    },
  ],
  [
    'filterlog',
    '<134>1 2026-10-11T22:14:15+02:00 opn.example.net filterlog 77042 - [meta sequenceId="812"] 82,,,02f4bab031b57d1e30553ce08e0ec131,vtnet1,match,pass,out,6,0x00,0x00000,64,udp,17,48,2001:db8::7,2001:db8:1::53,40000,53,48',
    '82,,,',
    {
      ...{ host: 'opn.example.net', severity: 6, category: 'network' },
      fields: {
        ...{ 'source.ip': '2001:db8::7', 'destination.ip': '2001:db8:1::53', 'destination.port': 53 },
        ...{ 'network.type': 'ipv6', 'event.action': 'pass', 'observer.egress.interface.name': 'vtnet1' },
      },
    },
  ],
  [
    'filterlog',
    'Oct 11 22:14:15 pf1 filterlog[61532]: 4,,,1000000003,igb1,match,block,in,4,0x0,,1,0,0,DF,1,icmp,28,10.4.0.9,10.4.0.1,request,4242,18',
    '4,,,',
    {
      ...{ host: 'pf1', severity: null, category: 'network' },
      fields: { 'source.ip': '10.4.0.9', 'destination.ip': '10.4.0.1', 'network.transport': 'icmp' },
    },
  ],
];

const CHECKPOINT: readonly Row[] = [
  [
    'checkpoint',
    '<134>1 2026-10-11T22:14:15Z cp-gw1 CheckPoint 8363 - [action:"Drop"; flags:"278528"; ifdir:"inbound"; ifname:"eth1"; loguid:"{0x1,0x0,0x2,0x3}"; origin:"192.0.2.90"; time:"1791756855"; version:"5"; dst:"10.3.3.3"; product:"VPN-1 & FireWall-1"; proto:"6"; s_port:"51111"; service:"445"; src:"203.0.113.80"; rule_name:"cleanup \\"all\\""; ]',
    '[action',
    {
      ...{ host: 'cp-gw1', severity: 6, category: 'network' },
      fields: {
        ...{ 'event.action': 'Drop', 'source.ip': '203.0.113.80', 'destination.port': 445 },
        ...{ 'rule.name': 'cleanup "all"', 'observer.ingress.interface.name': 'eth1' },
      },
    },
  ],
  [
    'checkpoint',
    '<134>1 2026-10-11T22:14:15Z cp-mgmt CheckPoint 8363 - [sc@2620 action="Accept" origin="192.0.2.91" administrator="jdoe" operation="Publish" product="SmartConsole"]',
    '[sc@2620',
    { ...{ host: 'cp-mgmt', severity: 6, category: 'configuration' }, fields: { 'user.name': 'jdoe' } },
  ],
  [
    'checkpoint',
    '<134>Oct 11 22:14:15 cp-gw1 CEF:0|Check Point|SmartDefense|Check Point|IPS|Port Scan|High|act=Detect src=203.0.113.80 dst=10.3.3.3 dpt=22',
    'CEF:0|',
    { ...{ host: 'cp-gw1', severity: 6, category: 'intrusion' }, fields: { 'event.action': 'Detect' } },
  ],
];

const CEF: readonly Row[] = [
  [
    'cef',
    '<134>Oct 11 22:14:15 waf-1 CEF:0|Example \\| Sons|WAF|7.1|942100|SQL injection attack|8|src=203.0.113.80 spt=50000 dst=10.5.5.5 dpt=443 request=/a?b\\=c msg=blocked by rule 12 act=block suser=jdoe',
    'CEF:0|',
    {
      ...{ host: 'waf-1', severity: 6, category: 'intrusion' },
      fields: {
        ...{ 'observer.vendor': 'Example | Sons', 'event.code': '942100', 'url.original': '/a?b=c' },
        ...{ 'user.name': 'jdoe', 'event.action': 'block', 'event.severity': 8 },
      },
    },
  ],
  [
    'cef',
    'CEF:0|Example|Proxy|2|deny|Request denied|5|src=10.5.5.5 dst=203.0.113.9',
    'CEF:0|',
    { ...{ host: null, severity: 4, category: 'network' } },
  ],
];

/** Firewalls. */
export const FIREWALLS: readonly Row[] = [...FORTINET, ...PALOALTO, ...FILTERLOG, ...CHECKPOINT, ...CEF];

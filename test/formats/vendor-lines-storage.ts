import type { Row } from './vendor-line.ts';

const NAS: readonly Row[] = [
  [
    'synology',
    '<14>Oct 11 22:14:15 nas-01 Connection: User [jdoe] from [192.0.2.44] logged in successfully via [DSM].',
    'User [',
    {
      ...{ host: 'nas-01', severity: 6, category: 'authentication' },
      fields: { 'user.name': 'jdoe', 'source.ip': '192.0.2.44', 'network.protocol': 'DSM' },
    },
  ],
  [
    'synology',
    '<12>Oct 11 22:14:15 nas-01 System: Volume 1 was degraded [1/2], please repair it.',
    'Volume 1',
    { ...{ host: 'nas-01', severity: 4, category: 'storage' } },
  ],
  [
    'synology',
    '<14>Oct 11 22:14:15 nas-01 WinFileService Event: delete, Path: /projects/plan.ods, File/Folder: File, Size: 18.00 KB, User: jdoe, IP: 192.0.2.44',
    'Event: delete',
    {
      ...{ host: 'nas-01', severity: 6, category: 'filesystem' },
      fields: {
        'user.name': 'jdoe',
        'source.ip': '192.0.2.44',
        'file.path': '/projects/plan.ods',
        'event.action': 'delete',
      },
    },
  ],
  [
    'synology',
    '<14>1 2026-10-11T22:14:15+02:00 nas-01 Connection - - [synolog@6574 event_id="0x0002" synotype="Connection" username="jdoe" luser="jdoe" arg_1="jdoe"][meta sequenceId="4"] User [jdoe] from [192.0.2.44] failed to log in via [SSH] due to authorization failure.',
    'User [',
    {
      ...{ host: 'nas-01', severity: 6, category: 'authentication' },
      fields: { 'event.outcome': 'failure', 'event.code': '0x0002', 'event.reason': 'authorization failure' },
    },
  ],
  [
    'qnap',
    '<28>Oct 11 22:14:15 nas-02 qlogd[8123]: conn log: Users: admin, Source IP: 203.0.113.80, Computer name: ---, Connection type: HTTP, Accessed resources: Administration, Action: Login Fail',
    'conn log',
    {
      ...{ host: 'nas-02', severity: 4, category: 'authentication' },
      fields: {
        'user.name': 'admin',
        'source.ip': '203.0.113.80',
        'event.outcome': 'failure',
        'network.protocol': 'http',
      },
    },
  ],
  [
    'qnap',
    '<27>Oct 11 22:14:15 nas-02 qlogd[8123]: event log: Users: System, Source IP: 127.0.0.1, Computer name: localhost, Content: [Storage & Snapshots] Disk 3 failed. Storage pool 1 is degraded.',
    'event log',
    { ...{ host: 'nas-02', severity: 3, category: 'disk' }, fields: { 'user.name': 'System' } },
  ],
  [
    'netapp',
    '<11>Oct 11 22:14:15 [cl1-01:raid.disk.missing:ERROR]: Disk 0a.10.3 Shelf 10 Bay 3 was removed from the system.',
    'Disk 0a',
    {
      ...{ host: 'cl1-01', severity: 3, category: 'storage' },
      fields: { 'event.code': 'raid.disk.missing', 'observer.product': 'ONTAP' },
    },
  ],
  [
    'netapp',
    '[filer7: monitor.fan.failed: CRITICAL]: Chassis fan 2 is failing.',
    'Chassis fan',
    { ...{ host: 'filer7', severity: 2, category: 'fan' } },
  ],
  [
    'netapp',
    '<13>1 2026-10-11T22:14:15.003+02:00 cl1-02 vifmgr - net.ifgrp.lacp.link.inactive - ifgrp a0a, port e0d has transitioned to an inactive state.',
    'ifgrp a0a',
    { ...{ host: 'cl1-02', severity: 5, category: 'link' } },
  ],
  [
    'netapp',
    '<110>Oct 11 22:14:15 cl1-01: cl1-01: 0000000b.0008d2b2 0f9f3b4f Sun Oct 11 2026 22:14:15 +02:00 [kern_audit:info:2345] 8503e80000000001:8503e80000000002 :: cl1:ssh :: 192.0.2.44:45678 :: cl1:jdoe :: volume offline -volume vol7 :: Pending',
    '0000000b',
    {
      ...{ host: 'cl1-01', severity: 6, category: 'configuration' },
      fields: {
        'user.name': 'jdoe',
        'source.ip': '192.0.2.44',
        'event.action': 'volume offline -volume vol7',
      },
    },
  ],
];

const UPS: readonly Row[] = [
  [
    'apc',
    '<12>Oct 11 22:14:15 192.0.2.60 UPS: On battery power in response to an input power problem. 0x0109',
    'On battery',
    {
      ...{ host: '192.0.2.60', severity: 4, category: 'power' },
      fields: { 'event.code': '0x0109', 'observer.vendor': 'APC' },
    },
  ],
  [
    'apc',
    "<13>Oct 11 22:14:15 ups-rack4 System: Web user 'apc' logged in from 192.0.2.44. 0x0014",
    'Web user',
    {
      ...{ host: 'ups-rack4', severity: 5, category: 'authentication' },
      fields: { 'user.name': 'apc', 'source.ip': '192.0.2.44' },
    },
  ],
  [
    'apc',
    '<10>Oct 11 22:14:15 ups-rack4 Environment: High temperature threshold violation on probe 1. 0x0340',
    'High temp',
    { ...{ host: 'ups-rack4', severity: 2, category: 'temperature' } },
  ],
];

/** Storage and power. */
export const STORAGE: readonly Row[] = [...NAS, ...UPS];

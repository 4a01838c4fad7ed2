import { expect, test } from 'vitest';
import { categoryOf } from '../../src/core/category-of.ts';

test.each([
  ['LINEPROTO UPDOWN', '', 'link'],
  ['SNMP_TRAP_LINK_DOWN', '', 'link'],
  ['ROUTING-BGP MAXPFX', 'No. of IPv4 Unicast prefixes', 'neighbour'],
  ['STP BLOCK_BPDUGUARD', 'Received BPDU on port', 'spanning-tree'],
  ['PLATFORM PS_FAIL', '', 'power'],
  ['PLATFORM_FAN FAN_FAIL', '', 'fan'],
  ['system,info,account', '', 'authentication'],
  ['IP-IP_NTP SYNC_LOSS', 'Synchronization lost', 'time'],
  ['SYS CONFIG_I', '', 'configuration'],
  ['SYS MALLOCFAIL', '', 'memory'],
  ['', 'Fan 1 failure', 'fan'],
  ['', 'Volume 1 was degraded', 'storage'],
  ['', 'High temperature on probe 1', 'temperature'],
  ['', 'nothing of the kind', 'other'],
])('a device that says %s, %s speaks of %s', (code, text, category) => {
  expect(categoryOf(code, text)).toBe(category);
});

test('a word within a word tells nothing', () => {
  expect(categoryOf('PSALM', 'fanfare of memorials')).toBe('other');
});

test('of long texts only the beginning is looked at', () => {
  expect(categoryOf('', `${'x '.repeat(500)} fan failure`)).toBe('other');
});

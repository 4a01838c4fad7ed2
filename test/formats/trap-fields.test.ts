import { expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';

const HEAD = '1 2026-03-14T12:00:00.000Z 192.0.2.10 snmptrap -';

function fieldsOf(line: string) {
  const { sd, ...fields } = parseLine(line).fields;
  expect(Object.keys(sd as object)).toContain('trap@32473');
  return fields;
}

test('a link that goes down names its interface, what happened and the device', () => {
  const about = 'oid="1.3.6.1.6.3.1.1.5.3" version="2c" category="link" uptime="9"';
  const values =
    'index="3" ifIndex="3" ifName="Gi1/0/3" ifDescr="GigabitEthernet1/0/3" locIfReason="admin down"';
  const line = `<187>${HEAD} linkDown [trap@32473 ${about}][var@32473 ${values}] linkDown: interface GigabitEthernet1/0/3 went down (admin down)`;
  expect(fieldsOf(line)).toEqual({
    category: 'link',
    'event.code': 'linkDown',
    'event.action': 'link-down',
    'event.reason': 'admin down',
    'interface.name': 'Gi1/0/3',
    'observer.ip': '192.0.2.10',
  });
});

test('the enterprise in the kind is the vendor, and the table of names says the category', () => {
  const about = 'oid="1.3.6.1.4.1.318.0.5" version="1" category="power"';
  const line = `<186>${HEAD} upsOnBattery [trap@32473 ${about}][var@32473 mtrapargsString="UPS: On battery"] upsOnBattery: the UPS runs on battery: UPS: On battery`;
  expect(fieldsOf(line)).toMatchObject({
    ...{ category: 'power', 'event.code': 'upsOnBattery', 'observer.vendor': 'APC' },
  });
});

test('a neighbour that was lost is named, and who changed the configuration', () => {
  const bgp = `<187>${HEAD} bgpBackwardTransNotification [trap@32473 oid="1.3.6.1.2.1.15.0.2" version="2c" category="neighbour"][var@32473 bgpPeerRemoteAddr="192.0.2.77"] bgpBackwardTransNotification: BGP neighbour 192.0.2.77 was lost, now idle`;
  expect(fieldsOf(bgp)).toMatchObject({
    ...{ category: 'neighbour', 'event.action': 'neighbour-down', 'neighbour.ip': '192.0.2.77' },
  });
  const change = `<189>${HEAD} ccmCLIRunningConfigChanged [trap@32473 oid="1.3.6.1.4.1.9.9.43.2.0.2" version="2c" category="configuration"][var@32473 ccmHistoryEventTerminalUser="alice"] ccmCLIRunningConfigChanged: the running configuration was changed by alice`;
  expect(fieldsOf(change)).toMatchObject({
    ...{ category: 'configuration', 'user.name': 'alice', 'observer.vendor': 'Cisco' },
  });
});

test('a kind that nobody knows has its number as code, and a category by its words', () => {
  const line = `<189>${HEAD} 1.3.6.1.4.1.99999.0.7 [trap@32473 oid="1.3.6.1.4.1.99999.0.7" version="2c"][var@32473 1.3.6.1.4.1.99999.1="fan 2 is slow"] 1.3.6.1.4.1.99999.0.7: 1.3.6.1.4.1.99999.1=fan 2 is slow`;
  const fields = fieldsOf(line);
  expect(fields).toMatchObject({ category: 'fan', 'event.code': '1.3.6.1.4.1.99999.0.7' });
  expect(fields).not.toHaveProperty('observer.vendor');
});

test('values that were made to harm are no more than values', () => {
  const values = '__proto__="x" ifName="__proto__" constructor="y"';
  const line = `<187>${HEAD} linkDown [trap@32473 oid="1.3.6.1.6.3.1.1.5.3" version="2c" category="__proto__"][var@32473 ${values}] linkDown: interface __proto__ went down`;
  const fields = fieldsOf(line);
  expect(fields['interface.name']).toBe('__proto__');
  expect(fields.category).toBe('link');
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

import { expect, test } from 'vitest';
import {
  facetKindOf,
  folderOf,
  ipv4At,
  networkOf,
  portClassOf,
  scopeOf,
} from '../../src/templates/facets.ts';

const address = (text: string) => ipv4At(Buffer.from(text), 0, text.length);

test.each([
  ['10.1.2.3', 'inside'],
  ['172.31.0.1', 'inside'],
  ['172.32.0.1', 'outside'],
  ['192.168.255.1', 'inside'],
  ['100.64.0.1', 'inside'],
  ['127.0.0.1', 'loopback'],
  ['169.254.1.1', 'link-local'],
  ['224.0.0.5', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['203.0.113.9', 'outside'],
])('%s is %s', (text, scope) => {
  expect(scopeOf(address(text))).toBe(scope);
});

test('an address may be followed by a port, and is none otherwise', () => {
  expect(networkOf(address('203.0.113.9:443'))).toBe('203.0.113.0/24');
  expect(address('203.0.113.9x')).toBe(-1);
  expect(address('203.0.113')).toBe(-1);
  expect(address('256.1.1.1')).toBe(-1);
  expect(address('1.2.3.4.5')).toBe(-1);
});

test('system ports are told apart, the others by their class', () => {
  expect([22, 8080, 51000].map(portClassOf)).toEqual(['port 22', 'registered port', 'dynamic port']);
});

test('the folder of a path is its first two parts', () => {
  expect(folderOf('/usr/lib/x/y.so')).toBe('/usr/lib');
  expect(folderOf('/etc/passwd')).toBe('/etc');
});

test('which facets a slot has is seen from a value and the words before it', () => {
  expect(facetKindOf('10.0.0.1', 'from ')).toBe('address');
  expect(facetKindOf('51234', 'from <*> port ')).toBe('port');
  expect(facetKindOf('51234', 'pid ')).toBeNull();
  expect(facetKindOf('/var/lib/x', 'open ')).toBe('path');
  expect(facetKindOf('alice', 'for ')).toBeNull();
});

import { expect, test } from 'vitest';
import { addressBytes, Mmdb } from '../../src/kit/mmdb.ts';
import { madeMmdb } from './made-mmdb.ts';

const RECORDS = {
  '203.0.113.0/24': { city: 'Tokyo', location: { latitude: 35.5, longitude: 139.5 } },
  '198.51.100.0/25': { city: 'Quito', location: { latitude: -0.25, longitude: -78.5 } },
};

for (const size of [24, 28, 32] as const) {
  test(`says what a file with records of ${size} bits says of an address`, () => {
    const file = new Mmdb(madeMmdb(RECORDS, size));
    const found = file.find('203.0.113.77') as ReadonlyMap<string, unknown>;
    expect(found.get('city')).toBe('Tokyo');
    expect((found.get('location') as ReadonlyMap<string, unknown>).get('longitude')).toBe(139.5);
    expect((file.find('198.51.100.127') as ReadonlyMap<string, unknown>).get('city')).toBe('Quito');
    expect(file.find('198.51.100.128')).toBeNull();
    expect(file.find('8.8.8.8')).toBeNull();
  });
}

test('what is no address has no answer', () => {
  const file = new Mmdb(madeMmdb(RECORDS, 24));
  for (const no of ['', 'host.example', '1.2.3', '1.2.3.400', '::1::', '2001:db8::1'])
    expect(file.find(no)).toBeNull();
});

test('addresses of IPv6 are read as they are written', () => {
  const hex = (address: string) => Buffer.from(addressBytes(address) ?? []).toString('hex');
  expect(hex('2001:db8::1')).toBe('20010db8000000000000000000000001');
  expect(hex('::ffff:10.0.0.7')).toBe('00000000000000000000ffff0a000007');
  expect(hex('fe80::1%eth0')).toBe('fe800000000000000000000000000001');
  expect(hex('1:2:3:4:5:6:7:8')).toBe('00010002000300040005000600070008');
  expect(addressBytes('1:2:3:4:5:6:7')).toBeNull();
  expect(addressBytes('1:2:3:4:5:6:7:8::')).toBeNull();
});

test('a file that is something else, cut off or damaged is refused, or has no answer, and never breaks anything', () => {
  expect(() => new Mmdb(Buffer.from('no such file'))).toThrow('no MaxMind DB file');
  const good = madeMmdb(RECORDS, 24);
  expect(() => new Mmdb(good.subarray(good.length - 200))).toThrow();
  for (let at = 0; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at] = bad[at]! ^ 0xff;
    try {
      new Mmdb(bad).find('203.0.113.77');
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});

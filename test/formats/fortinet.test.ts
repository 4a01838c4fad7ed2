import { expect, test } from 'vitest';
import fortinet from '../../src/formats/fortinet.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(fortinet, {
  fileName: 'fortinet',
  samples: linesOf('fortinet'),
  foreign: [
    'date=2026-10-11 time=22:14:15 level=notice msg="of anybody"',
    'time=2026-10-11T22:14:15Z level=info msg=x',
    '<189>Oct 11 22:14:15 h app: date=2026 devid=1',
  ],
});

test('the device names itself; what stood in the header is the relay', () => {
  const line =
    '<189>Oct 11 22:14:15 relay-1 date=2026-10-11 time=20:14:15 devname="fgt-hq" devid="FGT1" logid="1" type="event" level="notice"';
  expect(parseAlone(fortinet, line)?.toJSON()).toMatchObject({
    ...{ host: 'fgt-hq', app: 'event', flags: ['relayed'] },
    fields: { relay: 'relay-1', 'observer.serial_number': 'FGT1' },
    time: '2026-10-11T22:14:15.000000Z',
  });
});

test('the time that needs no zone is taken', () => {
  const line =
    'date=2026-10-11 time=22:14:15 devname=fgt devid=FGT1 eventtime=1791756855003921000 tz="+0200" logid=1 level=alert';
  expect(parseAlone(fortinet, line)?.time).toBe(1791756855003.921);
  expect(parseAlone(fortinet, line.replace(/eventtime=\d+ /, ''))?.time).toBe(
    Date.UTC(2026, 9, 11, 22, 14, 15),
  );
});

test('keys that name prototypes are only keys, and of ten thousand 256 are kept', () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}=v`).join(' ');
  const line = `date=2026-10-11 time=22:14:15 devname=f devid=F logid=1 __proto__=x constructor=y ${keys}`;
  const pairs = parseAlone(fortinet, line)?.toJSON().fields.fortinet as Record<string, string>;
  expect(Object.keys(pairs)).toHaveLength(256);
  expect(Object.getPrototypeOf(pairs)).toBeNull();
  expect(pairs.constructor).toBe('y');
});

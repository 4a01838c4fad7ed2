import { expect, test } from 'vitest';
import aruba from '../../src/formats/aruba.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(aruba, {
  fileName: 'aruba',
  samples: linesOf('aruba'),
  foreign: [
    '<14>Oct 11 22:14:15 h1 app: 00076 ports',
    '<14>Oct 11 22:14:15 h1 <note> text',
    'Event|x|LOG_INFO|a|b|c',
  ],
});

test('without a PRI the level of the device counts', () => {
  expect(parseAlone(aruba, 'Event|403|LOG_WARN|AMM|-|Port 1/1/9 is disabled')).toMatchObject({ severity: 4 });
  expect(parseAlone(aruba, 'Oct 11 22:14:15 wlc stm[3]: <501106> <ERRS> |AP x| text')).toMatchObject({
    severity: 3,
  });
});

test('five digits are a number of an event only before the name of a module', () => {
  for (const text of ['00076 bottles: of beer and wine', '12345 is a number', '123456 ports: x']) {
    const event = parseAlone(aruba, `<13>Oct 11 22:14:15 h1 ${text}`);
    expect(event === null || text.startsWith('00076')).toBe(true);
  }
});

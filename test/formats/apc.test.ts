import { expect, test } from 'vitest';
import apc from '../../src/formats/apc.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(apc, {
  fileName: 'apc',
  samples: linesOf('apc'),
  foreign: [
    '<13>Oct 11 22:14:15 h1 app: text 0x0109',
    '<13>Oct 11 22:14:15 h1 text 0x0109',
    '<13>Oct 11 22:14:15 h1 Text of it 0x109',
  ],
});

test('four digits at the end are a code only of such a card', () => {
  expect(parseAlone(apc, '<13>Oct 11 22:14:15 h1 kernel: ata1: error 0x0109')).toBeNull();
  expect(parseAlone(apc, '<13>Oct 11 22:14:15 h1 UPS: No longer on battery power.')?.toJSON().fields).toEqual(
    {
      ...{ category: 'power', 'observer.vendor': 'APC', 'event.provider': 'UPS' },
    },
  );
});

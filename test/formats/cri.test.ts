import { expect, test } from 'vitest';
import cri from '../../src/formats/cri.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(cri, {
  fileName: 'cri',
  samples: [
    '2016-10-06T00:17:09.669794202Z stdout F message',
    '2026-10-06T00:17:09.669794202+02:00 stderr P half of a',
    '2016-10-06T00:17:09.669794202Z stdout F',
    '2016-10-06T00:17:09.669794202Z stdout F {"level":"warn","msg":"inner"}',
  ],
  foreign: ['2016-10-06T00:17:09.669794202Z stdin F x', '2016-10-06T00:17:09Z stdout x', 'stdout F x'],
});

test('time, stream and message', () => {
  expect(parseAlone(cri, '2016-10-06T00:17:09.669794202Z stderr P half')!.toJSON()).toMatchObject({
    time: '2016-10-06T00:17:09.669794Z',
    message: 'half',
    fields: { stream: 'stderr', partial: true },
  });
});

test('a JSON line inside is read', () => {
  const line = '2016-10-06T00:17:09.669794202Z stdout F {"level":"error","msg":"inner","logger":"db"}';
  expect(parseAlone(cri, line)!.toJSON()).toMatchObject({ severity: 3, app: 'db', message: 'inner' });
});

import { expect, test } from 'vitest';
import paloalto from '../../src/formats/paloalto.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(paloalto, {
  fileName: 'paloalto',
  samples: linesOf('paloalto'),
  foreign: [
    '1,2026/10/11 22:14:15,0079,OTHER,x',
    '1,2026-10-11 22:14:15,0079,TRAFFIC,x',
    'a,b,c,TRAFFIC,d',
    '<13>Oct 11 22:14:15 h 1,2,3',
  ],
});

test('quoted columns may hold commas and quotes', () => {
  const line =
    '<12>Oct 11 22:14:15 pa 1,2026/10/11 22:14:15,0079,SYSTEM,auth,0,2026/10/11 22:14:15,,auth-fail,,0,0,general,medium,"failed authentication for user ""jdoe"", from 203.0.113.80",1,0x0';
  expect(parseAlone(paloalto, line)?.toJSON().fields).toMatchObject({
    ...{ category: 'authentication', 'event.code': 'auth-fail', 'source.ip': '203.0.113.80' },
  });
});

test('without a PRI the severity column counts', () => {
  const line =
    '1,2026/10/11 22:14:15,0079,SYSTEM,ha,0,2026/10/11 22:14:15,,ha2,,0,0,ha,critical,"HA2 link down",1,0x0';
  expect(parseAlone(paloalto, line)).toMatchObject({ severity: 2, app: 'SYSTEM' });
});

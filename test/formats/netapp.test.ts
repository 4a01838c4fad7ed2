import { expect, test } from 'vitest';
import netapp from '../../src/formats/netapp.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(netapp, {
  fileName: 'netapp',
  samples: linesOf('netapp'),
  foreign: ['<13>1 2026-10-11T22:14:15Z h1 app 1 some.other.id - text', '<13>Oct 11 22:14:15 h1 n1: n2: x'],
});

test('a bracket of others is none of an event', () => {
  for (const text of ['[a:b:c]: text', '[info]: text', '[12:30:45]: text', '[a:b]: text']) {
    expect(parseAlone(netapp, `<13>Oct 11 22:14:15 h1 ${text}`)).toBeNull();
  }
});

test('the severity in the bracket counts where there is no PRI', () => {
  expect(parseAlone(netapp, '[n1:wafl.vol.full:ALERT]: volume vol1 is full')).toMatchObject({
    ...{ severity: 1, host: 'n1', msgid: 'wafl.vol.full' },
  });
});

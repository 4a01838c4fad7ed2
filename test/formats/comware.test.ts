import { expect, test } from 'vitest';
import comware from '../../src/formats/comware.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(comware, {
  fileName: 'comware',
  samples: linesOf('comware'),
  foreign: [
    '<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% text',
    '<13>Oct 11 22:14:15 h1 app: %%10 of it',
    '%%10IFNET/9/LINK_UPDOWN: x',
  ],
});

test('behind the member of a stack, and as Huawei writes it', () => {
  expect(
    parseAlone(comware, '<190>Oct 11 22:14:15 2026 s1 (Stack) %%10SHELL/6/SHELL_CMD(l): text'),
  ).toMatchObject({
    ...{ app: 'SHELL', msgid: 'SHELL_CMD', host: 's1' },
  });
  const huawei = parseAlone(
    comware,
    '<188>Oct 11 2026 22:14:15 s2 %%01IFNET/4/IF_STATE(l)[7]:Interface is down.',
  );
  expect(huawei?.toJSON().fields).toMatchObject({ 'observer.product': 'VRP', 'event.severity': 4 });
});

test('without a PRI the severity is the one of the message', () => {
  expect(parseAlone(comware, '%%10IFNET/3/LINK_UPDOWN: GE1/0/1 link status is down.')).toMatchObject({
    severity: 3,
  });
});

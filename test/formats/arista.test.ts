import { expect, test } from 'vitest';
import arista from '../../src/formats/arista.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(arista, {
  fileName: 'arista',
  samples: linesOf('arista'),
  foreign: [
    '<187>45: *Mar  1 18:46:11.221: %LINK-3-UPDOWN: x',
    '<189>Oct 11 22:14:15 sw1 : %SYS-5-CONFIG_I: x',
    'Oct 11 22:14:15 web1 Sshd: text',
  ],
});

test('EOS is told by the agent before the mnemonic, or by a facility of its own', () => {
  for (const line of [
    '<165>Oct 11 22:14:15 leaf-7 Stp: %SPANTREE-6-INTERFACE_ADD: Interface Ethernet1 has been added to instance MST0',
    '<165>Oct 11 22:14:15 leaf-7: %PROCMGR-6-WORKER_WARMSTART: ProcMgr worker warm start. (PID=2201)',
  ]) {
    expect(parseAlone(arista, line)?.toJSON().fields).toMatchObject({ 'observer.product': 'EOS' });
  }
});

test('a second host name is not an agent', () => {
  expect(parseAlone(arista, 'Oct 11 22:14:15 relay sw-7: %LINK-3-UPDOWN: x')).toBeNull();
});

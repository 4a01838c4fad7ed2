import { expect, test } from 'vitest';
import ubiquiti from '../../src/formats/ubiquiti.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(ubiquiti, {
  fileName: 'ubiquiti',
  samples: linesOf('ubiquiti'),
  foreign: [
    '<4>Oct 11 22:14:15 h1 kernel: [UFW BLOCK] IN=eth0 OUT= SRC=1.2.3.4',
    '<30>Oct 11 22:14:15 h1 a,b,c: text',
    '<30>Oct 11 22:14:15 h1 788a20aabb01: text',
  ],
});

test('the hardware address is the host where none is named', () => {
  const line =
    '<30>Oct 11 22:14:15 ("U7LT,f09fc2aabb03,v4.0.42.10433") hostapd: ath0: STA 00:00:5e:00:53:09 disassociated';
  expect(parseAlone(ubiquiti, line)?.toJSON()).toMatchObject({
    ...{ host: 'f09fc2aabb03', app: 'hostapd' },
    fields: { 'observer.mac': 'f09fc2aabb03', 'observer.version': 'v4.0.42.10433' },
  });
});

test('rules of newer gateways have a description', () => {
  const line =
    '<4>Oct 11 22:14:15 udm kernel: [WAN_IN-D-20001] DESCR="block [all]" IN=eth8 OUT=br0 SRC=203.0.113.80 DST=10.0.0.9 PROTO=UDP SPT=1 DPT=53';
  expect(parseAlone(ubiquiti, line)?.toJSON().fields).toMatchObject({
    ...{ 'rule.ruleset': 'WAN_IN', 'event.action': 'drop', 'destination.port': 53 },
  });
});

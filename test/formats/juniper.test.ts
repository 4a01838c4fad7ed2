import { expect, test } from 'vitest';
import juniper from '../../src/formats/juniper.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(juniper, {
  fileName: 'juniper',
  samples: linesOf('juniper'),
  foreign: [
    '<14>Oct 11 22:14:15 web1 app[12]: SOME_ERROR: not of a router',
    '<187>45: *Mar  1 18:46:11.221: %LINK-3-UPDOWN: x',
    '<14>Oct 11 22:14:15 web1 app: SNMP_GET_FAILED: x',
  ],
});

test('a message without text of its own is its name and its structured data', () => {
  const line =
    '<14>1 2026-10-11T22:14:15Z srx-1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129 reason="TCP FIN"]';
  expect(parseAlone(juniper, line)?.toJSON()).toMatchObject({
    msgid: 'RT_FLOW_SESSION_CLOSE',
    message: 'RT_FLOW_SESSION_CLOSE [junos@2636.1.1.1.2.129 reason="TCP FIN"]',
    fields: { sd: { 'junos@2636.1.1.1.2.129': { reason: 'TCP FIN' } }, 'event.reason': 'TCP FIN' },
    flags: [],
  });
});

test('daemon and number stay where Junos writes the priority out', () => {
  const line =
    '<28>Oct 11 22:14:15 mx-1 rpd[2189]: %DAEMON-4-RPD_ISIS_ADJDOWN: IS-IS lost L2 adjacency to mx-2';
  expect(parseAlone(juniper, line)?.toJSON()).toMatchObject({
    ...{ app: 'rpd', pid: '2189', msgid: 'RPD_ISIS_ADJDOWN', host: 'mx-1' },
    message: 'RPD_ISIS_ADJDOWN: IS-IS lost L2 adjacency to mx-2',
  });
});

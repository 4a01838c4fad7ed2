import { expect, test } from 'vitest';
import { lineEvent } from '../../src/app/parse-line.ts';
import { sequenceOf } from '../../src/formats/sequence.ts';

function numberOf(line: string): number {
  return sequenceOf(lineEvent(Buffer.from(line), { receivedAt: Date.UTC(2026, 10, 21, 12) }));
}

test.each([
  ['<189>237: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console by vty2', 237],
  ['<189>237: 000240: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured from console', 237],
  ['<189>000019: *Mar  1 18:46:11: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up', 19],
  ['<187>45: sw-17: Nov 21 10:11:12.123: %LINK-3-UPDOWN: Interface Gi1/0/3, changed state to down', 45],
  ['<189>1204: 1w2d: %SYS-5-CONFIG_I: Configured from console', 1204],
  ['<189>46: 00:00:46: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up', 46],
  ['<189>2147483647: Nov 21 10:11:12: %SYS-5-CONFIG_I: Configured', 2147483647],
  ['<189>77: RP/0/RSP0/CPU0:Nov 21 10:11:12.123 : config[65782]: %MGBL-CONFIG-6-DB_COMMIT : Committed', 77],
  ['Nov 21 10:11:12 10.0.0.5 237: sw-17: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured', 237],
  ['<189>Nov 21 10:11:12 sw-17 237: Nov 21 10:11:12.1: %SYS-5-CONFIG_I: Configured', 237],
])('Cisco counts its lines: %s', (line, number) => {
  expect(numberOf(line)).toBe(number);
});

test.each([
  ['<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [meta sequenceId="55"] a message', 55],
  [
    '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [a@1 b="c"][meta sequenceId="7" sysUpTime="37"] \ufeffa message',
    7,
  ],
  [
    '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [meta sysUpTime="37" language="EN" sequenceId="2147483647"]',
    2147483647,
  ],
])('meta of RFC 5424 counts lines: %s', (line, number) => {
  expect(numberOf(line)).toBe(number);
});

test.each([
  '<189>*Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured 237: from console',
  '<189>00:00:46: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up',
  '<189>2026 Nov 21 10:11:12 n9k-1 %ETHPORT-5-IF_UP: Interface Ethernet1/1 is up',
  '<166>Nov 21 2026 10:11:12: %ASA-6-302013: Built outbound TCP connection 110577675',
  '<166>Nov 21 10:11:12 sw-17: %ASA-6-302013: Built 12: outbound',
  '<189>99999999999: Nov 21 10:11:12: %SYS-5-CONFIG_I: Configured',
  '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 - [meta sequenceId="55"] said somebody',
  '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [other sequenceId="55"] a message',
  '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [meta a="1"][b sequenceId="55"] a message',
  '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [meta sequenceId="x"] a message',
  '<165>1 2026-11-21T11:00:00Z fw1 app 12 ID7 [meta sequenceId=""] a message',
  '<13>Nov 21 10:11:12 web1 app[7]: 237: done',
  'no header at all',
])('no number is made up: %s', (line) => {
  expect(numberOf(line)).toBe(-1);
});

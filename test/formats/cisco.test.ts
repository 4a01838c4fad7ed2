import { expect, test } from 'vitest';
import cisco from '../../src/formats/cisco.ts';
import rfc3164 from '../../src/formats/rfc3164.ts';
import syslogFile from '../../src/formats/syslog-file.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(cisco, {
  fileName: 'cisco',
  samples: [
    '<187>45: *Mar  1 18:46:11.221: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up',
    '<187>00:00:46: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up',
    '<189>123: 1w2d: %SYS-5-CONFIG_I: Configured from console by console',
    '<189>2340: edge-rtr-1: Mar  3 2026 04:05:06.789 MSK: %BGP-5-ADJCHANGE: neighbor 192.0.2.9 Down',
    '<166>:Jul 14 10:11:12 UTC: %ASA-session-6-302013: Built outbound TCP connection 3',
    '<189>: n9k-1: 2026 Jul  4 10:11:12 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty',
    '<189>5: RP/0/RSP0/CPU0:Dec  4 10:11:12.123 : ifmgr[210]: %PKT_INFRA-LINK-3-UPDOWN : Interface Down',
    'Oct 11 22:14:15 switch1 123: *Oct 11 22:14:14.001: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to down',
    '%ASA-6-302013: Built',
  ],
  foreign: [
    '<34>Oct 11 22:14:15 mymachine su: 100% of it',
    '<34>Oct 11 22:14:15 h app: he said a word before %LINK-3-UPDOWN: x',
    '<187>46: *Mar  1 18:46:11: %LINK-3',
    'a=b %LINK-3-UPDOWN: x',
    'one: two: three: %LINK-3-UPDOWN: x',
    '%s-3-x and %A-9-X: y',
  ],
});

function read(line: string) {
  return parseAlone(cisco, line)!.toJSON();
}

test('without a PRI the severity is the mnemonic’s, with one it is the PRI’s', () => {
  expect(read('%LINK-3-UPDOWN: x')).toMatchObject({ severity: 3, facility: null, app: 'LINK', time: null });
  expect(read('<189>%LINK-3-UPDOWN: x')).toMatchObject({ severity: 5, facility: 23 });
});

test.each(['00:00:46', '1w2d', '3d04h', '1y2w', '00:00:46.123'])(
  '%s since boot is no time of day',
  (uptime) => {
    expect(read(`<187>12: ${uptime}: %LINK-3-UPDOWN: x`)).toMatchObject({
      time: null,
      host: null,
      flags: [],
    });
  },
);

test('clocks that are not set are told by their marks', () => {
  for (const mark of ['*', '.']) {
    expect(read(`<187>${mark}Mar  1 18:46:11: %LINK-3-UPDOWN: x`).flags).toEqual(['clock_untrusted']);
  }
});

test('zones in small letters, tasks and virtual devices are part of the header', () => {
  for (const header of [
    '12: *Oct  6 03:32:04.114 gmt',
    '*spamApTask1: Oct  6 03:32:04.114',
    ': 2026 Oct  6 03:32:04.114 UTC: %$ VDC-1 %$',
    '101 21',
  ]) {
    expect(read(`<189>${header}: %LINK-3-UPDOWN: x`)).toMatchObject({ host: null, app: 'LINK' });
  }
});

test.each([
  'Oct 11 22:14:15 switch1 123: *Oct 11 22:14:14.001: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to down',
  'Oct 11 22:14:15 switch1 123: Oct 11 22:14:14.001 CEST: %LINK-3-UPDOWN: Interface Gi1/0/1',
  'Oct 11 22:14:15 switch1 %LINK-3-UPDOWN: Interface Gi1/0/1',
  'Oct 11 22:14:15 switch1 : %LINK-3-UPDOWN: Interface Gi1/0/1',
  'Oct 11 22:14:15 switch1 : 2026 Oct 11 22:14:14 UTC: %LINK-3-UPDOWN: Interface Gi1/0/1',
  'Oct 11 22:14:15 switch1 edge-1: 000123: Oct 11 22:14:14: %LINK-3-UPDOWN: Interface Gi1/0/1',
  'Oct 11 22:14:15 switch1: %LINK-3-UPDOWN: Interface Gi1/0/1',
  '2026-10-11T22:14:15+00:00 switch1 123: *Oct 11 22:14:14.001: %LINK-3-UPDOWN: Interface Gi1/0/1',
])('what a relay writes comes out with its host and time: %s', (line) => {
  const expected = {
    format: 'cisco',
    host: 'switch1',
    app: 'LINK',
    severity: 3,
    time: '2026-10-11T22:14:15.000000Z',
    message: line.slice(line.indexOf('%')),
    fields: { cisco: { facility: 'LINK', severity: 3, mnemonic: 'UPDOWN' } },
  };
  expect(parseAlone(syslogFile, line)?.toJSON()).toMatchObject(expected);
  expect(parseAlone(cisco, line)?.toJSON()).toMatchObject(expected);
  expect(parseAlone(rfc3164, `<187>${line}`)?.toJSON()).toMatchObject({ ...expected, facility: 23 });
});

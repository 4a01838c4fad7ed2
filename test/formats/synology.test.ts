import { expect, test } from 'vitest';
import synology from '../../src/formats/synology.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(synology, {
  fileName: 'synology',
  samples: linesOf('synology'),
  foreign: ['<13>Oct 11 22:14:15 pc1 Connection: closed by peer', '<13>Oct 11 22:14:15 pc1 FTP: text'],
});

test('a program called System is DSM’s only when it speaks like it', () => {
  expect(
    parseAlone(synology, '<13>Oct 11 22:14:15 pc1 System: The service entered the stopped state.'),
  ).toBeNull();
});

test('structured data without text are the message', () => {
  const line =
    '<14>1 2026-10-11T22:14:15Z nas - - - [synolog@6574 event_id="0x1" synotype="System" luser="jdoe"]';
  expect(parseAlone(synology, line)?.toJSON()).toMatchObject({
    message: '[synolog@6574 event_id="0x1" synotype="System" luser="jdoe"]',
    fields: { 'user.name': 'jdoe', 'event.code': '0x1' },
  });
});

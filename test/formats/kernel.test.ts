import { expect, test } from 'vitest';
import kernel from '../../src/formats/kernel.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(kernel, {
  fileName: 'kernel',
  samples: [
    '[   12.345678] usb 1-1: new high-speed USB device',
    '<6>[   12.345678] usb 1-1: new high-speed USB device',
    '[    0.000000][    T0] Linux version 6.1',
    'kern  :info  : [    0.000000] Linux version 6.1',
    '[Sat Nov 21 11:47:01 2026] usb 1-1: new high-speed USB device',
    '[   12.345678]',
  ],
  foreign: [
    '[12] text',
    '[1.2] text',
    '[main] text',
    '[Sun Dec 04 04:47:44 2005] [error] mod_jk child',
    '[10.30 16:49:06] chrome.exe - proxy',
    '<13>Oct 11 22:14:15 h1 app: text',
    '<999>[   12.345678] text',
    'kern: [    0.000000] text',
  ],
});

test.each([
  ['[   12.345678] text', -1, 12.345678],
  ['<4>[   12.345678] text', 4, 12.345678],
  ['kern  :warn  : [99999.000001] text', 4, 99999.000001],
  ['[    0.000000][    T0] text', -1, 0],
])('%s: seconds since boot, no time of day', (line, severity, uptime) => {
  const event = parseAlone(kernel, line)!;
  expect(event).toMatchObject({ app: 'kernel', facility: 0, severity, time: Number.NaN, message: 'text' });
  expect(event.fields).toEqual({ uptime });
});

test('dmesg -T names the time', () => {
  expect(parseAlone(kernel, '[Sat Nov 21 11:47:01 2026] text')!.toJSON()).toMatchObject({
    time: '2026-11-21T11:47:01.000000Z',
    message: 'text',
    fields: {},
  });
});

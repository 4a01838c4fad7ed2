import { expect, test } from 'vitest';
import rfc3164 from '../../src/formats/rfc3164.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(rfc3164, {
  fileName: 'rfc3164',
  samples: [
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    '<13>Oct 11 22:14:15 h1 sshd(pam_unix)[123]: authentication failure',
    '<13>2026-07-04T10:11:12.123+02:00 h1 app[1]: text',
    '<13>Oct 11 22:14:15 relay Oct 11 22:14:14 inner app[7]: text',
    '<13>Oct 11 22:14:15 relay <11>Oct 11 22:14:14 inner app[7]: text',
    '<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% text',
    '<134>1 1563249630.774247467 MX84 events type=vpn',
    '<189>date=2026-07-04 time=10:11:12 devname="fw" level="notice"',
    '<13>Oct 11 22:14:15 h1 app: message repeated 3 times: [ text of it]',
    '<187>45: *Mar  1 18:46:11.221: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up',
    '<999>Oct 11 22:14:15 h1 app: text',
    Buffer.from([60, 49, 51, 62, 0xff, 0xfe, 0, 65]),
  ],
  foreign: [
    'Oct 11 22:14:15 mymachine su: no PRI',
    '<34>1 2003-10-11T22:14:15.003Z host su - ID47 - text',
    '<34>1 - host su - ID47 - text',
    '<134>2023-11-14T09:12:33Z host CheckPoint 26203 - [a@1 b="c"] text',
    '<6>[   12.345678] usb 1-1: new device',
    '<note>xml</note>',
    '<',
    '{"MESSAGE":"x"}',
  ],
  alsoNamed: ['cisco', 'fortinet'],
});

function read(line: string) {
  return parseAlone(rfc3164, line)!.toJSON();
}

test.each(['<192>', '<999>', '<-1>', '<>', '<013>', `<${'1'.repeat(40)}>`])(
  'a PRI of %s is flagged, and the rest of the line is read',
  (pri) => {
    expect(read(`${pri}Oct 11 22:14:15 h1 app: text`)).toMatchObject({
      facility: null,
      severity: null,
      host: 'h1',
      app: 'app',
      message: 'text',
      flags: ['malformed'],
    });
  },
);

test('a PRI of 0 is the kernel in an emergency, not a missing one', () => {
  expect(read('<0>Oct 11 22:14:15 h1 app: text')).toMatchObject({ facility: 0, severity: 0, flags: [] });
});

test.each([
  ['sshd(pam_unix)[123]: text', 'sshd(pam_unix)', '123', 'text'],
  ['postfix/smtpd[7]: text', 'postfix/smtpd', '7', 'text'],
  ['/usr/sbin/cron[7]: text', '/usr/sbin/cron', '7', 'text'],
  ['app[main-1]: text', 'app', 'main-1', 'text'],
  ['app[12] text', 'app', '12', 'text'],
  ['app[]: text', 'app', null, 'text'],
  ['app:text', 'app', null, 'text'],
  ['kernel: [12345.678] text', 'kernel', null, '[12345.678] text'],
  ['com.apple.xpc[1] (job): text', 'com.apple.xpc', '1', '(job): text'],
  ['Use the BFG!', null, null, 'Use the BFG!'],
  ['Connection from: x', null, null, 'Connection from: x'],
  ['http://x/y: z', null, null, 'http://x/y: z'],
  ['key=value: text', null, null, 'key=value: text'],
  ['123: text', null, null, '123: text'],
  ['10:20: text', null, null, '10:20: text'],
  ['1,2026/10/11 22:14:15,0123,TRAFFIC', null, null, '1,2026/10/11 22:14:15,0123,TRAFFIC'],
])('the program of %j', (text, app, pid, message) => {
  expect(read(`<13>Oct 11 22:14:15 h1 ${text}`)).toMatchObject({ host: 'h1', app, pid, message });
});

test.each(['fe80::1%eth0', '2001:db8::1', 'a/b@c_d', '10.0.0.1', 'src@relay/host'])(
  'a host like %s',
  (host) => {
    expect(read(`<13>Oct 11 22:14:15 ${host} sshd[1]: x`)).toMatchObject({ host, app: 'sshd', pid: '1' });
  },
);

test('without a host the program is not taken for one', () => {
  expect(read('<13>Oct 11 22:14:15 su: x')).toMatchObject({ host: null, app: 'su', message: 'x' });
  expect(read('<13>Oct 11 22:14:15 su[12]: x')).toMatchObject({ host: null, app: 'su', pid: '12' });
  expect(read('<13>Oct 11 22:14:15 10.0.0.1: x')).toMatchObject({ host: '10.0.0.1', message: 'x' });
});

test.each([
  ['<189>date=2026-07-04 time=10:11:12 devname="fw" logid="0100032002" level="notice"', 'fw', null],
  ['<189>date=2026-07-04 time=10:11:12 devname="fw" level="notice"', null, null],
  ['<189>action:"Drop"; src:"10.0.0.1"; ', null, null],
  ['<14>1,2026/10/11 22:14:15,0123,TRAFFIC,end', null, 'TRAFFIC'],
  ['<14>1,2026/10/11 22:14:15,0123,OTHER,end', null, null],
])('the first word of %s is not eaten', (line, host, app) => {
  expect(read(line)).toMatchObject({ app, host, message: line.slice(line.indexOf('>') + 1) });
});

test('of two headers the inner host is the event’s, and the relay is kept', () => {
  for (const inner of ['Oct 11 22:14:14 inner', '<11>Oct 11 22:14:14 inner', '2026-10-11T22:14:14Z inner']) {
    expect(read(`<13>Oct 11 22:14:15 relay ${inner} app[7]: text`)).toMatchObject({
      host: 'inner',
      app: 'app',
      message: 'text',
      fields: { relay: 'relay' },
      flags: ['relayed'],
    });
  }
});

test('an inner header needs no program, and an application’s own time is no header', () => {
  expect(read('<13>Oct 11 22:14:15 relay Oct 11 22:14:14 inner no program here')).toMatchObject({
    host: 'inner',
    app: null,
    message: 'no program here',
    fields: { relay: 'relay' },
  });
  for (const text of ['2026-10-11 22:14:14,250 - local: x', 'Oct 11 22:14:14 INFO module: x']) {
    expect(read(`<13>Oct 11 22:14:15 h1 ${text}`)).toMatchObject({ host: 'h1', message: text, flags: [] });
  }
});

test('repeated messages weigh as many as they stand for', () => {
  const last = parseAlone(rfc3164, '<13>Oct 11 22:14:15 h1 last message repeated 12 times')!;
  expect([last.weight, last.host, last.app, last.toJSON().flags]).toEqual([12, 'h1', null, ['repeated']]);
  const hostless = parseAlone(rfc3164, '<13>Oct 11 22:14:15 last message repeated 2 times')!;
  expect([hostless.weight, hostless.host]).toEqual([2, null]);
  const inner = parseAlone(
    rfc3164,
    '<13>Oct 11 22:14:15 h1 sshd[1]: message repeated 5 times: [ Failed password]',
  )!;
  expect([inner.weight, inner.message]).toEqual([5, 'Failed password']);
});

test('a time that is impossible is flagged and not made up', () => {
  expect(read('<13>Oct 32 25:61:61 h1 app: x')).toMatchObject({
    time: null,
    host: 'h1',
    flags: ['bad_time'],
  });
  expect(read('<13>Feb 29 12:00:00 h1 app: x')).toMatchObject({ time: null, flags: ['bad_time'] });
});

test('a host longer than 255 bytes is cut and flagged', () => {
  const event = read(`<13>Oct 11 22:14:15 ${'h'.repeat(300)} app: x`);
  expect(event).toMatchObject({ host: 'h'.repeat(255), app: 'app', flags: ['host_cut'] });
});

import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';

const options = { receivedAt: Date.UTC(2026, 10, 21, 12, 0, 5), timeZone: 'UTC' };
const read = (line: string) => parseLine(line, options);
const OUTER = '<134>Nov 21 12:00:01 relay1 ';
const OUTER_5424 = '<134>1 2026-11-21T12:00:01Z relay1 - - - - ';

describe('a whole line behind the header of a relay', () => {
  test.each([
    ['RFC 3164 in RFC 3164', `${OUTER}<38>Nov 21 11:59:58 sw-17 sshd[12]: Accepted password`, 'rfc3164'],
    ['RFC 3164 in RFC 5424', `${OUTER_5424}<38>Nov 21 11:59:58 sw-17 sshd[12]: Accepted password`, 'rfc3164'],
    [
      'RFC 5424 in RFC 3164',
      `${OUTER}<38>1 2026-11-21T11:59:58Z sw-17 sshd 12 - - Accepted password`,
      'rfc5424',
    ],
    [
      'RFC 5424 in RFC 5424',
      `${OUTER_5424}<38>1 2026-11-21T11:59:58Z sw-17 sshd 12 - - Accepted password`,
      'rfc5424',
    ],
    [
      'in a file',
      'Nov 21 12:00:01 relay1 <38>Nov 21 11:59:58 sw-17 sshd[12]: Accepted password',
      'syslog-file',
    ],
  ])('is read: %s', (_, line) => {
    expect(read(line)).toMatchObject({
      ...{ host: 'sw-17', app: 'sshd', pid: '12', message: 'Accepted password', severity: 6, facility: 4 },
      fields: { relay: 'relay1' },
      time: '2026-11-21T12:00:01.000000Z',
      flags: ['relayed'],
      raw: line,
    });
  });

  test('without its priority is read, when it is of RFC 5424', () => {
    expect(read(`${OUTER}1 2026-11-21T11:59:58Z web1 nginx 7 - [a@1 b="c"] hello`)).toMatchObject({
      ...{ host: 'web1', app: 'nginx', message: 'hello', severity: 6 },
      fields: { relay: 'relay1', sd: { 'a@1': { b: 'c' } } },
    });
  });

  test('has its own structured data', () => {
    const { fields } = read(
      '<134>1 2026-11-21T12:00:01Z relay1 - - - [origin ip="10.0.0.7"] <38>1 2026-11-21T11:59:58Z web1 nginx 7 - [a@1 b="c"] hello',
    );
    expect(fields).toEqual({ relay: 'relay1', sd: { 'a@1': { b: 'c' } } });
  });

  test('may be of Cisco', () => {
    expect(
      read(`${OUTER}<189>237: sw-17: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console`),
    ).toMatchObject({
      ...{ host: 'sw-17', format: 'cisco', severity: 5, message: '%SYS-5-CONFIG_I: Configured from console' },
      fields: { relay: 'relay1', cisco: { facility: 'SYS', severity: 5, mnemonic: 'CONFIG_I' } },
    });
  });

  test('may be of a firewall', () => {
    const event = read(
      `${OUTER}<189>date=2026-11-21 time=11:59:58 devname="fw1" devid="FGT1" logid="0100032001" type="event" subtype="system" level="notice" action="login" msg="Administrator admin logged in"`,
    );
    expect(event).toMatchObject({ host: 'fw1', format: 'fortinet', fields: { relay: 'relay1' } });
  });

  test('came over three relays: the innermost host, and the outermost relay', () => {
    const inner = 'Nov 21 11:59:58 sw-17 sshd[12]: Accepted password';
    for (const line of [
      `<134>Nov 21 12:00:02 relay2 Nov 21 12:00:01 relay1 ${inner}`,
      `<134>Nov 21 12:00:02 relay2 <134>Nov 21 12:00:01 relay1 <38>${inner}`,
    ]) {
      expect(read(line)).toMatchObject({ host: 'sw-17', app: 'sshd', fields: { relay: 'relay2' } });
    }
  });
});

describe('what relays write of the sender', () => {
  test.each([
    ['<38>Nov 21 12:00:01 Message forwarded from aix1: su[9]: from root to db2', undefined],
    ['<38>Nov 21 12:00:01 relay1 Message forwarded from aix1: su[9]: from root to db2', 'relay1'],
    ['Nov 21 12:00:01 Message forwarded from aix1: su[9]: from root to db2', undefined],
  ])('is the host, from AIX: %s', (line, relay) => {
    const event = read(line);
    expect(event).toMatchObject({ host: 'aix1', app: 'su', pid: '9', message: 'from root to db2' });
    expect(event.fields.relay).toBe(relay);
  });

  test.each([
    [
      `${OUTER}Original Address=10.0.0.5 237: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured`,
      '10.0.0.5',
      'SYS',
    ],
    [
      `${OUTER}Original Address=10.0.0.5 <189>237: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured`,
      '10.0.0.5',
      'SYS',
    ],
    [`${OUTER}Original Address=10.0.0.5 Nov 21 11:59:58 sw-17 sshd[12]: Accepted password`, 'sw-17', 'sshd'],
    [`${OUTER}Original Address=10.0.0.5 something happened`, '10.0.0.5', null],
  ])('is the host, from Kiwi: %s', (line, host, app) => {
    expect(read(line)).toMatchObject({ host, app, time: '2026-11-21T12:00:01.000000Z' });
    expect(read(line).flags).toContain('relayed');
  });
});

describe('what only looks like a line inside', () => {
  test.each([
    `${OUTER}<b>bold</b> text`,
    `${OUTER}<38>`,
    `${OUTER}<38>nothing that names anybody`,
    `${OUTER}1 2 3 go`,
    `${OUTER}Message forwarded from `,
    `${OUTER}Original Address=`,
    `${OUTER}Original Address=10.0.0.5`,
    `${OUTER_5424}<38>`,
  ])('stays the message of whoever sent it: %s', (line) => {
    const event = read(line);
    expect(event).toMatchObject({
      host: 'relay1',
      app: null,
      severity: 6,
      time: '2026-11-21T12:00:01.000000Z',
    });
    expect(event.flags).not.toContain('relayed');
    expect(line.endsWith(event.message)).toBe(true);
  });

  test('is left alone where a program said it', () => {
    const line = '<134>Nov 21 12:00:01 web1 proxy[7]: <38>Nov 21 11:59:58 sw-17 sshd[12]: Accepted';
    expect(read(line)).toMatchObject({ host: 'web1', app: 'proxy', flags: [] });
  });

  test('ends after a few relays, however many there claim to be', () => {
    const line = `${'<38>Nov 21 11:59:58 relay '.repeat(2_000)}end`;
    expect(read(line).flags).toContain('relayed');
  });
});

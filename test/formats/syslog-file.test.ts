import { expect, test } from 'vitest';
import syslogFile from '../../src/formats/syslog-file.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(syslogFile, {
  fileName: 'syslog-file',
  samples: [
    'Oct 11 22:14:15 host1 sshd[123]: Failed password for root from 10.0.0.1 port 22 ssh2',
    '2026-10-11T22:14:15.123456+02:00 host1 sshd[123]: Failed password for root',
    'Oct 11 22:14:15 host1 last message repeated 3 times',
    'Oct 11 22:14:15 host1 kernel: [12.345678] text',
    'Oct 11 22:14:15 relay Oct 11 22:14:14 inner app[7]: text',
    'Sun Dec  4 04:47:44 2005 daemon.info dnsmasq[1]: started',
    'Oct 11 22:14:15 host1 user.notice app: text',
    'Oct 11 22:14:15 <auth.info> host1 sshd[1]: text',
    'Oct 11 22:14:15 switch1 123: *Oct 11 22:14:14.001: %LINK-3-UPDOWN: Interface Gi1/0/1',
  ],
  foreign: [
    '<34>Oct 11 22:14:15 mymachine su: text',
    'Sun Dec 04 04:47:44 2005 [error] client denied',
    '[Sun Dec 04 04:47:44 2005] [error] mod_jk child',
    '2026-07-04T10:11:12Z INFO module: text',
    '2026-07-04T10:11:12Z error module[12]: text',
    '2026-07-04T10:11:12 host app[1]: no zone',
    '2026-07-04 10:11:12,123 app: text',
    '2020-01-01T00:00:00.123456Z 0 [Note] mysqld: ready',
    '2026-07-04T10:11:12.123Z stdout F text of a container',
    'Jan 02 15:04:05.000 [error] text',
    'Jan 02 15:04:05 INFO text',
    '17/06/09 20:10:40 INFO executor: text',
    'plain text',
  ],
  alsoNamed: ['cisco'],
});

function read(line: string) {
  return parseAlone(syslogFile, line)!.toJSON();
}

test.each(['Oct 11 22:14:15', '2026-10-11T22:14:15Z', '2026-10-12T00:14:15.000000+02:00'])(
  'times like %s',
  (time) => {
    expect(read(`${time} h1 CRON[12]: (root) CMD (x)`)).toMatchObject({
      time: '2026-10-11T22:14:15.000000Z',
      host: 'h1',
      app: 'CRON',
      pid: '12',
      message: '(root) CMD (x)',
      facility: null,
      severity: null,
      format: 'syslog-file',
    });
  },
);

test('facility and severity written as words', () => {
  const expected = { facility: 3, severity: 6, app: 'app', pid: '1', message: 'text' };
  expect(read('Sun Dec  4 04:47:44 2005 daemon.info app[1]: text')).toMatchObject({
    ...expected,
    host: null,
  });
  expect(read('Oct 11 22:14:15 h1 daemon.info app[1]: text')).toMatchObject({ ...expected, host: 'h1' });
  expect(read('Oct 11 22:14:15 <daemon.info> h1 app[1]: text')).toMatchObject({ ...expected, host: 'h1' });
});

test('a level between host and program is the severity', () => {
  const expected = { host: 'lb1', app: 'tmm', pid: '12', severity: 5, message: '01010028:3: text' };
  expect(read('Oct 11 22:14:15 lb1 notice tmm[12]: 01010028:3: text')).toMatchObject(expected);
  expect(read('Oct 11 22:14:15 lb1 notice something happened: x')).toMatchObject({
    app: null,
    severity: null,
  });
  expect(read('Oct 11 22:14:15 h1  -- root[24]: ROOT LOGIN')).toMatchObject({ app: 'root', pid: '24' });
});

test('a host that looks like a facility is a host', () => {
  expect(read('Oct 11 22:14:15 mail.info app[1]: text')).toMatchObject({ host: 'mail.info', facility: null });
});

test('repeated lines, as the daemons of several systems write them', () => {
  expect(parseAlone(syslogFile, 'Oct 11 22:14:15 h1 last message repeated 3 times')).toMatchObject({
    weight: 3,
    host: 'h1',
  });
  expect(parseAlone(syslogFile, 'Oct 11 22:14:15 --- last message repeated 4 times ---')).toMatchObject({
    weight: 4,
    host: null,
  });
});

import { expect, test } from 'vitest';
import access from '../../src/formats/access.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const COMMON = '192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326';
const COMBINED = `${COMMON} "http://example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"`;

formatContract(access, {
  fileName: 'access',
  samples: [
    COMMON,
    COMBINED,
    `${COMBINED} 0.012 "backend-1" 80`,
    `www.example.com 2001:db8::1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/2.0" 503 0 "-" "-"`,
    '::1 - - [01/Jan/2026:00:00:00 +0000] "\\x16\\x03\\"\\x01" 400 226 "-" "-"',
    '192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "-" 408 -',
  ],
  foreign: [
    '[Sun Dec 04 04:47:44 2005] [error] [client 1.2.3.4] text',
    '{"a":1}',
    '192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] no quotes 200 1',
    '192.0.2.7 - - [not a time] "GET / HTTP/1.1" 200 1',
    '192.0.2.7:80 [06/Feb/2009:12:14:14.655] in out/a 1/2/3/4/5 200 1',
  ],
});

test('the message is the request and what follows, the severity comes from the status', () => {
  expect(parseAlone(access, COMBINED)!.toJSON()).toMatchObject({
    time: '2000-10-10T20:55:36.000000Z',
    host: null,
    severity: 6,
    message: COMBINED.slice(COMBINED.indexOf('"GET')),
    fields: {
      client: '192.0.2.7',
      user: 'frank',
      method: 'GET',
      path: '/apache_pb.gif',
      protocol: 'HTTP/1.0',
      status: 200,
      bytes: 2326,
      referrer: 'http://example.com/start.html',
    },
  });
});

test.each([
  [404, 4],
  [502, 3],
  [301, 6],
])('status %i is severity %i', (status, severity) => {
  const line = `192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" ${status} 12`;
  expect(parseAlone(access, line)!.severity).toBe(severity);
});

test('a virtual host in front is a field', () => {
  const line = 'shop.example.com 192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12';
  expect(parseAlone(access, line)!.fields).toMatchObject({ vhost: 'shop.example.com', client: '192.0.2.7' });
});

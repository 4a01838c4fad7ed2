import { expect, test } from 'vitest';
import haproxy from '../../src/formats/haproxy.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const HTTP =
  '10.0.1.2:33317 [06/Feb/2026:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"';
const TCP = '10.0.1.2:33313 [06/Feb/2026:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0';

formatContract(haproxy, {
  fileName: 'haproxy',
  samples: [HTTP, TCP, HTTP.replace('200', '503').replace('10/0/30/69/109', '0/-1/-1/-1/+12')],
  foreign: [
    '192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1',
    '10.0.1.2:33317 [no time] a b/c 1/2/3 200',
    'host:80 text',
  ],
});

test('time, status and request of an HTTP line', () => {
  expect(parseAlone(haproxy, HTTP)!.toJSON()).toMatchObject({
    time: '2026-02-06T12:14:14.655000Z',
    app: 'haproxy',
    severity: 6,
    message: HTTP.slice(HTTP.indexOf('http-in')),
    fields: {
      client: '10.0.1.2:33317',
      frontend: 'http-in',
      backend: 'static/srv1',
      status: 200,
      request: 'GET /index.html HTTP/1.1',
    },
  });
});

test('a failed answer is an error', () => {
  expect(parseAlone(haproxy, HTTP.replace(' 200 ', ' 503 '))!.severity).toBe(3);
  expect(parseAlone(haproxy, TCP)!.severity).toBe(6);
});

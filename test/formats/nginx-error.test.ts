import { expect, test } from 'vitest';
import nginxError from '../../src/formats/nginx-error.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const LINE =
  '2026/09/30 09:23:53 [error] 4242#17: *99 open() "/srv/x" failed (2: No such file or directory), client: 192.0.2.7, server: _, request: "GET /x HTTP/1.1", host: "localhost"';

formatContract(nginxError, {
  fileName: 'nginx-error',
  samples: [
    LINE,
    '2026/09/30 09:23:53 [notice] 1#1: start worker processes',
    '2026/09/30 09:23:53 [emerg] 8#0: *x',
  ],
  foreign: [
    '2026/09/30 09:23:53 text',
    '2026/09/30 09:23:53 [error] text',
    '2026/09/30 09:23:53 [x] 1#1: text',
  ],
});

test('level, process, connection and client', () => {
  const event = parseAlone(nginxError, LINE)!;
  expect(event.toJSON()).toMatchObject({
    time: '2026-09-30T09:23:53.000000Z',
    app: 'nginx',
    pid: '4242',
    severity: 3,
    fields: { thread: '17', connection: '99', client: '192.0.2.7', host: 'localhost' },
  });
  expect(event.message).toMatch(/^open\(\) /);
});

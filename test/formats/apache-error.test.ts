import { expect, test } from 'vitest';
import apacheError from '../../src/formats/apache-error.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const OLD =
  '[Sun Dec 04 04:47:44 2005] [error] [client 192.0.2.7] Directory index forbidden by rule: /var/www/';
const NEW =
  '[Wed Jul 05 09:19:24.428126 2026] [proxy_fcgi:warn] [pid 1178526:tid 139729482307328] [client 192.0.2.7:55309] AH01071: Got error';

formatContract(apacheError, {
  fileName: 'apache-error',
  samples: [
    OLD,
    NEW,
    '[Thu Sep 30 13:27:06.009964 2026] [:error] [pid 2560:tid 1] text',
    '[Sun Dec 04 04:47:44 2005] [notice] x',
  ],
  foreign: ['[Sun Dec 04 04:47:44 2005] text', '[x] [error] text', '[2026-01-01 00:00:00] [error] text'],
});

test('the old form keeps the client in the message', () => {
  expect(parseAlone(apacheError, OLD)!.toJSON()).toMatchObject({
    time: '2005-12-04T04:47:44.000000Z',
    severity: 3,
    app: null,
    message: '[client 192.0.2.7] Directory index forbidden by rule: /var/www/',
    fields: { client: '192.0.2.7' },
  });
});

test('the new form names module, process and thread', () => {
  expect(parseAlone(apacheError, NEW)!.toJSON()).toMatchObject({
    time: '2026-07-05T09:19:24.428126Z',
    severity: 4,
    app: 'proxy_fcgi',
    pid: '1178526',
    message: '[client 192.0.2.7:55309] AH01071: Got error',
    fields: { thread: '139729482307328' },
  });
});

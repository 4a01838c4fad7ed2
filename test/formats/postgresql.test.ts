import { expect, test } from 'vitest';
import postgresql from '../../src/formats/postgresql.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(postgresql, {
  fileName: 'postgresql',
  samples: [
    '2026-09-28 09:22:18.536 UTC [147] LOG:  checkpoint starting: time',
    '2026-09-28 09:22:18.536 UTC [147-2] app@shop FATAL:  password authentication failed for user "app"',
    '2026-09-28 09:22:18 UTC [1] 192.0.2.7 app@shop DEBUG2:  x',
  ],
  foreign: [
    '2026-09-28 09:22:18.536 UTC [147] text: more',
    '2026-09-28 09:22:18.536 LOG:  x',
    '[147] LOG:  x',
  ],
});

test('level, process, user and database', () => {
  const line =
    '2026-09-28 09:22:18.536 UTC [147] app@shop ERROR:  relation "x" does not exist at character 15';
  expect(parseAlone(postgresql, line)!.toJSON()).toMatchObject({
    time: '2026-09-28T09:22:18.536000Z',
    app: 'postgres',
    pid: '147',
    severity: 3,
    message: 'relation "x" does not exist at character 15',
    fields: { user: 'app', database: 'shop' },
  });
});

import { expect, test } from 'vitest';
import logfmt from '../../src/formats/logfmt.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const LINE =
  'time="2026-01-02T15:04:05Z" level=warning msg="could not \\"open\\" it" component=store size=12';

formatContract(logfmt, {
  fileName: 'logfmt',
  samples: [
    LINE,
    'ts=2026-01-02T15:04:05.123Z caller=main.go:12 level=info msg=started',
    'logger=context userId=0 t=2026-01-02T15:04:05.123+02:00 level=error msg="x" __proto__=1',
    'date=2026-10-14 time=13:46:40 devname="fw" type="event" level="alert" msg="login failed"',
  ],
  foreign: ['a=b', 'text level=info msg=x', 'a=b c=d e=f', 'x == y', 'type=SYSCALL arch=1'],
});

test('the message is the unquoted value of msg', () => {
  expect(parseAlone(logfmt, LINE)!.toJSON()).toMatchObject({
    time: '2026-01-02T15:04:05.000000Z',
    severity: 4,
    app: 'store',
    message: 'could not "open" it',
    fields: { size: '12', component: 'store' },
  });
});

test('without msg the whole line is the message', () => {
  const line = 'ts=2026-01-02T15:04:05Z level=info user=bob action=login';
  expect(parseAlone(logfmt, line)!.message).toBe(line);
});

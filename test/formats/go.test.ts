import { expect, test } from 'vitest';
import go from '../../src/formats/go.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

formatContract(go, {
  fileName: 'go',
  samples: [
    '2026/01/02 15:04:05 listening on :8080',
    '2026/01/02 15:04:05.123456 main.go:12: x',
    'panic: runtime error: index out of range [3] with length 3',
    '[GIN] 2026/02/07 - 10:49:33 | 401 |     505.317µs |     192.0.2.3 | POST     "/client"',
    'fatal error: all goroutines are asleep - deadlock!',
  ],
  foreign: ['2026-01-02 15:04:05 text', 'panicking', 'goroutine 1 [running]:', '2026/01 text'],
});

test('time, file and message', () => {
  expect(
    parseAlone(go, '2026/01/02 15:04:05.123456 store/db.go:12: lost connection')!.toJSON(),
  ).toMatchObject({
    time: '2026-01-02T15:04:05.123456Z',
    app: 'store/db.go',
    message: 'lost connection',
    fields: { file: 'store/db.go', fileLine: 12 },
  });
});

test('a panic is critical and keeps its words', () => {
  expect(parseAlone(go, 'panic: oh no')!.toJSON()).toMatchObject({
    severity: 2,
    message: 'panic: oh no',
    time: null,
  });
});

test('a request logged by Gin has its time and the severity of its status', () => {
  const line = '[GIN] 2026/02/07 - 10:49:33 | 503 |     505.317µs |     192.0.2.3 | GET     "/x"';
  expect(parseAlone(go, line)!.toJSON()).toMatchObject({
    time: '2026-02-07T10:49:33.000000Z',
    app: 'gin',
    severity: 3,
    message: '503 |     505.317µs |     192.0.2.3 | GET     "/x"',
  });
});

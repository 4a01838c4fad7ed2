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

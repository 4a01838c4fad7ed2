import { expect, test } from 'vitest';
import dockerJson from '../../src/formats/docker-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const line = (log: string) =>
  JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: '2026-01-02T15:04:05.123456789Z' });

formatContract(dockerJson, {
  fileName: 'docker-json',
  samples: [
    line('hello'),
    line('{"level":"warn","msg":"inner","app":"shop"}'),
    line('192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 404 12'),
    line('level=error msg="no way" app=x'),
    line(''),
  ],
  foreign: [
    '{"log":{"level":"info"},"time":"2026-01-02T15:04:05Z"}',
    '{"log":"x"}',
    '{"msg":"x"}',
    '{"logger":"x","time":"y"}',
  ],
});

test('the text without its line end, time and stream', () => {
  expect(parseAlone(dockerJson, line('hello'))!.toJSON()).toMatchObject({
    time: '2026-01-02T15:04:05.123456Z',
    message: 'hello',
    severity: null,
    fields: { stream: 'stderr' },
  });
});

test('a header inside the text is read; the outer time stays', () => {
  const inner = line('2020-01-01 00:00:00,000 WARN [main] org.acme.Pool: exhausted');
  expect(parseAlone(dockerJson, inner)!.toJSON()).toMatchObject({
    time: '2026-01-02T15:04:05.123456Z',
    severity: 4,
    app: 'org.acme.Pool',
    message: 'exhausted',
    fields: { stream: 'stderr', thread: 'main' },
  });
});

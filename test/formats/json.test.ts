import { expect, test } from 'vitest';
import { flagNames } from '../../src/core/flags.ts';
import json from '../../src/formats/json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const PINO =
  '{"level":40,"time":1767366245123,"pid":123,"hostname":"web-1","name":"shop","msg":"slow query"}';
const ECS =
  '{"@timestamp":"2026-01-02T15:04:05.123Z","log.level":"error","message":"boom","host":{"name":"web-1"},"service.name":"shop","process":{"pid":7}}';

formatContract(json, {
  fileName: 'json',
  samples: [
    PINO,
    ECS,
    '{"timestamp":"2026-01-02 15:04:05","level":"info","message":"winston","label":"x"}',
    '{"a":1}',
    ' {"msg":"\\ud800","level":"x","__proto__":{"polluted":1},"deep":[[[{"a":1e400}]]]} ',
  ],
  foreign: ['[1,2]', '"text"', '{"a":1', '{a:1}', 'x {"a":1}'],
});

const read = (line: string) => parseAlone(json, line)!.toJSON();

test('pino: numeric level, epoch, name', () => {
  expect(read(PINO)).toMatchObject({
    time: '2026-01-02T15:04:05.123000Z',
    severity: 4,
    host: 'web-1',
    app: 'shop',
    pid: '123',
    message: 'slow query',
    fields: { level: 40, name: 'shop' },
  });
});

test('ECS: dotted and nested keys', () => {
  expect(read(ECS)).toMatchObject({
    time: '2026-01-02T15:04:05.123000Z',
    severity: 3,
    host: 'web-1',
    app: 'shop',
    pid: '7',
    message: 'boom',
  });
});

test.each([
  [
    'bunyan',
    '{"name":"shop","hostname":"w","pid":1,"level":50,"msg":"x","time":"2026-01-02T15:04:05.123Z","v":0}',
    3,
  ],
  ['zap', '{"level":"warn","ts":1767366245.123,"logger":"http","msg":"x"}', 4],
  ['MongoDB', '{"t":{"$date":"2026-01-02T15:04:05.123Z"},"s":"W","c":"ACCESS","msg":"x"}', 4],
  ['winston', '{"level":"debug","message":"x","timestamp":"2026-01-02T15:04:05.123Z"}', 7],
  ['Serilog', '{"@t":"2026-01-02T15:04:05.123Z","@l":"Fatal","@m":"x"}', 2],
])('%s', (_, line, severity) => {
  expect(read(line)).toMatchObject({ time: '2026-01-02T15:04:05.123000Z', severity, message: 'x' });
});

test('without a message the whole line is it', () => {
  expect(read('{"a":1,"b":2}').message).toBe('{"a":1,"b":2}');
});

test('a hundred thousand brackets end at depth 32, without a stack overflow', () => {
  const n = 100_000;
  const event = parseAlone(json, `{"msg":"x","deep":${'['.repeat(n)}${']'.repeat(n)}}`)!;
  expect(flagNames(event.flags)).toEqual(['fields_cut']);
  expect(JSON.stringify(event.fields).length).toBeLessThan(200);
});

test('256 of ten thousand keys are kept and the event says so', () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `"k${i}":${i}`).join();
  const event = parseAlone(json, `{"msg":"x",${keys}}`)!;
  expect(Object.keys(event.fields)).toHaveLength(256);
  expect(flagNames(event.flags)).toEqual(['fields_cut']);
});

test('of equal keys the last counts, 1e400 is no time, a lone surrogate is U+FFFD', () => {
  expect(read('{"msg":"a","msg":"b","time":1e400}')).toMatchObject({ message: 'b', time: null });
  expect(read('{"msg":"\\ud800"}').message).toBe('\uFFFD');
});

test('keys called like parts of objects are nothing but keys', () => {
  const { fields } = parseAlone(json, '{"msg":"x","__proto__":{"admin":true},"constructor":1}')!;
  expect(Object.getPrototypeOf(fields)).toBeNull();
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(Object.keys(fields)).toEqual(['msg', '__proto__', 'constructor']);
});

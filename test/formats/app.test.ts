import { describe, expect, test } from 'vitest';
import app from '../../src/formats/app.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { makeLog, styles } from './made-logs.ts';

const SAMPLES = [
  '2026-01-02 15:04:05 ERROR [500] [12ms] upstream failed',
  '2026-01-02 15:04:05,123 INFO [main] org.acme.Pool: ready',
  '2026-01-02 15:04:05.123 [main] WARN  org.acme.Pool - low',
  '2026-01-02T15:04:05.123Z  INFO 4242 --- [           main] o.a.App : Started',
  '2026-01-02 15:04:05,123 - acme.store - ERROR - gone',
  'WARNING:acme.store:low on space',
  'INFO  [main] 2026-01-02 15:04:05,123 Server.java:12 - listening',
  '[2026-01-02 15:04:05,123] DEBUG x',
  '[2026-01-02 15:04:05] production.ERROR: boom {"a":1}',
];

formatContract(app, {
  fileName: 'app',
  samples: SAMPLES,
  foreign: ['2026-01-02 15:04:05 no level here', 'hello world', '{"level":"info"}', '2026-01-02 15:04:05'],
});

describe('application logs', () => {
  test.each([
    [
      SAMPLES[0]!,
      { severity: 3, app: null, message: 'upstream failed', fields: { status: 500, latency: '12ms' } },
    ],
    [SAMPLES[1]!, { severity: 6, app: 'org.acme.Pool', message: 'ready', fields: { thread: 'main' } }],
    [SAMPLES[2]!, { severity: 4, app: 'org.acme.Pool', message: 'low' }],
    [SAMPLES[3]!, { severity: 6, app: 'o.a.App', pid: '4242', message: 'Started' }],
    [SAMPLES[4]!, { severity: 3, app: 'acme.store', message: 'gone' }],
    [SAMPLES[5]!, { severity: 4, app: 'acme.store', message: 'low on space', time: null }],
    [SAMPLES[6]!, { severity: 6, message: 'listening' }],
    [SAMPLES[7]!, { severity: 7, message: 'x', time: '2026-01-02T15:04:05.123000Z' }],
    [SAMPLES[8]!, { severity: 3, app: 'production', message: 'boom {"a":1}' }],
  ])('%s', (line, expected) => {
    expect(parseAlone(app, line)!.toJSON()).toMatchObject(expected);
  });

  test('a level far inside a line is a word of its message', () => {
    expect(parseAlone(app, '2026-01-02 15:04:05 the server said there was an ERROR')).toBeNull();
  });

  test('the level and name of basicConfig are taken off a whole log', () => {
    const log = makeLog(styles.find((s) => s.name === 'level and name only')!, 50);
    const reader = new EventReader(
      { source: 'file', file: 'x', identity: 'x', referenceTime: 0 },
      { format: 'app' },
    );
    reader.feed(new LineSplitter().push(Buffer.from(log.text))!);
    reader.end();
    const messages: string[] = [];
    for (let event = reader.next(); event !== null; event = reader.next()) messages.push(event.message);
    expect(messages).toEqual(log.messages);
  });
});

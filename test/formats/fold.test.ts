import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { flagNames } from '../../src/core/flags.ts';
import { FOLD_LINES } from '../../src/formats/fold.ts';
import { EventReader, type ReaderOptions } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

const origin = { source: 'file', file: 'x.log', identity: 'x', referenceTime: Date.UTC(2026, 1, 1) };
const LOG = '2026-01-09 22:00:00,000 ERROR [main] org.acme.Pool: ';

function read(text: string, options: ReaderOptions & { chunk?: number } = {}) {
  const { chunk = 1 << 20, ...rest } = options;
  const reader = new EventReader(origin, rest);
  const splitter = new LineSplitter();
  const bytes = Buffer.from(text);
  const events: Event[] = [];
  const drain = () => {
    for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  };
  for (let at = 0; at < bytes.length; at += chunk) {
    const batch = splitter.push(bytes.subarray(at, at + chunk));
    if (batch !== null) reader.feed(batch);
    drain();
  }
  const rest_ = splitter.end();
  if (rest_ !== null) reader.feed(rest_);
  reader.end();
  drain();
  const { lines, folded, empty } = reader.counters;
  expect(lines).toBe(events.length + folded + empty);
  return { events, reader, raws: events.map((event) => event.raw) };
}

const JAVA = [
  'java.lang.IllegalStateException: pool is empty',
  '\tat org.acme.Pool.take(Pool.java:41)',
  '\tat org.acme.Main.main(Main.java:12)',
  'Caused by: java.io.IOException: reset',
  '\t... 12 more',
];
const PYTHON = [
  'Traceback (most recent call last):',
  '  File "/srv/app.py", line 3, in <module>',
  '    main()',
  'ValueError: not a number',
  '',
  'During handling of the above exception, another exception occurred:',
  '',
  'Traceback (most recent call last):',
  '  File "/srv/app.py", line 9, in <module>',
  'RuntimeError: gave up',
];
const GO = [
  'panic: runtime error: index out of range [3] with length 3',
  '',
  'goroutine 1 [running]:',
  'main.main()',
  '\t/srv/main.go:12 +0x1d',
  'net/http.(*conn).serve(0xc0000a0000, {0x7f2c10, 0xc00001c0c0})',
  '\t/usr/local/go/src/net/http/server.go:1930 +0xb08',
  'created by net/http.(*Server).Serve',
  'exit status 2',
];

describe('joined to the event before are', () => {
  it.each([
    ['a Java trace with its exception and cause', JAVA],
    ['chained Python tracebacks up to their last lines', PYTHON],
    ['a JavaScript stack', ['    at Object.<anonymous> (/srv/a.js:1:2)', '    at node:internal/main:1:2']],
    [
      'a PHP stack',
      ['Stack trace:', '#0 /srv/a.php(12): f()', '#1 {main}', '  thrown in /srv/a.php on line 12'],
    ],
    ['pretty-printed JSON', ['{', '  "a": 1,', '  "b": [', '    2', '  ]', '}'].slice(1)],
    ['indented text', ['  and it went on', '\tand on']],
  ])('%s', (_, lines) => {
    const { events, reader } = read(`${LOG}failed\n${lines.join('\n')}\n${LOG}next\n`);
    expect(events.map((event) => event.message)).toEqual([['failed', ...lines].join('\n'), 'next']);
    expect(flagNames(events[0]!.flags)).toEqual(['folded']);
    expect(reader.counters.folded).toBe(lines.filter((line) => line !== '').length);
  });
});

it('a Go panic is an event of its own that takes its goroutines with it', () => {
  const { raws, events } = read(`2026/01/02 15:04:05 serving\n${GO.join('\n')}\n2026/01/02 15:04:06 again\n`);
  expect(raws).toEqual(['2026/01/02 15:04:05 serving', GO.join('\n'), '2026/01/02 15:04:06 again']);
  expect(events[1]!.severity).toBe(2);
});

it('two tracebacks that are not chained are two events', () => {
  const one = PYTHON.slice(0, 4).join('\n');
  expect(read(`${one}\n${one}\n`).raws).toEqual([one, one]);
});

it('is the same wherever the input was cut into chunks', () => {
  const text = `${LOG}failed\n${JAVA.join('\n')}\n${LOG}next\n${PYTHON.join('\n')}\n${LOG}last\n`;
  const whole = read(text, { format: 'app' }).events.map((event) => event.message);
  expect(whole).toHaveLength(3);
  for (const chunk of [7, 33, 64, 100]) {
    const { events } = read(text, { format: 'app', chunk });
    expect(events.map((event) => event.message.replace(/\n+/g, '\n'))).toEqual(
      whole.map((message) => message.replace(/\n+/g, '\n')),
    );
    expect(events[0]!.app).toBe('org.acme.Pool');
  }
});

it('lines joined across chunks leave pid and fields of the event where they were', () => {
  const line = '2026-09-28 09:22:18.536 UTC [147] app@shop ERROR:  relation';
  // The event is the second of its chunk; what it is joined with comes in the next.
  const { events } = read(`${line}\n${line}\n\tat character 15\n`, {
    format: 'postgresql',
    chunk: 2 * line.length + 3,
  });
  expect(events[1]!.toJSON()).toMatchObject({
    pid: '147',
    message: 'relation\n\tat character 15',
    fields: { user: 'app', database: 'shop' },
  });
});

it('a line over the caps is left out, flagged and counted', () => {
  const { events, reader } = read(
    `${LOG}failed\n${'\tat a.b.C(D.java:1)\n'.repeat(FOLD_LINES + 10)}${LOG}next\n`,
  );
  expect(events).toHaveLength(2);
  expect(flagNames(events[0]!.flags)).toEqual(['folded', 'fold_cut']);
  expect(events[0]!.raw.split('\n')).toHaveLength(FOLD_LINES);
  expect(reader.counters.foldCut).toBe(11);
  const wide = read(`${LOG}failed\n${`\tat a.b.C(${'x'.repeat(9000)})\n`.repeat(20)}`);
  expect(wide.events[0]!.raw.length).toBeLessThanOrEqual(65_536);
  expect(wide.reader.counters.foldCut).toBeGreaterThan(0);
});

it('with folding off each line is an event', () => {
  const lines = [`${LOG}failed`, ...JAVA];
  expect(read(lines.join('\n'), { fold: false }).raws).toEqual(lines);
});

it('#012 and tabs inside a line leave it one line', () => {
  expect(read(`${LOG}a#012  b\tc\n${LOG}d\n`).events).toHaveLength(2);
});

it('a log whose lines all begin with blanks is not one event', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `  ${i} things were done`);
  expect(read(lines.join('\n')).events).toHaveLength(50);
});

it("an indented line that the log's format fits is an event", () => {
  const lines = Array.from({ length: 50 }, (_, i) => `{"msg":"m${i}","level":30}`);
  lines[20] = ' {"msg":"indented","level":30}';
  expect(read(lines.join('\n')).events).toHaveLength(50);
});

it('the first line of an input may be a continuation', () => {
  expect(read(`\tat a.b.C(D.java:1)\n${LOG}x\n`).raws).toEqual(['\tat a.b.C(D.java:1)', `${LOG}x`]);
});

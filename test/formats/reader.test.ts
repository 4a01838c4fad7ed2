import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { flagNames } from '../../src/core/flags.ts';
import type { Origin } from '../../src/core/origin.ts';
import type { LineBatch } from '../../src/core/source.ts';
import { EventReader, type ReaderOptions } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

const origin: Origin = {
  source: 'file',
  file: 'x.log',
  identity: 'x',
  referenceTime: Date.UTC(2026, 5, 1),
};

interface Read {
  events: Event[];
  reader: EventReader;
}

function read(text: string | Buffer, options: ReaderOptions & { chunk?: number } = {}): Read {
  const { chunk = 1 << 20, ...rest } = options;
  const reader = new EventReader(origin, rest);
  const events: Event[] = [];
  const bytes = Buffer.from(text);
  const splitter = new LineSplitter();
  const take = (batch: LineBatch | null) => {
    if (batch !== null) reader.feed(batch);
    for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  };
  for (let at = 0; at < bytes.length; at += chunk) take(splitter.push(bytes.subarray(at, at + chunk)));
  take(splitter.end());
  reader.end();
  take(null);
  const { lines, folded, empty } = reader.counters;
  expect(lines).toBe(events.length + folded + empty);
  expect(reader.counters.events).toBe(events.length);
  return { events, reader };
}

describe('reading lines', () => {
  it('keeps a line that no format fits whole, flags and counts it and remembers its shape', () => {
    const { events, reader } = read('hello world\nhello again\n');
    expect(events.map((e) => e.message)).toEqual(['hello world', 'hello again']);
    expect(events.map((e) => flagNames(e.flags))).toEqual([['unparsed'], ['unparsed']]);
    expect(reader.counters.unparsed).toBe(2);
    expect(reader.notUnderstood()).toEqual([{ shape: 'a a', lines: 2, example: 'hello world' }]);
  });

  it('numbers lines, places them in the input and counts empty ones', () => {
    const { events, reader } = read('one\n\n   \r\ntwo', { fold: false });
    expect(events.map((e) => [e.line, e.position])).toEqual([
      [1, 0],
      [4, 10],
    ]);
    expect(reader.counters).toMatchObject({ lines: 4, events: 2, empty: 2 });
  });

  it('answers an empty input with nothing', () => {
    expect(read('').events).toEqual([]);
  });

  it('names the formats there are when a forced one is unknown', () => {
    expect(() => new EventReader(origin, { format: 'nosuch' })).toThrow(/Unknown format "nosuch".*learnt/);
  });
});

const APP = (n: number) =>
  Array.from(
    { length: n },
    (_, i) => `2026-01-09 22:00:${String(i % 60).padStart(2, '0')} INFO job ${i} done`,
  );

describe('finding the format', () => {
  it('reads a log of one line, of three lines, without times', () => {
    expect(read('Jan  9 22:00:00 host sshd[12]: text').events[0]!.toJSON()).toMatchObject({
      host: 'host',
      app: 'sshd',
    });
    expect(read(APP(3).join('\n')).events.map((e) => e.severity)).toEqual([6, 6, 6]);
    const { events } = read('[info] a\n[warn] b\n[error] c\n[info] d\n[info] e\n[info] f\n');
    expect(events.map((e) => [e.severity, e.message])).toEqual([
      [6, 'a'],
      [4, 'b'],
      [3, 'c'],
      [6, 'd'],
      [6, 'e'],
      [6, 'f'],
    ]);
  });

  it('tries other formats on a line that does not fit and counts each', () => {
    const lines = APP(60);
    lines[10] = '{"level":"error","msg":"json"}';
    lines[30] = '192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 404 12';
    lines[50] = 'what is this';
    const { events, reader } = read(lines.join('\n'));
    expect([10, 30, 50].map((i) => events[i]!.format)).toEqual(['json', 'access', '']);
    const counted = [...reader.byFormat.values()].reduce((a, b) => a + b, 0);
    expect(counted + reader.counters.unparsed).toBe(60);
  });

  it('decides again after sustained misfit', () => {
    const json = Array.from({ length: 3000 }, (_, i) => `{"level":30,"msg":"m${i}","time":1767366245123}`);
    const { events, reader } = read([...APP(3000), ...json].join('\n'), { chunk: 20_000 });
    expect(reader.recognition.decisions.at(-1)!.format).toBe('json');
    expect(events.at(-1)!.message).toBe('m2999');
  });

  it('reads a second pass exactly like the first, whatever the chunks', () => {
    const text = [...APP(700), ...Array.from({ length: 900 }, (_, i) => `{"level":30,"msg":"m${i}"}`)].join(
      '\n',
    );
    const first = read(text, { chunk: 3000 });
    const second = read(text, { chunk: 50_000, known: first.reader.recognition });
    expect(second.events.map((e) => [e.format, e.message])).toEqual(
      first.events.map((e) => [e.format, e.message]),
    );
  });

  it('a forced format is the only one', () => {
    const { events } = read('{"msg":"a"}\nJan  9 22:00:00 host sshd[12]: text\n', { format: 'json' });
    expect(events.map((e) => flagNames(e.flags))).toEqual([[], ['unparsed']]);
  });

  it('takes a byte order mark off the first line', () => {
    expect(read('\uFEFF{"msg":"a"}\n{"msg":"b"}').events.map((e) => e.message)).toEqual(['a', 'b']);
  });

  it('keeps at most a thousand shapes of lines it did not understand', () => {
    // Shapes differ in punctuation, since letters and digits are all alike in them.
    const marks = '!$%&+*~^;?';
    const lines = Array.from({ length: 3000 }, (_, i) =>
      [...String(i)].map((d) => `a${marks[Number(d)]}b`).join(' '),
    );
    const { reader } = read(lines.join('\n'));
    const shapes = reader.notUnderstood();
    expect(reader.counters.unparsed).toBe(3000);
    expect(shapes.find((s) => s.shape === '(other)')?.lines).toBe(2000);
  });
});

describe('flags of the source', () => {
  it('a truncated line is flagged and counted', () => {
    const reader = new EventReader(origin);
    const splitter = new LineSplitter({ maxBytes: 20 });
    reader.feed(splitter.push(Buffer.from(`short\n${'x'.repeat(100)}\nlast\n`))!);
    reader.end();
    const flags: string[][] = [];
    for (let event = reader.next(); event !== null; event = reader.next()) flags.push(flagNames(event.flags));
    expect(flags).toEqual([['unparsed'], ['unparsed', 'truncated'], ['unparsed']].map((f) => f));
    expect(reader.counters.truncated).toBe(1);
  });
});

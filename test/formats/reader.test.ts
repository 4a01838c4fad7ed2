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

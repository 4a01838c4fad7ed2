import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { CATEGORIES } from '../../src/core/categories.ts';
import { Event } from '../../src/core/event.ts';
import { formats } from '../../src/formats/index.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { placeLine } from '../../src/formats/recognise.ts';
import { Interner } from '../../src/kit/interner.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { WallClock } from '../../src/kit/wallclock.ts';
import { VENDOR_LINES } from './vendor-lines.ts';

const RECEIVED = Date.UTC(2026, 9, 12);
const ORIGIN = { source: 'test', file: null, identity: 'test', referenceTime: RECEIVED };
const line = fc.constantFrom(...VENDOR_LINES.map((one) => one.line));

/** A line with some of it cut out, doubled, replaced or mixed with another one. */
const mutated = fc
  .tuple(
    line,
    line,
    fc.array(
      fc.record({
        at: fc.nat(400),
        cut: fc.nat(30),
        put: fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom(
            '"',
            ']',
            '[',
            '=',
            '%',
            ':',
            ',',
            '|',
            '\\',
            '\0',
            '\u001b[2J',
            '__proto__',
            '99999999999999999999',
          ),
        ),
      }),
      { maxLength: 4 },
    ),
    fc.nat(400),
  )
  .map(([one, other, changes, from]) => {
    const mixed = from % 3 === 0 ? one.slice(0, from) + other.slice(from) : one;
    return changes.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), mixed);
  });

function eventsOf(text: string): Event[] {
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC' });
  const splitter = new LineSplitter();
  const events: Event[] = [];
  const drain = () => {
    for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  };
  for (const batch of [splitter.push(Buffer.from(text)), splitter.end()]) {
    if (batch === null) continue;
    reader.feed(batch);
    drain();
  }
  reader.end();
  drain();
  return events;
}

test('no format throws on changed lines, and every one that refuses leaves the event alone', () => {
  const context = { intern: new Interner(64), clock: new WallClock('UTC'), reference: RECEIVED };
  fc.assert(
    fc.property(mutated, (text) => {
      const buffer = Buffer.from(text);
      for (const format of formats) {
        const event = new Event(ORIGIN);
        placeLine(event, { buffer, start: 0, end: buffer.length });
        const before = { ...event };
        if (format.parse(event, context)) {
          const { fields } = event.toJSON();
          if (fields.category !== undefined) expect(CATEGORIES).toContain(fields.category);
        } else expect({ ...event }).toEqual(before);
      }
    }),
    { numRuns: 300 },
  );
});

test('lines of all vendors in one stream come out as each of them alone', () => {
  const mixed = Array.from({ length: 20 }, () => VENDOR_LINES).flat();
  const events = eventsOf(mixed.map((one) => one.line).join('\n'));
  expect(events).toHaveLength(mixed.length);
  const wrong = events.filter((event, i) => {
    const { format, host, message } = mixed[i]!;
    return event.format !== format || event.host !== host || event.message !== message;
  });
  expect(wrong.map(({ raw, format }) => `${format}: ${raw}`)).toEqual([]);
});

test('a log of one vendor is read in its format', () => {
  for (const name of new Set(VENDOR_LINES.map(({ format }) => format))) {
    const lines = VENDOR_LINES.filter(({ format }) => format === name).map((one) => one.line);
    const events = eventsOf(
      Array.from({ length: 50 }, () => lines)
        .flat()
        .join('\n'),
    );
    expect(events.filter(({ format }) => format === name)).toHaveLength(50 * lines.length);
  }
});

test('what is no device’s keeps its own format', () => {
  for (const [text, format] of [
    [
      '<38>Oct 11 22:14:15 web1 sshd[77]: Failed password for root from 203.0.113.80 port 4242 ssh2',
      'rfc3164',
    ],
    ['Oct 11 22:14:15 web1 CRON[77]: (root) CMD (true)', 'syslog-file'],
    ['<38>1 2026-10-11T22:14:15Z web1 sshd 77 - - Accepted publickey for jdoe', 'rfc5424'],
    ['Oct 11 22:14:15 web1 kernel: [UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.80', 'syslog-file'],
    ['<14>Oct 11 22:14:15 web1 app: ERROR_CODE: something', 'rfc3164'],
    ['<14>Oct 11 22:14:15 pc1 System: The event log service was started.', 'rfc3164'],
    ['time=2026-10-11T22:14:15Z level=info msg="date=2026"', 'logfmt'],
  ]) {
    expect(parseLine(text!, { receivedAt: RECEIVED }).format).toBe(format);
  }
});

test('a megabyte of hostile text behind a vendor’s header comes to an end, with names', () => {
  const filling = ['from ', 'user ', 'a:b:', '1.1.1.1', '(', 'interface ', '->', 'up down ', '-'];
  for (const text of filling) {
    const long = text.repeat(Math.ceil(1_000_000 / text.length));
    for (const head of [
      '%LINK-3-UPDOWN: ',
      '%ASA-6-302013: Built ',
      'CEF:0|a|b|c|d|e|3|',
      '%%10IFNET/3/LINK_UPDOWN: ',
    ]) {
      const event = parseLine(`<187>Oct 11 22:14:15 sw1 ${head}${long}`, { receivedAt: RECEIVED });
      expect(event.fields).toHaveProperty('category');
    }
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMAT_LINES } from '../../../bench/format-lines.ts';
import { mustBeCarried, readAgain } from '../../../src/app/cluster/read-again.ts';
import type { Event } from '../../../src/core/event.ts';
import type { Origin } from '../../../src/core/origin.ts';
import { formats } from '../../../src/formats/index.ts';
import { EventReader, type ReaderOptions } from '../../../src/formats/reader.ts';
import { LineSplitter } from '../../../src/kit/lines.ts';
import { open } from '../../../src/wire/envelope.ts';
import { packEvents, unpackEvents } from '../../../src/wire/events.ts';
import { makeLog, styles, traps } from '../../formats/made-logs.ts';
import { inputOf, syslogCases } from '../../formats/syslog-case.ts';
import { VENDOR_LINES } from '../../formats/vendor-lines.ts';

const ORIGIN: Origin = {
  source: 'test',
  file: null,
  identity: 'test',
  referenceTime: Date.UTC(2026, 10, 21, 12),
};
const SEALING = { producer: 'node-1', fence: 1, sequence: 1 };

function read(bytes: Buffer, options: ReaderOptions = {}): Event[] {
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC', ...options });
  const splitter = new LineSplitter();
  const events: Event[] = [];
  for (const batch of [splitter.push(bytes), splitter.end()]) {
    if (batch === null) continue;
    reader.feed(batch);
    for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  }
  reader.end();
  for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  for (const event of events) event.received = event.time;
  return events;
}

/** The trip changes nothing that is seen of events; they are told by `what`. */
function expectSame(events: readonly Event[], what: string): void {
  const entry = packEvents(SEALING, events, { carried: mustBeCarried });
  const backs = unpackEvents(open(entry), { fieldsOf: readAgain });
  expect(backs.length, what).toBe(events.length);
  for (const [i, back] of backs.entries()) {
    expect(back.toJSON(), `${what}: ${back.raw.slice(0, 300)}`).toEqual(events[i]!.toJSON());
    expect(back.id).toBe(events[i]!.id);
  }
}

describe('an event that came over the bus', () => {
  for (const { name } of formats) {
    it(`has the fields it had, in the format ${name}`, () => {
      const line = FORMAT_LINES[name]!;
      const lines = Array.from({ length: 300 }, (_, i) => line(i)).join('\n');
      const events = read(Buffer.from(lines), name === 'learnt' ? {} : { format: name });
      expect(events.some(({ format }) => format === name)).toBe(true);
      expectSame(events, name);
      expectSame(read(Buffer.from(line(1)), {}), name);
    });
  }

  it('has the fields it had, whatever device wrote it', () => {
    for (const { line, format } of VENDOR_LINES) {
      expectSame(read(Buffer.from(line)), format);
      expectSame(read(Buffer.from(line), { format }), format);
    }
    const mixed = Buffer.from(VENDOR_LINES.map(({ line }) => line).join('\n'));
    expectSame(read(mixed), 'mixed');
    expectSame(read(mixed, { fold: false }), 'mixed');
  });

  it('has the fields it had, however syslog was written', () => {
    for (const one of syslogCases()) expectSame(read(inputOf(one), { fold: false }), inputOf(one).toString());
  });

  it('has the fields it had where headers were learnt, and where lines were joined', () => {
    for (const style of [...styles, ...traps]) expectSame(read(Buffer.from(makeLog(style).text)), style.name);
  });

  it('has the fields it had where an entry of the journal is odd', () => {
    expectSame(
      read(readFileSync(join(import.meta.dirname, '../../formats/journald-odd.ndjson'))),
      'journald',
    );
  });

  it('has the fields it had with a trace behind it', () => {
    const trace = '\njava.lang.IllegalStateException: no\n\tat com.example.A.b(A.java:12)\nCaused by: x\n';
    for (const [name, line] of Object.entries(FORMAT_LINES)) {
      const lines = Array.from({ length: 40 }, (_, i) => line(i) + trace).join('');
      const events = read(Buffer.from(lines), name === 'learnt' ? {} : { format: name });
      expect(events.length, name).toBe(40);
      expectSame(events, name);
    }
    const inside = `2026-11-21T11:00:00.5Z stdout F {"level":"warn","msg":"slow","took":7}${trace}`;
    const [event] = read(Buffer.from(inside));
    expect(event!.fields).toMatchObject({ stream: 'stdout', took: 7 });
    expectSame([event!], 'inside');
  });

  it('is the event it was, whatever bytes are in its line', () => {
    const line = fc
      .tuple(
        fc.constantFrom(...Object.keys(FORMAT_LINES)),
        fc.nat(500),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255))),
      )
      .map(([name, i, changes]) => {
        const bytes = Buffer.from(FORMAT_LINES[name]!(i));
        for (const [at, byte] of changes.slice(0, i % 4)) bytes[at % bytes.length] = byte;
        return bytes;
      });
    const other = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('\tat com.example.A.b(A.java:12)', '  indented', 'Caused by: x')
        .map((text) => Buffer.from(text)),
    );
    const lines = fc.array(fc.oneof({ weight: 3, arbitrary: line }, other), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.boolean(), (given, fold) => {
        const events = read(Buffer.concat(given.flatMap((one) => [one, Buffer.from('\n')])), { fold });
        for (const [i, event] of events.entries()) if (i % 5 === 1) event.received = Number.NaN;
        expectSame(events, 'mixed');
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('is the event it was where its line is a megabyte, or more than that', () => {
    const filler = 'x'.repeat((1 << 20) + 100);
    const lines = [
      FORMAT_LINES.rfc3164!(1) + filler,
      `{"level":"info","msg":"${'\\u00e9'.repeat(150_000)}","a":1}`,
      `{"MESSAGE":[${new Array(200_000).fill(255).join()}],"_HOSTNAME":"h","__REALTIME_TIMESTAMP":"1"}`,
      FORMAT_LINES.app!(2),
    ];
    for (const line of lines) expectSame(read(Buffer.from(line)), line.slice(0, 50));
    expectSame(read(Buffer.from(lines.join('\n'))), 'all');
  });

  it('has none where its format is not known here', () => {
    const [event] = read(Buffer.from(FORMAT_LINES.json!(1)));
    expect(readAgain('of-tomorrow', event!)).toEqual({});
  });
});

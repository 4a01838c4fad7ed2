import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PastLines } from '../../../src/app/cluster/past-lines.ts';
import { isPast, OVER, ofPast, pastUntil, untilOf } from '../../../src/app/cluster/past-mark.ts';
import { partsOf, pastPartOf } from '../../../src/app/cluster/past-part.ts';
import { RawShard } from '../../../src/app/cluster/raw-shard.ts';
import { InputClock } from '../../../src/app/input-clock.ts';
import type { Event } from '../../../src/core/event.ts';
import type { LiveBatch } from '../../../src/core/live-source.ts';
import type { Origin } from '../../../src/core/origin.ts';
import { EventReader } from '../../../src/formats/reader.ts';
import { LineSplitter } from '../../../src/kit/lines.ts';
import { open } from '../../../src/wire/envelope.ts';
import { packRaw, unpackRaw } from '../../../src/wire/raw.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

function originOf(name: string, text: string): Origin {
  const beginning = { name, text: text.slice(0, 1024) };
  return { source: 'file', file: name, identity: name, beginning, referenceTime: NOW };
}

/** Events of a file as they are read where it lies. */
function read(origin: Origin, text: string): Event[] {
  const reader = new EventReader(origin, { timeZone: 'UTC' });
  const clock = new InputClock(origin.referenceTime);
  const splitter = new LineSplitter();
  const events: Event[] = [];
  const take = () => {
    for (let event = reader.next(); event !== null; event = reader.next()) {
      clock.place(event);
      events.push(event);
    }
  };
  for (const batch of [splitter.push(Buffer.from(text)), splitter.end()]) {
    if (batch === null) continue;
    reader.feed(batch);
    take();
  }
  reader.end();
  take();
  return events;
}

/** The same, read from what went over the bus, so many events at a time. */
function carried(of: Map<Origin, Event[]>, many: number): Event[] {
  const shard = new RawShard(1, 'UTC');
  const back: Event[] = [];
  const lines = new Map([...of.keys()].map((origin) => [origin, new PastLines(origin.file!, origin)]));
  const all = [...of].flatMap(([origin, events]) => events.map((event) => ({ origin, event })));
  all.sort((a, b) => a.event.received - b.event.received);
  for (const part of partsOf(all, many)) {
    for (const { origin, event } of part) lines.get(origin)!.add(event);
    const batches: LiveBatch[] = [...lines.values()].flatMap((one) => one.batches().map(ofPast));
    const sealing = { producer: 'a', fence: 0, sequence: 1, clock: NOW };
    const entry = unpackRaw(open(packRaw(sealing, [...batches, pastUntil('a', NOW)])));
    const got = pastPartOf(entry, (batch, take) => shard.feedPast(batch, NOW, take))!;
    expect(got).toMatchObject({ node: 'a', until: NOW });
    back.push(...got.events);
  }
  return back;
}

const shown = ({ id, raw, line, position, lineEnd, received, host, app, message }: Event) => ({
  ...{ id, raw, line, position, lineEnd, received, host, app, message },
});

const line = fc.tuple(
  fc.integer({ min: 0, max: 90 }),
  fc.constantFrom('sshd[812]: accepted', 'app: failed', 'cron: run'),
  fc.array(fc.constantFrom('', '\tat Main.run(Main.java:12)', 'Caused by: java.io.IOException: no'), {
    maxLength: 3,
  }),
);

function textOf(lines: readonly (readonly [number, string, readonly string[]])[], end: string): string {
  let at = NOW - 86_400_000;
  return lines
    .flatMap(([seconds, text, more]) => {
      at += seconds * 1000;
      return [`${new Date(at).toISOString()} host1 ${text}`, ...more];
    })
    .map((one) => one + end)
    .join('');
}

test('events of a history are those that were read where it lies, with the same ids, in order', () => {
  const files = fc.array(fc.array(line, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(files, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 40 }), (all, end, many) => {
      const texts = all.map((lines) => textOf(lines, end));
      const of = new Map(
        texts.map((text, i) => {
          const origin = originOf(`/var/log/${i}.log`, text);
          return [origin, read(origin, text)] as const;
        }),
      );
      const back = carried(of, many);
      const times = back.map(({ received }) => received);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(back.every((event) => event.toJSON().flags.includes('past'))).toBe(true);
      for (const [origin, events] of of) {
        const same = back.filter((event) => event.origin.file === origin.file);
        expect(same.map(shown)).toEqual(events.map(shown));
      }
    }),
    { numRuns: 60 },
  );
});

test('how far a history is needs no lines, and is no batch of them', () => {
  const said = pastUntil('a', OVER);
  expect(isPast(said)).toBe(true);
  expect(untilOf(said)).toEqual({ node: 'a', until: OVER });
  expect(untilOf({ ...said, key: 'a/file:/var/log/syslog' })).toBeNull();
  expect(pastPartOf([], () => {})).toBeNull();
});

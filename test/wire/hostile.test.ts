import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FORMAT_LINES } from '../../bench/format-lines.ts';
import { LogsiftError } from '../../src/core/errors.ts';
import type { Event } from '../../src/core/event.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { madeTemplate } from '../../src/testing/made-events.ts';
import { packClocks, unpackClocks } from '../../src/wire/clocks.ts';
import { KINDS, open, seal } from '../../src/wire/envelope.ts';
import { packEvents, unpackEvents } from '../../src/wire/events.ts';
import { packFindings, unpackFindings } from '../../src/wire/findings.ts';
import { packRaw, unpackRaw } from '../../src/wire/raw.ts';
import { packSamples, unpackSamples } from '../../src/wire/samples.ts';
import { packTemplates, unpackTemplates } from '../../src/wire/templates.ts';

const SEALING = { producer: 'node-1', fence: 1, sequence: 1, shard: 2, clock: 5, compress: false };
const ORIGIN = { source: 'file', file: '/var/log/x', identity: 'x', referenceTime: 1.7e12 };
const ROUNDS = 20_000;

function entries(): Buffer[] {
  const lines = Object.values(FORMAT_LINES).flatMap((line) => [line(1), line(2)]);
  const batch = new LineSplitter().push(Buffer.from(`${lines.join('\n')}\n`))!;
  const live = {
    ...{ ...batch, key: 'k', origin: ORIGIN, received: Number.NaN, resume: null },
    ...{ senders: ['a', 'b'], senderOf: new Uint16Array(batch.count).map((_, i) => i % 2) },
  };
  const reader = new EventReader(
    { ...ORIGIN, beginning: { name: 'x', text: 'begins' } },
    { timeZone: 'UTC' },
  );
  reader.feed(batch);
  reader.end();
  const events: Event[] = [];
  for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  const rule = { id: 'a/b', category: 'disk', gravity: 0.5, page: false, reason: 'why' } as const;
  for (const [i, event] of events.entries()) {
    event.received = i % 3 === 0 ? event.time : 1.7e12;
    event.template = i % 2 === 0 ? madeTemplate('a <*> b') : null;
    if (i % 4 === 0) [event.mark, event.rule] = ['escalate(disk)', rule];
    if (i % 5 === 0) event.sender = '192.0.2.7';
    if (i % 7 === 0) event.lineEnd = 0;
    if (i % 9 === 0) event.weight = 7;
  }
  const finding = { id: 'f', detector: 'rule', about: { host: 'h' }, from: 1, to: 2, count: 1, surprise: 1 };
  const words = { evidence: [], expected: 'e', seen: 's', because: 'b', maturity: 'm' };
  const found = { ...finding, ...words, rawSurprise: 1, gravity: 0.5 };
  return [
    packRaw(SEALING, [live, live]),
    packRaw({ ...SEALING, compress: true }, [live]),
    packEvents(SEALING, events),
    packEvents(SEALING, events.slice(0, 9), { carried: () => true }),
    packEvents({ ...SEALING, compress: true }, events),
    packSamples(SEALING, [{ metric: 'm', host: 'h', time: 1, value: 2 }]),
    packClocks(SEALING, [{ shard: 1, fence: 2, clock: 3 }]),
    packTemplates(SEALING, [{ version: 1 }]),
    packFindings(SEALING, {
      ...{ unit: 'detect', clock: { from: 1, to: 2, tick: 3 }, past: false },
      ...{ findings: [found], at: [2], notices: [] },
    }),
  ];
}

/** Everything that is made of the bytes, down to the last field; as whoever reads an entry would. */
function use(bytes: Buffer): number {
  const envelope = open(bytes);
  switch (envelope.kind) {
    case 'raw':
      return unpackRaw(envelope).reduce((sum, batch) => {
        for (let i = 0; i < batch.count; i++) {
          within(batch.buffer, batch.starts[i]!, batch.ends[i]!);
          if (batch.senders !== null) expect(batch.senders[batch.senderOf![i]!]).toBeTypeOf('string');
        }
        return sum + batch.count;
      }, 0);
    case 'events': {
      const events = unpackEvents(envelope, { fieldsOf: () => ({}) });
      for (const event of events) check(event);
      return events.length;
    }
    case 'samples':
      return unpackSamples(envelope).length;
    case 'findings':
      return unpackFindings(envelope).findings.length;
    case 'clock':
      return unpackClocks(envelope).length;
    case 'templates':
      return unpackTemplates(envelope).length;
    case 'rows':
      return 0;
  }
}

function check(event: Event): void {
  within(event.buffer, event.start, event.end);
  within(event.text, event.messageStart, event.messageEnd);
  if (event.pidStart >= 0) within(event.buffer, event.pidStart, event.pidEnd);
  expect(event.weight >= 1 && Math.abs(event.received) !== Number.POSITIVE_INFINITY).toBe(true);
  expect(event.severity >= -1 && event.severity <= 7 && event.facility >= -1 && event.facility <= 23).toBe(
    true,
  );
  JSON.stringify(event);
}

function within(bytes: Buffer, start: number, end: number): void {
  if (!(Number.isInteger(start) && start >= 0 && start <= end && end <= bytes.length)) {
    expect.fail(`${start}–${end} of ${bytes.length} bytes`);
  }
}

/** How it went: things that were read, or −1 where it was refused as it should be. */
function outcome(bytes: Buffer): number {
  try {
    return use(bytes);
  } catch (error) {
    if (error instanceof LogsiftError && error.code === 'MESSAGE_INVALID') return -1;
    throw error;
  }
}

describe('an entry that somebody else made', () => {
  it('is refused or read, whatever was cut, changed or put in, with a wrong checksum or a right one', () => {
    const random = seededRandom(7);
    const below = (n: number) => Math.floor(random() * n);
    const all = entries();
    for (const entry of all) expect(outcome(entry)).toBeGreaterThan(0);
    const odd = [0, 1, 127, 128, 255];
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      let bytes = Buffer.from(all[round % all.length]!);
      for (let changes = 1 + below(4); changes > 0; changes--) {
        const at = below(bytes.length);
        const what = random();
        if (what < 0.5) bytes[at] = random() < 0.5 ? odd[below(odd.length)]! : below(256);
        else if (what < 0.7) bytes.copyWithin(at, below(bytes.length), below(bytes.length));
        else if (what < 0.8) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(20))]);
        else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(0, below(30)), bytes.subarray(at)]);
      }
      if (bytes.length > 60 && round % 8 !== 0) mend(bytes);
      if (outcome(bytes) < 0) refused++;
    }
    expect(refused).toBeGreaterThan(ROUNDS / 4);
    expect(refused).toBeLessThan(ROUNDS);
  }, 120_000);

  it('is refused or read when it is nothing but noise in an envelope that is right', () => {
    const random = seededRandom(8);
    for (let round = 0; round < 5000; round++) {
      const body = Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => random() ** 3 * 256));
      const kind = KINDS[round % KINDS.length]!;
      outcome(seal({ ...SEALING, kind, count: Math.floor(random() * 3) }, body));
    }
  });

  it('takes no more memory than its body may', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x07];
    const before = process.memoryUsage().arrayBuffers;
    for (const kind of ['raw', 'events'] as const) {
      for (let at = 0; at < 60; at++) {
        const body = Buffer.from([
          ...new Array<number>(at).fill(0),
          ...huge,
          ...new Array<number>(40).fill(1),
        ]);
        for (const count of [0, 1, 0xffffffff]) outcome(seal({ ...SEALING, kind, count }, body));
      }
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });

  it('changes no prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
    const bodies = [
      `[${hostile},"metric":"m","host":null,"time":1,"value":1}]`,
      `[${hostile},"shard":1,"fence":1,"clock":1}]`,
      `[${hostile}}]`,
      `${hostile},"unit":"u","clock":{"from":1,"to":1,"tick":1,"__proto__":{"a":1}},"past":false,"findings":[],"at":[],"notices":[]}`,
    ];
    const read = bodies.map((body, i) => {
      const kind = (['samples', 'clock', 'templates', 'findings'] as const)[i]!;
      const envelope = open(seal({ ...SEALING, kind, count: 1 }, Buffer.from(body)));
      return [unpackSamples, unpackClocks, unpackTemplates, unpackFindings][i]!(envelope);
    });
    const one = (value: unknown) => Object.getPrototypeOf(Array.isArray(value) ? value[0] : value);
    for (const value of read) expect(one(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });

  it('costs no stack, however deep it is nested', () => {
    const deep = Buffer.from(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`);
    expect(() => unpackTemplates(open(seal({ ...SEALING, kind: 'templates', count: 1 }, deep)))).toThrow(
      'nested deeper than 32',
    );
  });
});

function mend(bytes: Buffer): void {
  const name = bytes[48]!;
  const room = bytes.length - 49 - name - 4;
  if (room < 0) return;
  bytes.writeUInt32LE(room, 44);
  if (bytes[7] === 0) bytes.writeUInt32LE(room, 40);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
}

import type { Event } from '../src/core/event.ts';
import type { LiveBatch } from '../src/core/live-source.ts';
import type { Origin } from '../src/core/origin.ts';
import { EventReader } from '../src/formats/reader.ts';
import { Miner } from '../src/templates/miner.ts';
import type { Result } from '../src/testing/result.ts';
import { open } from '../src/wire/envelope.ts';
import { EventPacker } from '../src/wire/event-packer.ts';
import { unpackEvents } from '../src/wire/events.ts';
import { packRaw, unpackRaw } from '../src/wire/raw.ts';
import { batchesOf, lineRate } from './batches.ts';
import { generateBytes } from './generate.ts';

const MEGABYTES = 24;
const ROUNDS = 7;
/** Events are packed when they were just made: so few that they are near, as often as it takes to be measured. */
const EVENTS = 16_384;
const AGAIN = 10;
const BAR = 1_000_000;
const ORIGIN: Origin = {
  ...{ source: 'file', file: 'bench.log', identity: 'bench' },
  referenceTime: Date.UTC(2025, 0, 31),
};
const UNPACKING = { fieldsOf: () => ({}) };

/** What it costs a line to be packed for the bus and unpacked behind it, one core, in entries as the roles make them. */
export default async function wire(): Promise<Result[]> {
  const batches = liveBatches(generateBytes({ bytes: MEGABYTES * 1e6 }));
  const lines = batches.reduce((sum, { count }) => sum + count, 0);
  const events = eventsOf(batches).slice(0, EVENTS);
  return [true, false].flatMap((compress) => {
    const how = compress ? 'zstd' : 'not compressed';
    const sealing = { producer: 'bench', fence: 1, sequence: 1, shard: 0, clock: 0, compress };
    let raw: Buffer[] = [];
    const packedRaw = lineRate(ROUNDS, () => {
      raw = batches.map((batch) => packRaw(sealing, [batch]));
      return lines;
    });
    const unpackedRaw = lineRate(ROUNDS, () =>
      raw.reduce((sum, entry) => sum + unpackRaw(open(entry)).reduce((n, { count }) => n + count, 0), 0),
    );
    let packed: Buffer[] = [];
    const packedEvents = lineRate(ROUNDS, () => {
      for (let again = 0; again < AGAIN; again++) packed = packedAll(events, sealing);
      return AGAIN * events.length;
    });
    const unpackedEvents = lineRate(ROUNDS, () => {
      let sum = 0;
      for (let again = 0; again < AGAIN; again++) {
        for (const entry of packed) sum += unpackEvents(open(entry), UNPACKING).length;
      }
      return sum;
    });
    const speed = { unit: 'lines/s', bar: BAR, better: 'higher' } as const;
    const size = { unit: 'bytes/line', better: 'lower' } as const;
    return [
      { name: `wire: pack raw, ${how}`, value: packedRaw, ...speed },
      { name: `wire: unpack raw, ${how}`, value: unpackedRaw, ...speed },
      { name: `wire: raw, ${how}`, value: bytesOf(raw) / lines, ...size },
      { name: `wire: pack events, ${how}`, value: packedEvents, ...speed },
      { name: `wire: unpack events, ${how}`, value: unpackedEvents, ...speed },
      { name: `wire: events, ${how}`, value: bytesOf(packed) / events.length, ...size },
    ];
  });
}

function liveBatches(bytes: Buffer): LiveBatch[] {
  const of = { key: 'bench', origin: ORIGIN, received: Number.NaN, resume: null };
  return [...batchesOf(bytes)].map((batch) => ({ ...batch, ...of, senders: null, senderOf: null }));
}

function eventsOf(batches: readonly LiveBatch[]): Event[] {
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC' });
  const miner = new Miner();
  const events: Event[] = [];
  for (const batch of batches) {
    reader.feed(batch);
    for (let event = reader.next(); event !== null; event = reader.next()) {
      event.received = event.time;
      event.template = miner.match(event.text, event.messageStart, event.messageEnd);
      events.push(event);
    }
  }
  return events;
}

function packedAll(events: readonly Event[], sealing: Parameters<EventPacker['seal']>[0]): Buffer[] {
  const packer = new EventPacker();
  const entries: Buffer[] = [];
  for (const event of events) {
    packer.add(event);
    if (packer.full) entries.push(packer.seal(sealing));
  }
  entries.push(packer.seal(sealing));
  return entries;
}

function bytesOf(entries: readonly Buffer[]): number {
  return entries.reduce((sum, { length }) => sum + length, 0);
}

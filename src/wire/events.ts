import type { Event } from '../core/event.ts';
import { ByteReader } from './byte-reader.ts';
import { bodyOf, type Envelope, type Sealing } from './envelope.ts';
import { EventPacker, type EventPacking } from './event-packer.ts';
import { MOST_EVENTS } from './event-row.ts';
import { type EventUnpacking, UnpackedRows } from './event-rows.ts';
import { invalid } from './invalid.ts';

/** One entry of `events`. Throws RangeError where they are more than one holds; `EventPacker` says when it is full. */
export function packEvents(sealing: Sealing, events: Iterable<Event>, packing: EventPacking = {}): Buffer {
  const packer = new EventPacker(packing);
  for (const event of events) packer.add(event);
  return packer.seal(sealing);
}

/** The events of an entry, in order; their lines are views of its body. Throws MESSAGE_INVALID. */
export function unpackEvents(envelope: Envelope, unpacking: EventUnpacking): Event[] {
  const reader = new ByteReader(bodyOf(envelope, 'events'));
  const { count } = envelope;
  if (count > MOST_EVENTS) throw invalid(`${count} events are more than an entry holds`);
  const rows = new UnpackedRows(reader, unpacking);
  const events: Event[] = [];
  for (let i = 0; i < count; i++) events.push(rows.next());
  rows.done();
  return events;
}

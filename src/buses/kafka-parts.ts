import type { BusEntry } from '../core/bus.ts';
import type { KafkaMessage, KafkaRecord } from './kafka-client.ts';

/** The header that says of a record that it is a part: `id:index:count`. */
const HEADER = 'logsift-part';
const FORM = /^([0-9a-f]{16}):(\d{1,4}):(\d{1,4})$/;

/** An entry may not be larger, bytes. */
export const MOST_BYTES = 64 * 2 ** 20;
/** What a record has beside its value, bytes, at most. */
export const RECORD_OVERHEAD = 256;
/** Parts that wait for others, bytes of one shard. */
const MOST_WAITING = 2 * MOST_BYTES;
const MOST_OPEN = 16;
/** Records after which the rest of an entry is not to be expected any more. */
const MOST_DISTANCE = 20_000;
const MOST_FINISHED = 64;

/** An entry that is larger than a record may be, as records. `id`: 16 hexadecimal digits, another one each time. */
export function partsOf(bytes: Buffer, limit: number, id: string): KafkaMessage[] {
  const count = Math.ceil(bytes.length / limit);
  return Array.from({ length: count }, (_, i) => ({
    value: bytes.subarray(i * limit, (i + 1) * limit),
    headers: { [HEADER]: `${id}:${i}:${count}` },
  }));
}

/**
 * The place of an entry: its offset, and, where parts of another entry began before it and end behind it, the offset
 * to read again from, so that no part is missed: `13` or `13-10`.
 */
export function placeOf(id: string): { readonly offset: number; readonly from: number } {
  const [offset = '', from] = id.split('-');
  return { offset: Number(offset), from: from === undefined ? Number(offset) + 1 : Number(from) };
}

interface Open {
  readonly first: number;
  readonly count: number;
  readonly parts: Map<number, Buffer>;
  bytes: number;
}

/** Puts entries of one shard together again. Memory is bounded; what cannot be whole any more is counted. */
export class Assembly {
  /** Entries of which a part was lost, since the last `takeLost`. */
  #lost = 0;
  readonly #open = new Map<string, Open>();
  readonly #finished = new Set<string>();

  /** The entry that is whole with this record; null where there is none. */
  add(record: KafkaRecord): BusEntry | null {
    const offset = Number(record.offset);
    for (const [old, { first }] of this.#open) if (offset - first > MOST_DISTANCE) this.#giveUp(old);
    const header = record.headers[HEADER];
    const [, id, index, count] = header === undefined ? [] : (FORM.exec(String(header)) ?? []);
    if (id === undefined) return this.#entry(record, offset, record.value ?? Buffer.alloc(0));
    const part = { id, index: Number(index), count: Number(count), value: record.value ?? Buffer.alloc(0) };
    const whole = this.#put(part, offset);
    return whole === null ? null : this.#entry(record, offset, whole);
  }

  /** Entries of which a part is lost; asked for, they are forgotten. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  #put(part: { id: string; index: number; count: number; value: Buffer }, offset: number): Buffer | null {
    const { id, index, count, value } = part;
    if (this.#finished.has(id) || index >= count) return null;
    let open = this.#open.get(id);
    if (open === undefined) {
      open = { first: offset, count, parts: new Map(), bytes: 0 };
      this.#open.set(id, open);
      // What began before we came cannot be whole.
      if (index > 0) return this.#giveUp(id);
    }
    if (open.parts.has(index) || open.count !== count) return null;
    open.parts.set(index, value);
    open.bytes += value.length;
    if (open.bytes > MOST_BYTES) return this.#giveUp(id);
    if (open.parts.size === count) {
      this.#end(id);
      return Buffer.concat(Array.from({ length: count }, (_, i) => open.parts.get(i)!));
    }
    while (this.#open.size > MOST_OPEN || this.#waiting() > MOST_WAITING) {
      this.#giveUp(this.#open.keys().next().value!);
    }
    return null;
  }

  #giveUp(id: string): null {
    this.#lost++;
    this.#end(id);
    return null;
  }

  #end(id: string): void {
    this.#open.delete(id);
    this.#finished.add(id);
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(this.#finished.keys().next().value!);
  }

  #waiting(): number {
    let sum = 0;
    for (const { bytes } of this.#open.values()) sum += bytes;
    return sum;
  }

  #entry(record: KafkaRecord, offset: number, bytes: Buffer): BusEntry {
    const [oldest] = this.#open.values();
    return {
      id: oldest === undefined ? String(offset) : `${offset}-${oldest.first}`,
      bytes,
      time: Number(record.timestamp) > 0 ? Number(record.timestamp) : Number.NaN,
    };
  }
}

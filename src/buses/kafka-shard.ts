import { setTimeout as sleep } from 'node:timers/promises';
import type { BusEntry } from '../core/bus.ts';
import type { KafkaRecord } from './kafka-client.ts';
import { Assembly, placeOf } from './kafka-parts.ts';

/** Bytes of entries of a shard that wait, and that are handed over at once. */
const MOST_WAITING = 4 * 2 ** 20;
const MOST_AT_ONCE = 4 * 2 ** 20;
const MOST_ENTRIES = 1000;
const TRIES = 3;
const PAUSE = 50;

/** What a shard does with its entries. */
export interface ShardEvents {
  hand(entries: readonly BusEntry[]): Promise<void>;
  /** One that cannot be handled; when this resolved it is put aside. */
  bury(entry: BusEntry, reason: string): Promise<void>;
  /** There is room for more. */
  room(): void;
}

/** Entries of a shard on their way to whoever handles them: in order, one batch at a time. */
export class KafkaShard {
  readonly #events: ShardEvents;
  readonly #assembly = new Assembly();
  readonly #waiting: BusEntry[] = [];
  /** Entries up to this offset were acknowledged by who had it before. */
  readonly #known: number;
  #bytes = 0;
  #handing: Promise<void> | null = null;
  #stopped = false;

  constructor(known: number, events: ShardEvents) {
    this.#known = known;
    this.#events = events;
  }

  get wants(): boolean {
    return !this.#stopped && this.#bytes < MOST_WAITING;
  }

  /** Takes records in; how many entries were lost as parts of them are missing. */
  take(records: readonly KafkaRecord[]): number {
    for (const record of records) {
      const entry = this.#assembly.add(record);
      if (entry === null || placeOf(entry.id).offset <= this.#known) continue;
      this.#waiting.push(entry);
      this.#bytes += entry.bytes.length;
    }
    this.#handing ??= this.#handAll().finally(() => {
      this.#handing = null;
    });
    return this.#assembly.takeLost();
  }

  /** Hands nothing more over, and resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#handing;
  }

  async #handAll(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#batch();
      try {
        await this.#events.hand(batch);
      } catch (error) {
        await this.#oneByOne(batch, error);
      }
      this.#events.room();
    }
  }

  #batch(): BusEntry[] {
    let count = 0;
    let bytes = 0;
    while (count < this.#waiting.length && count < MOST_ENTRIES && bytes < MOST_AT_ONCE) {
      bytes += this.#waiting[count++]!.bytes.length;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #oneByOne(batch: readonly BusEntry[], first: unknown): Promise<void> {
    for (const entry of batch) {
      let error: unknown = batch.length === 1 ? first : null;
      for (let tries = batch.length === 1 ? 1 : 0; tries < TRIES; tries++) {
        if (this.#stopped) return;
        if (tries > 0) await sleep(PAUSE * tries);
        error = await this.#events.hand([entry]).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error === null) break;
      }
      if (this.#stopped) return;
      if (error === null) continue;
      const reason = error instanceof Error ? error.message : String(error);
      // What could not be put aside either is handed over again to whoever has the shard next.
      await this.#events.bury(entry, reason).catch(() => {
        this.#stopped = true;
      });
    }
  }
}

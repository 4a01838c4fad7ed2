import { randomBytes } from 'node:crypto';
import type { Topic } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import type { KafkaFailure, KafkaMessage } from './kafka-client.ts';
import { KafkaLink, type KafkaParts, withLeader } from './kafka-link.ts';
import { MOST_BYTES, partsOf, RECORD_OVERHEAD } from './kafka-parts.ts';

/** Bytes of one request; brokers take 1 MiB unless they were told otherwise. */
const REQUEST = 960 * 2 ** 10;
/** No broker takes less. */
const LEAST_REQUEST = 16 * 2 ** 10;
/** How long copies of what is written may take, ms. */
const COPIES = 8000;

interface Waiting {
  readonly entries: readonly Buffer[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  gone: boolean;
}

/** Writes entries, shard by shard in order: one request of a shard is under way at a time. */
export class KafkaPublisher {
  readonly #parts: KafkaParts;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #busy = new Set<Promise<void>>();
  /** By topic, so that one that is broken holds up no other. */
  readonly #links = new Map<string, KafkaLink>();
  /** Aborts when nothing more is waited for. */
  readonly #over = new AbortController();
  #limit = REQUEST;
  #closed = false;
  #entries = 0;
  #bytes = 0;

  constructor(parts: KafkaParts) {
    this.#parts = parts;
  }

  get published(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries, bytes: this.#bytes };
  }

  /** See `Bus.publish`. */
  async publish(
    topic: Topic,
    shard: number,
    entries: readonly Buffer[],
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.#closed) throw closed();
    signal?.throwIfAborted();
    const large = entries.find((one) => one.length > MOST_BYTES);
    if (large !== undefined) {
      throw new LogsiftError(
        'MESSAGE_INVALID',
        `an entry has ${large.length} bytes, more than ${MOST_BYTES}`,
      );
    }
    if (entries.length === 0) return;
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<void>();
    const waiting: Waiting = { entries, done, failed, gone: false };
    const giveUp = () => {
      waiting.gone = true;
      failed(signal!.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#enqueue(topic, shard, waiting);
    await promise.finally(() => signal?.removeEventListener('abort', giveUp));
    this.#entries += entries.length;
    this.#bytes += entries.reduce((sum, { length }) => sum + length, 0);
  }

  /** Waits for nothing any more: what the broker does not have by now is refused. */
  abort(): void {
    this.#closed = true;
    this.#over.abort();
  }

  /** Takes nothing more, and resolves when what is under way is done or refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#busy);
    for (const link of this.#links.values()) link.close();
  }

  #enqueue(topic: Topic, shard: number, waiting: Waiting): void {
    const key = `${topic} ${shard}`;
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(waiting);
      return;
    }
    const fresh = [waiting];
    this.#queues.set(key, fresh);
    const busy = this.#drain(key, this.#parts.topics.name(topic), shard).finally(() => {
      this.#busy.delete(busy);
    });
    this.#busy.add(busy);
  }

  async #drain(key: string, topic: string, partition: number): Promise<void> {
    const queue = this.#queues.get(key)!;
    // What is asked for in the same moment goes in one request.
    await Promise.resolve();
    while (queue.length > 0) {
      const taken: Waiting[] = [];
      let bytes = 0;
      while (queue.length > 0 && (taken.length === 0 || bytes < this.#limit)) {
        const next = queue.shift()!;
        if (next.gone) continue;
        taken.push(next);
        bytes += next.entries.reduce((sum, { length }) => sum + length + RECORD_OVERHEAD, 0);
      }
      try {
        await this.#write(
          topic,
          partition,
          taken.flatMap(({ entries }) => entries),
        );
        for (const { done } of taken) done();
      } catch (error) {
        const reason = this.#over.signal.aborted ? closed() : error;
        for (const { failed } of taken) failed(reason);
      }
    }
    this.#queues.delete(key);
  }

  async #write(topic: string, partition: number, entries: readonly Buffer[]): Promise<void> {
    let left = entries;
    while (left.length > 0) {
      const { messages, took } = this.#next(left);
      let fits = true;
      for (const request of messages) fits &&= await this.#send(topic, partition, request);
      if (fits) left = left.slice(took);
      else if (this.#limit > LEAST_REQUEST)
        this.#limit = Math.max(LEAST_REQUEST, Math.floor(this.#limit / 2));
      else throw new LogsiftError('BUS_INVALID', tooSmall(topic, this.#limit));
    }
  }

  /** The next entries as requests: several in one, or one in several. */
  #next(entries: readonly Buffer[]): { readonly messages: readonly KafkaMessage[][]; readonly took: number } {
    const room = this.#limit - RECORD_OVERHEAD;
    if (entries[0]!.length > room) {
      const parts = partsOf(entries[0]!, room, randomBytes(8).toString('hex'));
      return { messages: parts.map((part) => [part]), took: 1 };
    }
    let took = 0;
    let bytes = 0;
    while (took < entries.length) {
      bytes += entries[took]!.length + RECORD_OVERHEAD;
      if (took > 0 && bytes > this.#limit) break;
      took++;
    }
    return { messages: [entries.slice(0, took).map((value) => ({ value }))], took };
  }

  /** False where the broker takes no request that large. */
  #send(topic: string, partition: number, messages: readonly KafkaMessage[]): Promise<boolean> {
    const link = this.#links.get(topic) ?? new KafkaLink(this.#parts, `publish ${topic}`);
    this.#links.set(topic, link);
    return link.insist(async (cluster) => {
      try {
        await withLeader(this.#parts, cluster, { topic, partition }, (broker) =>
          broker.produce({
            ...{ acks: -1, timeout: COPIES },
            topicData: [{ topic, partitions: [{ partition, messages }] }],
          }),
        );
        return true;
      } catch (error) {
        if (isTooLarge(error)) return false;
        throw error;
      }
    }, this.#over.signal);
  }
}

function isTooLarge(error: unknown): boolean {
  return /^(?:MESSAGE|RECORD_LIST)_TOO_LARGE$/.test((error as KafkaFailure).type ?? '');
}

function tooSmall(topic: string, limit: number): string {
  return `the broker does not even take ${limit} bytes for ${topic}; give the topic max.message.bytes=1048588`;
}

function closed(): LogsiftError {
  return new LogsiftError(
    'BUS_CLOSED',
    'the bus was closed before the broker had it; it is to be published again',
  );
}

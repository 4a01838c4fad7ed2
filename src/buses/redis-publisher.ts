import type { Redis } from 'ioredis';
import type { Topic } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { jittered, Pauses } from './pauses.ts';
import { FIELD } from './redis-entries.ts';
import type { Lane, RedisGauge } from './redis-gauge.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLinks } from './redis-links.ts';
import type { EntryCount } from './tally.ts';
import type { Troubles } from './troubles.ts';

/** What goes in one round trip. */
const [MOST_ENTRIES, MOST_BYTES] = [512, 8_388_608];
const AFTER_TROUBLE = 100;
const WHILE_FULL = 100;

/** What a publisher is made with. */
export interface PublisherOptions {
  readonly lane: Lane;
  readonly links: RedisLinks;
  readonly keys: RedisKeys;
  readonly gauge: RedisGauge;
  readonly troubles: Troubles;
  readonly published: EntryCount;
  touched(topic: Topic, shard: number): void;
  random(): number;
}

interface Request {
  readonly topic: Topic;
  readonly shard: number;
  readonly entries: readonly Buffer[];
  readonly settled: PromiseWithResolvers<void>;
  /** How many of its entries Redis has. */
  sent: number;
  over: boolean;
}

interface Part {
  readonly request: Request;
  readonly entries: readonly Buffer[];
}

/** Appends what comes in the order in which it came, many entries at once; tries until it worked. */
export class RedisPublisher {
  readonly #of: PublisherOptions;
  readonly #pauses = new Pauses();
  readonly #running: Promise<void>;
  /** Streams that were put on the list of all, by connection: another may lead to a Redis without them. */
  readonly #listed = new WeakMap<Redis, ReadonlySet<string>>();
  #queue: Request[] = [];

  constructor(of: PublisherOptions) {
    this.#of = of;
    this.#running = this.#run();
  }

  publish(topic: Topic, shard: number, entries: readonly Buffer[], signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(abortError());
    const settled = Promise.withResolvers<void>();
    const request: Request = { topic, shard, entries, settled, sent: 0, over: false };
    const abort = () => {
      request.over = true;
      settled.reject(abortError());
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#queue.push(request);
    this.#pauses.wake();
    return settled.promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Waits until everything is published, at most so many ms; what is left then is refused. */
  async close(ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    while (this.#queue.some(({ over }) => !over) && performance.now() < deadline) {
      await new Promise((done) => setTimeout(done, 10));
    }
    this.#pauses.end();
    for (const request of this.#queue) this.#refuse(request);
    this.#queue = [];
  }

  /** Resolves when nothing is under way any more, which may be only when the connection was closed. */
  ended(): Promise<void> {
    return this.#running;
  }

  async #run(): Promise<void> {
    const { links, troubles, lane, gauge, random } = this.#of;
    while (!this.#pauses.over) {
      const parts = this.#next();
      if (parts.length === 0) {
        await this.#pauses.wait(Number.POSITIVE_INFINITY);
        continue;
      }
      try {
        const bytes = parts.reduce((sum, { entries }) => sum + bytesOf(entries), 0);
        const full = await gauge.full(lane, bytes);
        troubles.set(`full:${lane}`, full, 'takes everything again');
        if (full === null) await this.#send(parts);
        else await this.#rest(WHILE_FULL);
      } catch (error) {
        if (this.#pauses.over) return;
        links.trouble(`publishing:${lane}`, error);
        await this.#rest(jittered(AFTER_TROUBLE, random));
      }
    }
  }

  /** Waits all of it, however often somebody publishes meanwhile. */
  async #rest(ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    for (let left = ms; left > 0 && !this.#pauses.over; left = deadline - performance.now())
      await this.#pauses.wait(left);
  }

  #next(): Part[] {
    this.#queue = this.#queue.filter(({ over }) => !over);
    const parts: Part[] = [];
    let [entries, bytes] = [0, 0];
    for (const request of this.#queue) {
      const some: Buffer[] = [];
      for (let i = request.sent; i < request.entries.length; i++) {
        const entry = request.entries[i]!;
        if (entries === MOST_ENTRIES || (entries > 0 && bytes + entry.length > MOST_BYTES)) break;
        some.push(entry);
        entries++;
        bytes += entry.length;
      }
      if (some.length > 0) parts.push({ request, entries: some });
      if (request.sent + some.length < request.entries.length) break;
    }
    return parts;
  }

  /** All or nothing, so that what follows does not come before what was refused. */
  async #send(parts: readonly Part[]): Promise<void> {
    const { links, keys, published, lane } = this.#of;
    const client = await links.writer.client();
    const transaction = client.multi();
    const listed = this.#listed.get(client) ?? new Set<string>();
    const all = new Set(parts.map(({ request }) => `${request.topic} ${request.shard}`));
    const streams = [...all].filter((stream) => !listed.has(stream));
    // Before anything of it is there, so that it counts.
    if (streams.length > 0) transaction.sadd(keys.streams, ...streams);
    for (const { request, entries } of parts) {
      const key = keys.stream(request.topic, request.shard);
      for (const entry of entries) transaction.xadd(key, '*', FIELD, entry);
    }
    try {
      const replies = await transaction.exec();
      const failed = replies?.find(([error]) => error !== null)?.[0];
      if (failed) throw failed;
      if (replies === null) throw new Error('the transaction was given up');
    } catch (error) {
      links.writer.failed(error, client);
      throw error;
    }
    this.#listed.set(client, new Set([...listed, ...streams]));
    links.clear(`publishing:${lane}`);
    for (const { request, entries } of parts) {
      published.add(entries.length, bytesOf(entries));
      this.#of.touched(request.topic, request.shard);
      request.sent += entries.length;
      if (request.sent < request.entries.length) continue;
      request.over = true;
      request.settled.resolve();
    }
  }

  #refuse(request: Request): void {
    if (request.over) return;
    request.over = true;
    const message = `the bus is closed: ${request.entries.length - request.sent} entries for ${request.topic} were not published`;
    request.settled.reject(new LogsiftError('BUS_CLOSED', message));
  }
}

function bytesOf(entries: readonly Buffer[]): number {
  return entries.reduce((sum, one) => sum + one.length, 0);
}

function abortError(): DOMException {
  return new DOMException('publishing was given up', 'AbortError');
}

import type { Topic } from '../core/bus.ts';
import { Pauses } from './pauses.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLinks } from './redis-links.ts';
import { TRIM } from './redis-scripts.ts';

const EVERY = 1000;
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

interface Retention {
  /** Ms and entries that are kept whether or not they were acknowledged: less of both than that is never taken. */
  readonly age: number;
  readonly entries: number;
  /** Kept until there is a group to acknowledge it. */
  readonly waits: boolean;
}

/**
 * What is kept how long: until all groups acknowledged it, and beyond that while it is younger than this and among the
 * last so many. What is not here stays until `forget`.
 */
const RETENTION: { readonly [topic in Topic]?: Retention } = {
  raw: { age: 0, entries: 0, waits: true },
  events: { age: 0, entries: 0, waits: true },
  samples: { age: HOUR, entries: 1000, waits: false },
  findings: { age: HOUR, entries: 2000, waits: true },
  escalated: { age: HOUR, entries: 2000, waits: false },
  incidents: { age: 7 * DAY, entries: 5000, waits: false },
  analyses: { age: 7 * DAY, entries: 5000, waits: false },
  dead: { age: 7 * DAY, entries: 1000, waits: false },
  clock: { age: 10 * MINUTE, entries: 1000, waits: false },
};

/** Lists the streams that are in use, and takes away what nobody waits for. */
export class RedisJanitor {
  readonly #links: RedisLinks;
  readonly #keys: RedisKeys;
  readonly #pauses = new Pauses();
  readonly #running: Promise<void>;
  #touched = new Map<string, readonly [Topic, number]>();

  constructor(links: RedisLinks, keys: RedisKeys) {
    this.#links = links;
    this.#keys = keys;
    this.#running = this.#run();
  }

  /** Something was published there, or acknowledged. */
  touched(topic: Topic, shard: number): void {
    this.#touched.set(`${topic} ${shard}`, [topic, shard]);
  }

  async close(): Promise<void> {
    this.#pauses.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#pauses.over) {
      await this.#pauses.wait(EVERY);
      if (this.#touched.size === 0 || !this.#links.control.up) continue;
      const touched = this.#touched;
      this.#touched = new Map();
      try {
        await this.#look(touched);
        this.#links.clear('trimming');
      } catch (error) {
        for (const [name, one] of touched) this.#touched.set(name, one);
        if (!this.#pauses.over) this.#links.trouble('trimming', error);
      }
    }
  }

  async #look(touched: ReadonlyMap<string, readonly [Topic, number]>): Promise<void> {
    const client = await this.#links.control.client();
    await client.sadd(this.#keys.streams, ...touched.keys());
    for (const [topic, shard] of touched.values()) {
      const kept = RETENTION[topic];
      if (kept === undefined) continue;
      const args = [kept.age, kept.entries, Number(kept.waits)];
      await this.#links.control.run(TRIM, [this.#keys.stream(topic, shard)], args);
    }
  }
}

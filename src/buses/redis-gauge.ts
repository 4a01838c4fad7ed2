import type { Topic } from '../core/bus.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLinks } from './redis-links.ts';
import { survey } from './redis-survey.ts';

/** Ms for which a measurement is good enough, unless an eighth of the room there was is taken before. */
const GOOD_FOR = 500;
/** Beyond this share of all memory nothing large is published, so that what readers must say still can be. */
const LARGE_SHARE = 0.9;

/** Topics by who waits for whom: what is large must not keep what is small from being said. */
export type Lane = 'raw' | 'large' | 'small';
const LARGE: ReadonlySet<Topic> = new Set(['events', 'escalated', 'samples']);

/** The lane of a topic. */
export function laneOf(topic: Topic): Lane {
  return topic === 'raw' ? 'raw' : LARGE.has(topic) ? 'large' : 'small';
}

/** How full Redis is. */
export class RedisGauge {
  readonly #links: RedisLinks;
  readonly #keys: RedisKeys;
  readonly #rawShare: number;
  #at = Number.NEGATIVE_INFINITY;
  #full: { readonly [lane in Lane]: string | null } = { raw: null, large: null, small: null };
  #measuring: Promise<void> | null = null;
  #room = 0;

  constructor(links: RedisLinks, keys: RedisKeys, rawShare: number) {
    this.#links = links;
    this.#keys = keys;
    this.#rawShare = rawShare;
  }

  /** Why no more of this lane should be published just now; null when it may. Rejects when Redis is away. */
  async full(lane: Lane, bytes: number): Promise<string | null> {
    if (lane === 'small') return null;
    this.#room -= bytes;
    if (this.#full[lane] !== null || this.#room < 0 || performance.now() - this.#at > GOOD_FOR) {
      this.#measuring ??= this.#measure().finally(() => {
        this.#measuring = null;
      });
      await this.#measuring;
    }
    return this.#full[lane];
  }

  async #measure(): Promise<void> {
    const client = await this.#links.control.client();
    const { used, most } = await survey(client, this.#links.place);
    const streams = (await client.smembers(this.#keys.streams)).filter((one) => one.startsWith('raw '));
    const sizes = await Promise.all(
      streams.map((one) => client.memory('USAGE', this.#keys.stream('raw', Number(one.slice(4))))),
    );
    const raw = sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    const [forRaw, forLarge] = [most * this.#rawShare, most * LARGE_SHARE];
    const large =
      used < forLarge
        ? null
        : `Redis at ${this.#links.place} is nearly full (${megabytes(used)} of ${megabytes(most)}): readers have to catch up`;
    this.#full = {
      raw:
        large ??
        (raw < forRaw
          ? null
          : `raw lines take their share of Redis at ${this.#links.place} (${megabytes(raw)} of ${megabytes(forRaw)}): readers have to catch up`),
      large,
      small: null,
    };
    // A good deal less than there is: others publish too.
    this.#room = Math.min(forRaw - raw, forLarge - used) / 8;
    this.#at = performance.now();
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
}

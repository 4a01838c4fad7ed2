import type { Redis } from 'ioredis';
import type {
  Announced,
  Bus,
  BusContext,
  BusEntry,
  BusStatus,
  Candidate,
  GroupHandler,
  Lag,
  LeaderHandler,
  Member,
  Topic,
} from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { RedisCandidate } from './redis-candidate.ts';
import { type FollowOptions, RedisFollower } from './redis-follower.ts';
import { laneOf, RedisGauge } from './redis-gauge.ts';
import { RedisGroup, type RedisParts } from './redis-group.ts';
import { RedisJanitor } from './redis-janitor.ts';
import { RedisKeys } from './redis-keys.ts';
import { RedisLinks } from './redis-links.ts';
import type { RedisBusOptions } from './redis-options.ts';
import type { Pace } from './redis-pace.ts';
import { RedisPublisher } from './redis-publisher.ts';
import { ANNOUNCE, FORGET, LAG } from './redis-scripts.ts';
import { Tally } from './tally.ts';
import { Troubles } from './troubles.ts';

/** Ms that leaving may take before it is done without, and publishing what is under way. */
const [LEAVE_WITHIN, DRAIN_WITHIN] = [5000, 3000];

/** Ms that who asks for lag and the like waits for a Redis that is away. */
const ANSWER_WITHIN = 5000;

/** What a bus is while it runs; before `start` there is nothing of it. */
interface Running {
  readonly janitor: RedisJanitor;
  readonly lanes: { readonly [lane in 'raw' | 'large' | 'small']: RedisPublisher };
}

/** Redis Streams between roles; see docs/buses.md. */
export class RedisBus implements Bus {
  readonly #parts: RedisParts;
  readonly #groups = new Set<RedisGroup>();
  readonly #candidates = new Set<RedisCandidate>();
  readonly #followers = new Set<RedisFollower>();
  readonly #rawShare: number;
  #running: Running | null = null;
  #closed = false;
  #stopping: Promise<void> | null = null;

  constructor(options: RedisBusOptions, context: BusContext, pace: Pace) {
    const keys = new RedisKeys(options.prefix);
    const troubles = new Troubles(context);
    const links = new RedisLinks({ options, context, keys, pace, troubles });
    this.#rawShare = options.raw_share;
    this.#parts = {
      ...{ context, links, keys, pace, troubles, tally: new Tally() },
      touched: (topic, shard) => this.#running?.janitor.touched(topic, shard),
      publish: (topic, shard, entries) => this.#append(topic, shard, entries),
    };
  }

  async start(): Promise<void> {
    const { links, keys, troubles, tally, touched, context } = this.#parts;
    try {
      await links.start();
    } catch (error) {
      await links.close();
      this.#closed = true;
      throw error;
    }
    const gauge = new RedisGauge(links, keys, this.#rawShare);
    const of = { links, keys, gauge, troubles, published: tally.published, touched, random: context.random };
    this.#running = {
      janitor: new RedisJanitor(links, keys),
      lanes: {
        raw: new RedisPublisher({ ...of, lane: 'raw' }),
        large: new RedisPublisher({ ...of, lane: 'large' }),
        small: new RedisPublisher({ ...of, lane: 'small' }),
      },
    };
  }

  async publish(
    topic: Topic,
    shard: number,
    entries: readonly Buffer[],
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.#closed || this.#stopping !== null)
      throw new LogsiftError('BUS_CLOSED', `the bus is closed: nothing more is published to ${topic}`);
    await this.#append(topic, shard, entries, signal);
  }

  join(
    topic: Topic,
    options: { readonly group: string; readonly shards: number },
    handler: GroupHandler,
  ): Member {
    const member = new RedisGroup(this.#parts, { topic, ...options }, handler);
    this.#groups.add(member);
    return member;
  }

  stand(name: string, handler: LeaderHandler): Candidate {
    const { links, keys, pace, context } = this.#parts;
    const { member, random } = context;
    const candidate = new RedisCandidate({ links, keys, pace, member, random }, name, handler);
    this.#candidates.add(candidate);
    return candidate;
  }

  follow(topic: Topic, shard: number, options: FollowOptions): AsyncIterable<readonly BusEntry[]> {
    const follower = new RedisFollower(this.#parts, { topic, shard }, options);
    this.#followers.add(follower);
    if (this.#closed) follower.end();
    const followers = this.#followers;
    return {
      async *[Symbol.asyncIterator]() {
        try {
          yield* follower.entries();
        } finally {
          follower.end();
          followers.delete(follower);
        }
      },
    };
  }

  async forget(topic: Topic, shard: number, before: string): Promise<void> {
    const { links, keys } = this.#parts;
    await this.#reachable();
    await links.control.run(FORGET, [keys.stream(topic, shard)], [before]);
  }

  async announce(name: string, text: string): Promise<void> {
    await this.#reachable();
    await this.#parts.links.control.run(ANNOUNCE, [this.#parts.keys.announced], [name, text]);
  }

  async announced(): Promise<readonly Announced[]> {
    const { links, keys } = this.#parts;
    await this.#reachable();
    const reply = (await links.control.run(ANNOUNCE, [keys.announced], [])) as readonly (Buffer | number)[];
    const all: Announced[] = [];
    for (let i = 0; i < reply.length; i += 3)
      all.push({ name: String(reply[i]), text: String(reply[i + 1]), age: Number(reply[i + 2]) });
    return all;
  }

  async lag(): Promise<readonly Lag[]> {
    const { links, keys } = this.#parts;
    const client = await this.#reachable();
    const streams = (await client.smembers(keys.streams)).map((one) => {
      const at = one.indexOf(' ');
      return { topic: one.slice(0, at) as Topic, shard: Number(one.slice(at + 1)) };
    });
    if (streams.length === 0) return [];
    const reply = (await links.control.run(
      LAG,
      streams.map(({ topic, shard }) => keys.stream(topic, shard)),
      streams.flatMap(({ topic, shard }) => [keys.places(topic), shard]),
    )) as readonly (readonly [number, Buffer, number, number])[];
    return reply.map(([at, group, entries, age]) => ({
      ...streams[at]!,
      group: group.toString(),
      entries,
      age,
    }));
  }

  status(): BusStatus {
    const { links, troubles, tally } = this.#parts;
    const { published, taken, dead, lost } = tally;
    return {
      connected: links.connected,
      trouble: troubles.first,
      published: { entries: published.entries, bytes: published.bytes },
      taken: { entries: taken.entries, bytes: taken.bytes },
      ...{ dead, lost },
    };
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** The connection for what is asked now and then; rejects where Redis stays away for a while. */
  async #reachable(): Promise<Redis> {
    const { links, troubles } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const away = () => reject(new Error(troubles.first ?? `Redis at ${links.place} cannot be reached`));
      timer = setTimeout(away, ANSWER_WITHIN);
    });
    try {
      return await Promise.race([links.control.client(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #stop(): Promise<void> {
    for (const follower of this.#followers) follower.end();
    await atMost(LEAVE_WITHIN, [
      ...[...this.#groups].map((one) => one.leave()),
      ...[...this.#candidates].map((one) => one.withdraw()),
    ]);
    for (const one of [...this.#groups, ...this.#candidates]) one.abandon();
    this.#closed = true;
    const lanes = Object.values(this.#running?.lanes ?? {});
    await Promise.all(lanes.map((lane) => lane.close(DRAIN_WITHIN)));
    await this.#parts.links.close();
    await Promise.all([this.#running?.janitor.close(), ...lanes.map((lane) => lane.ended())]);
  }

  /** As `publish`, also while the bus is being stopped: what was under way may have something to say. */
  async #append(
    topic: Topic,
    shard: number,
    entries: readonly Buffer[],
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.#closed)
      throw new LogsiftError('BUS_CLOSED', `the bus is closed: nothing is published to ${topic}`);
    if (this.#running === null)
      throw new LogsiftError('BUS_CLOSED', `the bus was not started: nothing is published to ${topic}`);
    if (entries.length > 0) await this.#running.lanes[laneOf(topic)].publish(topic, shard, entries, signal);
  }
}

async function atMost(ms: number, all: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((done) => {
    timer = setTimeout(done, ms);
  });
  await Promise.race([Promise.allSettled(all), late]);
  clearTimeout(timer);
}

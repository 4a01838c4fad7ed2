import { jittered, Pauses } from './pauses.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLinks } from './redis-links.ts';
import { type Pace, tickOf } from './redis-pace.ts';
import { RELEASE, TICK } from './redis-scripts.ts';

/** Ms for which who could not take what was given does not ask again. */
const SHY = 3000;
/** Ms that giving back may take. */
const RETURN_WITHIN = 2000;

/** What becomes of leases. */
export interface LeaseEvents {
  /** It is ours. Rejects: given back. */
  gained(shard: number, fence: number): Promise<void>;
  /** It is to be another's: given back when this resolved. */
  asked(shard: number): Promise<void>;
  /** It was another's before we knew. */
  lost(shard: number): void;
}

/** What leases are made with. */
export interface LeaseOptions {
  readonly scope: string;
  readonly shards: number;
  readonly member: string;
  readonly links: RedisLinks;
  readonly keys: RedisKeys;
  readonly pace: Pace;
  random(): number;
}

interface Held {
  readonly fence: number;
  gaining: Promise<void>;
  giving: Promise<void> | null;
}

/** Shards of one kind of which each has one owner: takes an even share, renews it, and gives back what is too much. */
export class RedisLeases {
  readonly #of: LeaseOptions;
  readonly #events: LeaseEvents;
  readonly #held = new Map<number, Held>();
  readonly #pauses = new Pauses();
  #highest = 0;
  #shyUntil = 0;
  #closing = false;
  #expiry: NodeJS.Timeout | undefined;
  readonly #running: Promise<void>;
  /** When this Redis was first used, as far as it is known. */
  epoch: string | null = null;

  constructor(of: LeaseOptions, events: LeaseEvents) {
    this.#of = of;
    this.#events = events;
    this.#running = this.#run();
  }

  /** Fence of a shard that is ours, null when it is not. */
  fence(shard: number): number | null {
    return this.#held.get(shard)?.fence ?? null;
  }

  /** Looks at once: something is not as it was thought to be. */
  look(): void {
    this.#pauses.wake();
  }

  /** Gives back everything. Whoever asks again has the same answer. */
  async close(): Promise<void> {
    // Renewed until all is given back.
    this.#closing = true;
    this.#pauses.wake();
    await Promise.all([...this.#held.keys()].map((shard) => this.#give(shard)));
    this.#pauses.end();
    await this.#running;
    clearTimeout(this.#expiry);
    await this.#release([], true);
  }

  /** Nothing is ours any more, whatever anybody is still doing. */
  abandon(): void {
    this.#closing = true;
    this.#pauses.end();
    this.#expire();
  }

  async #run(): Promise<void> {
    while (!this.#pauses.over) {
      try {
        await this.#tick();
        this.#of.links.clear(`leases:${this.#of.scope}`);
      } catch (error) {
        if (!this.#pauses.over) this.#of.links.trouble(`leases:${this.#of.scope}`, error);
      }
      await this.#pauses.wait(jittered(tickOf(this.#of.pace), this.#of.random));
    }
  }

  async #tick(): Promise<void> {
    const { scope, keys, links, member, shards, pace } = this.#of;
    if (!links.control.up) return;
    const began = performance.now();
    const shy = began < this.#shyUntil || this.#closing;
    const present = !this.#closing && (!shy || shards > 1);
    const held = new Map([...this.#held].map(([shard, { fence }]) => [shard, fence]));
    const args = [
      member,
      pace.ttl,
      shards,
      Number(present),
      Number(!shy),
      this.#highest,
      ...[...held].flat(),
    ];
    const reply = (await links.control.run(
      TICK,
      [keys.leases(scope), keys.members(scope), keys.epoch],
      args,
    )) as unknown[];
    const [epoch, surplus, ...rest] = reply.map(String) as [string, string, ...string[]];
    this.epoch = epoch;
    const mine = new Map<number, number>();
    for (let i = 0; i < rest.length; i += 2) {
      // What was given back while this was asked is not ours, whatever the answer says.
      const [shard, fence] = [Number(rest[i]), Number(rest[i + 1])];
      if (this.#held.has(shard) || held.get(shard) !== fence) mine.set(shard, fence);
    }
    this.#apply(mine, began);
    if (present && !this.#closing) this.#lessen(Number(surplus));
  }

  #apply(mine: ReadonlyMap<number, number>, began: number): void {
    for (const [shard, { fence }] of [...this.#held]) if (mine.get(shard) !== fence) this.#lose(shard);
    const fresh = [...mine].filter(([shard]) => !this.#held.has(shard));
    for (const [, fence] of fresh) this.#highest = Math.max(this.#highest, fence);
    // Asked for before it was closed.
    if (this.#closing) void this.#release(fresh, false);
    else for (const [shard, fence] of fresh) this.#gain(shard, fence);
    clearTimeout(this.#expiry);
    const left = this.#of.pace.ttl - (performance.now() - began);
    if (!this.#pauses.over) this.#expiry = setTimeout(() => this.#expire(), Math.max(0, left));
  }

  #gain(shard: number, fence: number): void {
    const gaining = this.#events.gained(shard, fence).catch(() => {
      if (this.#held.get(shard)?.fence !== fence) return;
      this.#shyUntil = performance.now() + SHY;
      this.#held.delete(shard);
      void this.#release([[shard, fence]], false);
    });
    this.#held.set(shard, { fence, gaining, giving: null });
  }

  #lose(shard: number): void {
    this.#held.delete(shard);
    this.#events.lost(shard);
  }

  #expire(): void {
    clearTimeout(this.#expiry);
    for (const shard of [...this.#held.keys()]) this.#lose(shard);
  }

  #lessen(surplus: number): void {
    const shards = [...this.#held];
    const giving = shards.filter(([, held]) => held.giving !== null).length;
    const idle = shards.filter(([, held]) => held.giving === null);
    for (const [shard] of idle.slice(0, Math.max(0, surplus - giving))) void this.#give(shard);
  }

  #give(shard: number): Promise<void> {
    const held = this.#held.get(shard)!;
    held.giving ??= (async () => {
      await held.gaining;
      if (this.#held.get(shard) !== held) return;
      await this.#events.asked(shard);
      if (this.#held.get(shard) !== held) return;
      this.#held.delete(shard);
      await this.#release([[shard, held.fence]], false);
    })();
    return held.giving;
  }

  async #release(given: readonly (readonly [number, number])[], forGood: boolean): Promise<void> {
    const { scope, keys, links, member } = this.#of;
    if (!links.control.up || (given.length === 0 && !forGood)) return;
    const args = [member, Number(forGood), ...given.flat()];
    const released = links.control.run(RELEASE, [keys.leases(scope), keys.members(scope)], args);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((done) => {
      timer = setTimeout(done, RETURN_WITHIN);
    });
    // Where that fails they are free when their time is over.
    await Promise.race([released.catch(() => {}), late]);
    clearTimeout(timer);
  }
}

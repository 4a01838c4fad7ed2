import type { BusContext, GroupHandler, Member, Topic } from '../core/bus.ts';
import { jittered, Pauses } from './pauses.ts';
import { entriesIn } from './redis-entries.ts';
import type { RedisKeys } from './redis-keys.ts';
import { RedisLeases } from './redis-leases.ts';
import type { RedisLinks } from './redis-links.ts';
import type { Pace } from './redis-pace.ts';
import { ACKNOWLEDGE, ENSURE, READ } from './redis-scripts.ts';
import { RedisShard } from './redis-shard.ts';
import type { Tally } from './tally.ts';
import { deadEntry, handleAll } from './three-tries.ts';
import type { Troubles } from './troubles.ts';

/** Ms between two looks where nothing comes. */
const [SHORTEST, LONGEST] = [2, 50];
const AFTER_TROUBLE = 200;
const BEFORE_ANOTHER_TRY = 100;
/** Ms between two looks for what was taken away. */
const AUDIT = 2000;
/** Ids that are acknowledged by one call. */
const ACKNOWLEDGED_AT_ONCE = 1000;

/** What members and followers of a bus are made with. */
export interface RedisParts {
  readonly context: BusContext;
  readonly links: RedisLinks;
  readonly keys: RedisKeys;
  readonly pace: Pace;
  readonly tally: Tally;
  readonly troubles: Troubles;
  /** This stream is read or written, so that it is listed and looked after. */
  touched(topic: Topic, shard: number): void;
  publish(topic: Topic, shard: number, entries: readonly Buffer[]): Promise<void>;
}

/** A member of a group: reads what its leases allow, and hands it over. */
export class RedisGroup implements Member {
  readonly #parts: RedisParts;
  readonly #topic: Topic;
  readonly #group: string;
  readonly #handler: GroupHandler;
  readonly #leases: RedisLeases;
  readonly #shards = new Map<number, RedisShard>();
  /** What the handler is told of a shard, one after the other, whoever had it meanwhile. */
  readonly #turns = new Map<number, Promise<unknown>>();
  readonly #pauses = new Pauses();
  readonly #running: Promise<void>;
  #epoch: string | null = null;
  #left: Promise<void> | null = null;

  constructor(
    parts: RedisParts,
    of: { readonly topic: Topic; readonly group: string; readonly shards: number },
    handler: GroupHandler,
  ) {
    this.#parts = parts;
    this.#topic = of.topic;
    this.#group = of.group;
    this.#handler = handler;
    const { links, keys, pace, context } = parts;
    const { member, random } = context;
    this.#leases = new RedisLeases(
      { scope: `${of.topic}.${of.group}`, shards: of.shards, member, links, keys, pace, random },
      {
        gained: (shard, fence) => this.#gained(shard, fence),
        asked: (shard) => this.#asked(shard),
        lost: (shard) => this.#lost(shard),
      },
    );
    this.#running = this.#run();
  }

  get owned(): readonly number[] {
    const mine = [...this.#shards.values()].filter(({ state }) => state === 'mine');
    return mine.map(({ shard }) => shard).sort((a, b) => a - b);
  }

  async acknowledge(shard: number, id: string): Promise<void> {
    const mine = this.#shards.get(shard);
    if (mine === undefined) throw this.#another(shard);
    await this.#settle(mine, mine.upTo(id));
  }

  leave(): Promise<void> {
    this.#left ??= (async () => {
      await this.#leases.close();
      this.#pauses.end();
      await this.#running;
    })();
    return this.#left;
  }

  /** Nothing is this member's any more. */
  abandon(): void {
    this.#leases.abandon();
    this.#pauses.end();
  }

  #inTurn<T>(number: number, work: () => Promise<T>): Promise<T> {
    const done = (this.#turns.get(number) ?? Promise.resolve()).then(work);
    this.#turns.set(
      number,
      done.catch(() => {}),
    );
    return done;
  }

  async #gained(number: number, fence: number): Promise<void> {
    this.#epoch ??= this.#leases.epoch;
    const before = this.#shards.get(number)?.busy;
    const shard = new RedisShard(number, fence);
    this.#shards.set(number, shard);
    this.#parts.touched(this.#topic, number);
    // What was handed over when it was last ours may not be done with yet.
    await before;
    await this.#inTurn(number, () => this.#assign(number, shard));
  }

  async #assign(number: number, shard: RedisShard): Promise<void> {
    const { fence } = shard;
    if (shard.state === 'lost') return;
    try {
      await this.#handler.assigned(number, fence);
    } catch (error) {
      if (this.#shards.get(number) === shard) this.#shards.delete(number);
      shard.state = 'lost';
      const text = `shard ${number} of ${this.#topic} cannot be taken on: ${(error as Error).message}`;
      this.#parts.troubles.set(`assigned:${this.#topic}`, text);
      throw error;
    }
    this.#parts.troubles.set(`assigned:${this.#topic}`, null);
    if ((shard.state as string) === 'lost') return this.#revoke(number, true);
    shard.state = 'mine';
    this.#pauses.wake();
  }

  async #asked(number: number): Promise<void> {
    const shard = this.#shards.get(number);
    if (shard === undefined || shard.state !== 'mine') return;
    shard.state = 'giving';
    await shard.busy;
    if ((shard.state as string) === 'lost') return;
    await this.#revoked(number, false);
    if (this.#shards.get(number) === shard) this.#shards.delete(number);
    shard.state = 'lost';
  }

  #lost(number: number): void {
    const shard = this.#shards.get(number);
    if (shard === undefined || shard.state === 'lost') return;
    const was = shard.state;
    shard.state = 'lost';
    // While it is busy it stays here, so that who has it next waits for that.
    if (shard.busy === null) this.#shards.delete(number);
    if (was !== 'assigning') void this.#revoked(number, true);
  }

  #revoked(shard: number, lost: boolean): Promise<void> {
    return this.#inTurn(shard, () => this.#revoke(shard, lost));
  }

  async #revoke(shard: number, lost: boolean): Promise<void> {
    await this.#handler.revoked(shard, lost).catch(() => {});
  }

  async #run(): Promise<void> {
    let idle = SHORTEST;
    while (!this.#pauses.over) {
      const ready = [...this.#shards.values()].filter((shard) => shard.ready);
      if (ready.length === 0) {
        await this.#pauses.wait(1000);
        continue;
      }
      try {
        const came = await this.#read(ready);
        this.#parts.links.clear(`reading:${this.#topic}`);
        if (came) {
          idle = SHORTEST;
          continue;
        }
      } catch (error) {
        if (!this.#pauses.over) this.#parts.links.trouble(`reading:${this.#topic}`, error);
        idle = jittered(AFTER_TROUBLE, this.#parts.context.random);
      }
      await this.#pauses.wait(idle);
      idle = Math.min(idle * 1.5, LONGEST);
    }
  }

  /** One look at shards; whether anything came. */
  async #read(shards: readonly RedisShard[]): Promise<boolean> {
    const { keys, links, context } = this.#parts;
    const streams = shards.map(({ shard }) => keys.stream(this.#topic, shard));
    const now = performance.now();
    const wants = shards.flatMap((one) => {
      const audit = now - one.audited > AUDIT;
      if (audit) one.audited = now;
      return [one.shard, one.fence, one.from, one.most, Number(audit)];
    });
    const reading = links.reader.run(
      READ,
      [keys.leases(this.#scope), keys.places(this.#topic, this.#group), ...streams],
      [context.member, this.#group, ...wants],
    );
    const replies = (await reading.catch((error) => {
      for (const shard of shards) shard.unanswered();
      throw error;
    })) as readonly (readonly [Buffer, unknown, number, Buffer])[];
    let came = false;
    const others: [RedisShard, string][] = [];
    // First all that came, as it is handed over once.
    for (const [i, [what, entries, gone, from]] of replies.entries()) {
      const said = what.toString();
      if (said !== 'ok') others.push([shards[i]!, said]);
      else came = this.#take(shards[i]!, { entries, gone, from: from.toString() }) || came;
    }
    for (const [shard, said] of others) {
      if (said === 'lost') this.#leases.look();
      else if (said.startsWith('NOGROUP')) await this.#ensure(shard);
      else throw new Error(said);
    }
    return came;
  }

  #take(shard: RedisShard, reply: { entries: unknown; gone: number; from: string }): boolean {
    shard.grouped = true;
    if (reply.gone > 0) {
      const reason = shard.from === '>' ? 'trimmed' : 'deleted';
      this.#parts.tally.lost += reply.gone;
      this.#handler.gap(shard.shard, { reason, entries: reply.gone });
    }
    const moved = shard.from !== reply.from;
    shard.from = reply.from;
    const entries = entriesIn(reply.entries);
    if (entries.length === 0) return moved;
    const bytes = entries.reduce((sum, one) => sum + one.bytes.length, 0);
    this.#parts.tally.taken.add(entries.length, bytes);
    shard.read(entries, bytes);
    if (shard.state === 'lost') return true;
    const over = () => shard.state === 'lost';
    shard.busy = handleAll(entries, {
      take: (some) => this.#handler.entries(shard.shard, some),
      over,
      pause: (tries) =>
        this.#pauses.wait(jittered(BEFORE_ANOTHER_TRY * (tries + 1), this.#parts.context.random)),
      bury: async (entry, reason) => {
        const from = { topic: this.#topic, shard: shard.shard };
        await this.#parts.publish('dead', 0, [deadEntry(from, entry, reason)]);
        this.#parts.tally.dead++;
        await this.#settle(shard, [entry.id]);
      },
    })
      // It was lost, or all is over: it comes again.
      .catch(() => {})
      .finally(() => {
        shard.busy = null;
        if (over() && this.#shards.get(shard.shard) === shard) this.#shards.delete(shard.shard);
        this.#pauses.wake();
      });
    return true;
  }

  async #ensure(shard: RedisShard): Promise<void> {
    const { keys, links, context } = this.#parts;
    const made = String(
      await links.reader.run(
        ENSURE,
        [
          ...[keys.leases(this.#scope), keys.places(this.#topic, this.#group)],
          keys.stream(this.#topic, shard.shard),
        ],
        [context.member, this.#group, shard.shard, shard.fence],
      ),
    );
    if (made === 'lost') this.#leases.look();
    const emptied = shard.grouped || this.#epoch !== this.#leases.epoch;
    if (made !== 'made') return;
    shard.grouped = true;
    shard.from = '>';
    this.#parts.touched(this.#topic, shard.shard);
    if (emptied) this.#handler.gap(shard.shard, { reason: 'emptied', entries: null });
  }

  async #settle(shard: RedisShard, ids: readonly string[]): Promise<void> {
    const { keys, links, context } = this.#parts;
    for (let at = 0; at < ids.length; at += ACKNOWLEDGED_AT_ONCE) {
      const some = ids.slice(at, at + ACKNOWLEDGED_AT_ONCE);
      while (true) {
        if (shard.state === 'lost' || this.#pauses.over) throw this.#another(shard.shard);
        try {
          const done = await links.reader.run(
            ACKNOWLEDGE,
            [keys.leases(this.#scope), keys.stream(this.#topic, shard.shard)],
            [context.member, this.#group, shard.shard, shard.fence, ...some],
          );
          if (done === -1) {
            this.#leases.look();
            throw this.#another(shard.shard);
          }
          break;
        } catch (error) {
          if (error instanceof AnothersShard) throw error;
          links.trouble(`reading:${this.#topic}`, error);
          await this.#pauses.wait(jittered(AFTER_TROUBLE, context.random));
        }
      }
      shard.acknowledged(some);
    }
    this.#parts.touched(this.#topic, shard.shard);
    this.#pauses.wake();
  }

  get #scope(): string {
    return `${this.#topic}.${this.#group}`;
  }

  #another(shard: number): AnothersShard {
    return new AnothersShard(`shard ${shard} of ${this.#topic} is not ours any more`);
  }
}

class AnothersShard extends Error {}

import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaBroker, KafkaFailure } from './kafka-client.ts';
import { KafkaLink, type KafkaParts } from './kafka-link.ts';
import { claimBytes, claimOf, spread } from './kafka-spread.ts';

/** The name that brokers show for how we share. */
const PROTOCOL = 'logsift';
/** How long an end that nobody answers may take, ms. */
const LEAVE = 2000;
/** How long who makes the shares leaves the others to ask for theirs, ms. */
const LATER = 25;

/** What becomes of a member's shards. */
export interface GroupEvents {
  /** It is this member's. Aborts when it is not any more. */
  given(shard: number, signal: AbortSignal): void;
  /** It is to be another's as soon as this resolves. */
  taken(shard: number): Promise<void>;
  /** It is another's already, or may be. */
  lost(shard: number): void;
}

/**
 * A member of a consumer group. Groups of the client itself stop all work of all members whenever one comes or goes;
 * here everybody goes on with what it keeps, and only what moves is given up first.
 */
export class KafkaGroup {
  readonly #parts: KafkaParts;
  readonly #link: KafkaLink;
  readonly #of: { readonly group: string; readonly topic: string; readonly shards: number };
  readonly #events: GroupEvents;
  readonly #owned = new Map<number, AbortController>();
  /** Shards that are being given up. */
  readonly #leaving = new Map<number, Promise<void>>();
  readonly #over = new AbortController();
  #coordinator: KafkaBroker | null = null;
  #memberId = '';
  #generation = -1;
  /** When the broker last heard of us for sure, by a clock that does not jump. */
  #heard = 0;
  #wake: () => void = () => {};
  /** The others are to join again, as we gave something up. */
  #again = false;
  #closing = false;
  readonly #left = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  readonly #watch: NodeJS.Timeout;

  constructor(
    parts: KafkaParts,
    of: { readonly group: string; readonly topic: string; readonly shards: number },
    events: GroupEvents,
  ) {
    this.#parts = parts;
    this.#of = of;
    this.#events = events;
    this.#link = new KafkaLink(parts, `group ${of.group}`);
    this.#running = this.#run();
    this.#watch = setInterval(() => this.#silence(), Math.min(250, this.#session / 10));
  }

  get link(): KafkaLink {
    return this.#link;
  }

  has(shard: number): boolean {
    return this.#owned.has(shard);
  }

  /** Whether this member is one of the group as it is now, so that what it owns is nobody else's. */
  async verify(): Promise<void> {
    try {
      await this.#coordinator!.heartbeat(this.#me());
    } catch (error) {
      // The others are joining again, and nobody has what is ours before we did too.
      if ((error as KafkaFailure).type !== 'REBALANCE_IN_PROGRESS') throw error;
    }
  }

  /** Writes down how far shards were read. Fails where another has them meanwhile. */
  async commit(partitions: { partition: number; offset: string; metadata: string }[]): Promise<void> {
    const topics = [{ topic: this.#of.topic, partitions }];
    await this.#coordinator!.offsetCommit({ ...this.#me(), topics });
  }

  /** How far a shard was read: -1 where nobody ever said. */
  async committed(shard: number): Promise<{ readonly offset: number; readonly metadata: string }> {
    const topics = [{ topic: this.#of.topic, partitions: [{ partition: shard }] }];
    const { responses } = await this.#coordinator!.offsetFetch({ groupId: this.#of.group, topics });
    const { offset = '-1', metadata } = responses[0]?.partitions[0] ?? {};
    return { offset: Number(offset), metadata: metadata ?? '' };
  }

  /** Gives all shards up and leaves; what cannot be given up in time is lost. */
  async leave(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      await Promise.all([...this.#owned.keys()].map((shard) => this.#giveUp(shard)));
      this.#over.abort();
      this.#wake();
      clearInterval(this.#watch);
      // Who is joining just now would be waited for by the others when it is gone.
      await Promise.race([this.#running, sleep(LEAVE)]);
      if (this.#memberId !== '' && this.#coordinator !== null) {
        const { groupId, memberId } = this.#me();
        const leaving = this.#coordinator.leaveGroup({ groupId, memberId }).catch(() => {});
        await Promise.race([leaving, sleep(LEAVE)]);
      }
      this.#link.close();
      this.#left.resolve();
    }
    await this.#left.promise;
  }

  get #session(): number {
    return this.#parts.client.options.session;
  }

  #me() {
    return { groupId: this.#of.group, groupGenerationId: this.#generation, memberId: this.#memberId };
  }

  async #run(): Promise<void> {
    const { signal } = this.#over;
    for (let tries = 0; !signal.aborted; ) {
      try {
        await this.#join();
        tries = 0;
        await this.#beat();
      } catch (error) {
        if (signal.aborted) return;
        const { type = '' } = error as KafkaFailure;
        if (type === 'REBALANCE_IN_PROGRESS') continue;
        if (/^(?:UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION|FENCED_INSTANCE_ID)$/.test(type)) this.#loseAll();
        else this.#link.trouble(error);
        await this.#link.pause(tries++, signal).catch(() => {});
      }
    }
  }

  /** Joins, with what we have, and takes note of what we are to have. */
  async #join(): Promise<void> {
    const { group, topic, shards } = this.#of;
    const { default: kafkajs } = await import('kafkajs');
    const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;
    this.#again = false;
    const mine = await this.#link.use(async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({ groupId: group });
      this.#coordinator = coordinator;
      const claim = { owned: [...this.#owned.keys()], generation: this.#generation };
      const joined = await coordinator.joinGroup({
        ...{ groupId: group, memberId: this.#memberId, sessionTimeout: this.#session },
        // Nobody waits for work before it joins again, so that the others need not wait long for it.
        rebalanceTimeout: Math.round(this.#session / 2),
        groupProtocols: [
          {
            name: PROTOCOL,
            metadata: MemberMetadata.encode({ version: 1, topics: [topic], userData: claimBytes(claim) }),
          },
        ],
      });
      if (this.#over.signal.aborted) throw new Error('closed');
      this.#memberId = joined.memberId;
      this.#generation = joined.generationId;
      const heard = performance.now();
      const claims = joined.members.map(({ memberId, memberMetadata }) =>
        claimOf(memberId, MemberMetadata.decode(memberMetadata)?.userData ?? Buffer.alloc(0)),
      );
      const leads = joined.leaderId === joined.memberId;
      // Librdkafka's imitation of a broker refuses who asks for its share after the one that makes them has answered.
      if (leads) await sleep(LATER);
      const given = leads ? spread(claims, shards) : new Map<string, number[]>();
      const { memberAssignment } = await coordinator.syncGroup({
        ...{ groupId: group, generationId: joined.generationId, memberId: joined.memberId },
        groupAssignment: [...given].map(([memberId, its]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            ...{ version: 1, assignment: { [topic]: its }, userData: Buffer.alloc(0) },
          }),
        })),
      });
      this.#heard = heard;
      return MemberAssignment.decode(memberAssignment)?.assignment[topic] ?? [];
    });
    this.#take(mine.filter((shard) => Number.isSafeInteger(shard) && shard >= 0 && shard < shards));
  }

  #take(mine: readonly number[]): void {
    for (const shard of this.#owned.keys()) if (!mine.includes(shard)) void this.#giveUp(shard);
    if (this.#closing) return;
    for (const shard of mine) {
      if (this.#owned.has(shard)) continue;
      const control = new AbortController();
      this.#owned.set(shard, control);
      this.#events.given(shard, control.signal);
    }
  }

  /** Says that we are there, until the group changes. */
  async #beat(): Promise<void> {
    const { signal } = this.#over;
    for (;;) {
      if (!this.#again) await this.#sleep(this.#session / 5, signal);
      if (signal.aborted || this.#again) return;
      const sent = performance.now();
      const again = await this.#link.use(async () => {
        try {
          await this.#coordinator!.heartbeat(this.#me());
          return false;
        } catch (error) {
          if ((error as KafkaFailure).type === 'REBALANCE_IN_PROGRESS') return true;
          throw error;
        }
      });
      // Also who is told to join again was heard of.
      this.#heard = sent;
      if (again) return;
    }
  }

  /** Who was not heard of for as long as others wait for it has nothing any more. */
  #silence(): void {
    if (this.#owned.size > 0 && performance.now() - this.#heard > this.#session * 0.9) this.#loseAll();
  }

  #loseAll(): void {
    for (const [shard, control] of this.#owned) {
      control.abort();
      this.#owned.delete(shard);
      this.#events.lost(shard);
    }
    this.#memberId = '';
    this.#generation = -1;
  }

  #giveUp(shard: number): Promise<void> {
    const already = this.#leaving.get(shard);
    if (already !== undefined) return already;
    const control = this.#owned.get(shard);
    const leaving = this.#events
      .taken(shard)
      .catch(() => {})
      .then(() => {
        this.#leaving.delete(shard);
        // It may have been lost meanwhile.
        if (control === undefined || this.#owned.get(shard) !== control) return;
        control.abort();
        this.#owned.delete(shard);
        this.#again = true;
        this.#wake();
      });
    this.#leaving.set(shard, leaving);
    return leaving;
  }

  /** Sleeps until something is to be done earlier. */
  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wake = wake;
      if (signal.aborted) wake();
    });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Candidate, LeaderHandler } from '../core/bus.ts';
import { takeFence } from './kafka-fence.ts';
import { KafkaGroup } from './kafka-group.ts';
import type { KafkaParts } from './kafka-link.ts';

/** How long one that could not lead lets others try, ms. */
const STEP_BACK = 2000;

/** One who may lead: a member of a group that shares one shard, which is no topic's. */
export class KafkaCandidate implements Candidate {
  readonly #parts: KafkaParts;
  readonly #name: string;
  readonly #handler: LeaderHandler;
  readonly #withdrawn = new AbortController();
  #group: KafkaGroup;
  #leads = false;
  /** What is being done with the lead: one thing after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: KafkaParts, name: string, handler: LeaderHandler) {
    this.#parts = parts;
    this.#name = name;
    this.#handler = handler;
    this.#group = this.#stand();
  }

  get leads(): boolean {
    return this.#leads;
  }

  async withdraw(): Promise<void> {
    this.#withdrawn.abort();
    await this.#group.leave();
    await this.#turn;
  }

  #stand(): KafkaGroup {
    const group = new KafkaGroup(
      this.#parts,
      {
        ...{ group: this.#parts.topics.group('lead', this.#name), shards: 1 },
        topic: this.#parts.topics.group('lead', this.#name),
      },
      {
        given: (_, signal) => void this.#next(() => this.#elect(group, signal)),
        taken: () => this.#next(() => this.#depose(false)),
        lost: () => void this.#next(() => this.#depose(true)),
      },
    );
    return group;
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch(() => {});
    return this.#turn;
  }

  async #elect(group: KafkaGroup, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#withdrawn.signal]);
    const fence = await group.link.insist(async (cluster) => {
      const taken = await takeFence(this.#parts, cluster, `lead ${this.#name}`);
      await group.verify();
      return taken;
    }, either);
    either.throwIfAborted();
    this.#leads = true;
    try {
      await this.#handler.elected(fence);
    } catch {
      this.#leads = false;
      void this.#stepBack(group);
    }
  }

  async #depose(lost: boolean): Promise<void> {
    if (!this.#leads) return;
    this.#leads = false;
    await this.#handler.deposed(lost);
  }

  /** Lets another have a try, and is there again a little later. */
  async #stepBack(group: KafkaGroup): Promise<void> {
    await group.leave();
    const { signal } = this.#withdrawn;
    await sleep(STEP_BACK * (1 + this.#parts.context.random()), undefined, { signal }).catch(() => {});
    if (!signal.aborted) this.#group = this.#stand();
  }
}

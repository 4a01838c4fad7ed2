import type { Candidate, LeaderHandler } from '../core/bus.ts';
import { type LeaseOptions, RedisLeases } from './redis-leases.ts';

/** One who may lead: a lease with a single shard. */
export class RedisCandidate implements Candidate {
  readonly #leases: RedisLeases;
  readonly #handler: LeaderHandler;
  #leads = false;
  #withdrawn: Promise<void> | null = null;

  constructor(of: Omit<LeaseOptions, 'scope' | 'shards'>, name: string, handler: LeaderHandler) {
    this.#handler = handler;
    const events = {
      gained: async (_: number, fence: number) => {
        this.#leads = true;
        try {
          await handler.elected(fence);
        } catch (error) {
          this.#leads = false;
          throw error;
        }
      },
      asked: () => this.#deposed(false),
      lost: () => void this.#deposed(true),
    };
    this.#leases = new RedisLeases({ ...of, scope: `lead.${name}`, shards: 1 }, events);
  }

  get leads(): boolean {
    return this.#leads;
  }

  withdraw(): Promise<void> {
    this.#withdrawn ??= this.#leases.close();
    return this.#withdrawn;
  }

  /** Leads no more, at once. */
  abandon(): void {
    this.#leases.abandon();
  }

  async #deposed(lost: boolean): Promise<void> {
    if (!this.#leads) return;
    this.#leads = false;
    // What a leader fails at when it goes does not keep the next one.
    await this.#handler.deposed(lost).catch(() => {});
  }
}

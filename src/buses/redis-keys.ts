import type { Topic } from '../core/bus.ts';

/** Names of keys; all begin with the prefix and a dot, so that one pattern allows a user all of them. */
export class RedisKeys {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  stream(topic: Topic, shard: number): string {
    return `${this.#prefix}.${topic}.${shard}`;
  }

  /** Who has which shard of a group, or leads: a hash, a field for each shard. */
  leases(scope: string): string {
    return `${this.#prefix}.leases.${scope}`;
  }

  /** Who is there to share: a sorted set, by the time until which each is. */
  members(scope: string): string {
    return `${this.#prefix}.members.${scope}`;
  }

  /** How many entries of each shard a group was handed; the group's name comes behind it. */
  places(topic: Topic, group = ''): string {
    return `${this.#prefix}.places.${topic}.${group}`;
  }

  /** Set of all streams there are, as `topic shard`. */
  get streams(): string {
    return `${this.#prefix}.streams`;
  }

  /** When this Redis was first used; another one once it was emptied. */
  get epoch(): string {
    return `${this.#prefix}.epoch`;
  }

  get announced(): string {
    return `${this.#prefix}.announced`;
  }

  /** What a member tries its permissions on. */
  trial(member: string): string {
    return `${this.#prefix}.trial.${member}`;
  }

  /** What a user must be allowed. */
  get pattern(): string {
    return `${this.#prefix}.*`;
  }
}

import type { Redis } from 'ioredis';
import type { BusContext } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { diagnose, isSevered } from './redis-errors.ts';
import type { RedisKeys } from './redis-keys.ts';
import { RedisLink } from './redis-link.ts';
import { clientOptions, placeOf, type RedisBusOptions } from './redis-options.ts';
import type { Pace } from './redis-pace.ts';
import { invalid, survey, tryOut } from './redis-survey.ts';
import type { Troubles } from './troubles.ts';

/** What links need to know. */
export interface LinksOptions {
  readonly options: RedisBusOptions;
  readonly context: BusContext;
  readonly keys: RedisKeys;
  readonly pace: Pace;
  readonly troubles: Troubles;
}

/** The connections of one bus: what is large on one of them does not hold up leases on another. */
export class RedisLinks {
  /** Leases, lag, what is said of oneself. */
  readonly control: RedisLink;
  readonly reader: RedisLink;
  readonly writer: RedisLink;
  readonly place: string;
  readonly #of: LinksOptions;
  #tried = false;

  constructor(of: LinksOptions) {
    this.#of = of;
    this.place = placeOf(of.options);
    this.control = this.#link(true);
    this.reader = this.#link(false);
    this.writer = this.#link(false);
  }

  /** Connects. Throws BUS_INVALID where it can never work, and resolves where Redis is away. */
  async start(): Promise<void> {
    // Throws here where a certificate cannot be read.
    clientOptions(this.#of.options);
    const why = await this.control.start();
    if (why instanceof LogsiftError) throw why;
    if (why !== null && diagnose(why).fatal) throw invalid(this.place, diagnose(why).text);
    await Promise.all([this.reader.start(), this.writer.start()]);
  }

  get connected(): boolean {
    return this.control.up && this.reader.up && this.writer.up;
  }

  /** Says what failed, unless it failed only as a connection ended, which is said by itself. */
  trouble(about: string, error: unknown): void {
    if (this.connected && !isSevered(error))
      this.#of.troubles.set(about, `Redis at ${this.place} ${diagnose(error).text}`);
  }

  /** That works. */
  clear(about: string): void {
    this.#of.troubles.set(about, null);
  }

  async close(): Promise<void> {
    await Promise.all([this.control, this.reader, this.writer].map((link) => link.close()));
  }

  #link(first: boolean): RedisLink {
    const { options, context, pace } = this.#of;
    return new RedisLink({
      client: () => clientOptions(options),
      settle: (client) => this.#settle(client, first),
      changed: (why) => this.#changed(why),
      patience: 2 * pace.ttl,
      random: context.random,
    });
  }

  async #settle(client: Redis, first: boolean): Promise<void> {
    await survey(client, this.place);
    if (!first || this.#tried) return;
    await tryOut(client, this.#of.keys, { place: this.place, member: this.#of.context.member });
    this.#tried = true;
  }

  #changed(why: unknown): void {
    const { troubles } = this.#of;
    if (why !== null) {
      const text = why instanceof LogsiftError ? why.message : `Redis at ${this.place} ${diagnose(why).text}`;
      troubles.set('redis', text);
    } else if (this.connected) troubles.set('redis', null, `redis at ${this.place} answers again`);
  }
}

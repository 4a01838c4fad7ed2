import type { z } from 'zod';
import type { Notice } from './notice.ts';

/**
 * What goes between roles when one machine is not enough. Each topic has shards: what is about one host is in one of
 * them, in order. `raw` lines as they came; `events` every line, parsed; `escalated` events that are kept to be looked
 * at; `samples` numbers; `findings` what detectors remark; `incidents` and `analyses` for others to use; `dead` what
 * nobody could read; `clock` how far each shard was read; `templates` kinds of lines; `store` rows of the common store.
 */
export const TOPICS = [
  'raw',
  'events',
  'escalated',
  'samples',
  'findings',
  'incidents',
  'analyses',
  'dead',
  'clock',
  'templates',
  'store',
] as const;
export type Topic = (typeof TOPICS)[number];

/** One entry of a shard, as the broker has it: many lines, events or findings, packed. */
export interface BusEntry {
  /** Its place, understood only by the bus it is of; entries of a shard come in the order of their places. */
  readonly id: string;
  readonly bytes: Buffer;
  /** Epoch ms at which the broker took it, by the broker's clock; NaN where it does not say. */
  readonly time: number;
}

/** Why entries were gone before anybody read them, and how many, as far as it is known. */
export interface Gap {
  readonly reason: 'trimmed' | 'deleted' | 'emptied' | 'out of range';
  /** Entries; null when nobody can know. */
  readonly entries: number | null;
}

/** What a member of a group does with the shards that are its own. */
export interface GroupHandler {
  /**
   * A shard is this member's. Nothing of it is handed over before this resolved. `fence` is greater than that of
   * everybody who had it before.
   */
  assigned(shard: number, fence: number): Promise<void>;
  /**
   * Entries of one shard, oldest first, at least once each: what was not acknowledged when a shard changed hands comes
   * again, in order. More of this shard come when it resolved. Rejects when they cannot be handled: they are tried
   * again, one by one, and one that fails three times goes to `dead` with the reason, and the rest flows.
   */
  entries(shard: number, entries: readonly BusEntry[]): Promise<void>;
  /**
   * The shard is to be another's. What is under way may be brought to its end and acknowledged until this resolves;
   * where it is `lost`, it is another's already and nothing can be acknowledged any more.
   */
  revoked(shard: number, lost: boolean): Promise<void>;
  /** Entries were gone before anybody read them. */
  gap(shard: number, gap: Gap): void;
}

/** A member of a group. Shards are spread evenly over the members; each has one owner at a time. */
export interface Member {
  readonly owned: readonly number[];
  /** Everything of the shard up to and with this entry has taken effect: it is not handed over again. */
  acknowledge(shard: number, id: string): Promise<void>;
  /** Gives all shards back, after `revoked` of each, and resolves. Safe to call twice. */
  leave(): Promise<void>;
}

/** What one who may lead does. */
export interface LeaderHandler {
  /** Nobody else leads now. `fence` is greater than that of every leader before. Rejects: another has a try. */
  elected(fence: number): Promise<void>;
  /** Leads no more; where it is `lost`, another may lead already. */
  deposed(lost: boolean): Promise<void>;
}

export interface Candidate {
  readonly leads: boolean;
  /** Gives up the lead so that another has it at once, and is no candidate any more. Safe to call twice. */
  withdraw(): Promise<void>;
}

/** How much of a shard a group has not acknowledged. */
export interface Lag {
  readonly topic: Topic;
  readonly group: string;
  readonly shard: number;
  /** Entries that were not acknowledged. */
  readonly entries: number;
  /** Age of the oldest of them, ms; 0 when there are none, NaN where nobody can know. */
  readonly age: number;
}

/** A process that takes part, as it said of itself last. */
export interface Announced {
  readonly name: string;
  readonly text: string;
  /** Ms since it said so. */
  readonly age: number;
}

export interface BusStatus {
  readonly connected: boolean;
  /** What is wrong just now, null when nothing is. */
  readonly trouble: string | null;
  /** Entries and bytes that were published, and that were handed over, since the start. */
  readonly published: { readonly entries: number; readonly bytes: number };
  readonly taken: { readonly entries: number; readonly bytes: number };
  /** Entries that were put aside because they could not be read. */
  readonly dead: number;
  /** Entries that were gone before anybody read them. */
  readonly lost: number;
}

/** What stands between roles on several machines. */
export interface Bus {
  /**
   * Connects. Resolves at once where the broker cannot be reached: it is tried again, with jitter, and `status` says
   * so. Rejects with BUS_INVALID when it can never work: wrong password, a Redis that throws away what was not read.
   */
  start(): Promise<void>;
  /**
   * Appends entries to a shard, in order; resolves when the broker has them for good. Waits while it cannot be reached
   * or is full, so that whoever calls holds what comes; what is under way may then be there twice. Rejects with
   * BUS_CLOSED after `stop`, and with an AbortError when `signal` aborts.
   */
  publish(topic: Topic, shard: number, entries: readonly Buffer[], signal?: AbortSignal): Promise<void>;
  /** Takes part in a group that shares the shards 0 … `shards` − 1 of a topic among its members. */
  join(
    topic: Topic,
    options: { readonly group: string; readonly shards: number },
    handler: GroupHandler,
  ): Member;
  /** One of several that may do something only one may do. Another leads ten seconds after one is gone, at the latest. */
  stand(name: string, handler: LeaderHandler): Candidate;
  /**
   * Everything of a shard from a place on, for everybody who wants it, without a group: behind `after`, from the oldest
   * there is (`oldest`), or what comes from now on (`newest`). Ends when `signal` aborts. Does not end when the broker
   * is away.
   */
  follow(
    topic: Topic,
    shard: number,
    options: { readonly after: string; readonly signal: AbortSignal; gap?(gap: Gap): void },
  ): AsyncIterable<readonly BusEntry[]>;
  /** Entries of a shard older than this one are wanted by nobody who comes later. */
  forget(topic: Topic, shard: number, before: string): Promise<void>;
  /** Says of this process what others should know; forgotten a minute after the last time. */
  announce(name: string, text: string): Promise<void>;
  /** All who said something of themselves within a minute. */
  announced(): Promise<readonly Announced[]>;
  /** Lag of every group on every shard. */
  lag(): Promise<readonly Lag[]>;
  status(): BusStatus;
  /** Leaves every group, waits for what is being published for at most a few seconds, and closes. Safe to call twice. */
  stop(): Promise<void>;
}

/** What a bus is made with beside its options. */
export interface BusContext {
  /** Name of this process among those that share the bus; another one each time it starts. */
  readonly member: string;
  notice(notice: Notice): void;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Random numbers in [0, 1): jitter. */
  random(): number;
}

/** A kind of bus, as its family lists it. Its options come from the configuration, checked by `schema`. */
export interface BusDefinition<Schema extends z.ZodType = z.ZodType> {
  /** The `type:` in the configuration. */
  readonly name: string;
  readonly describe: string;
  readonly schema: Schema;
  /** Makes a bus; does no I/O. */
  create(options: z.output<Schema>, context: BusContext): Bus;
}

/** Names the shape for inference and for the completeness test. */
export function defineBus<Schema extends z.ZodType>(
  definition: BusDefinition<Schema>,
): BusDefinition<Schema> {
  return definition;
}

import { z } from 'zod';
import type { Topic } from './bus.ts';

/** Bytes of what a process says of itself, at most. */
export const MOST_SAID = 8192;
/** Troubles that it says, at most, and characters of each. */
export const MOST_TROUBLES = 20;
export const MOST_TROUBLE = 300;

const name = z.string().min(1).max(255);
const whole = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const amount = z.number().min(0).max(1e15);

/**
 * What a process of a cluster says of itself over the bus. Who reads it takes it for what anybody may have written;
 * what a later version adds is passed over.
 */
export const announcementSchema = z.object({
  schemaVersion: z.literal(1),
  /** Name of its machine as the configuration has it. */
  node: name,
  pid: whole,
  version: z.string().max(60),
  /** RFC 3339. */
  started: z.string().max(40),
  /** Since it was started. */
  seconds: amount,
  roles: z.array(z.string().min(1).max(20)).max(20),
  /** What only one may do: `decide`, `detect`, `detect/3`; with which fence, and for how long. */
  leads: z.array(z.object({ unit: z.string().min(1).max(64), fence: whole, seconds: amount })).max(100),
  /** Shards of `raw` that are its own. */
  owns: z.array(whole.max(65_535)).max(1024),
  /** Into how many shards it divides lines and events. */
  shards: z.object({ raw: whole, events: whole }),
  /** Over the last minute. */
  linesPerSecond: amount,
  eventsPerSecond: amount,
  /** Bytes that were taken in and are not published. */
  underWayBytes: amount,
  /** Events that wait for those of others. */
  waiting: amount,
  /** Events that came late, entries of those that were deposed, what came twice, and entries that were gone unread. */
  counters: z.object({ late: whole, deposed: whole, again: whole, gaps: whole }),
  /** How often it keeps what it did and acknowledges it, in seconds; 0 where at once. */
  keepsEvery: amount,
  /** Ms by which the broker's clock is ahead of its own; 0 where they agree. */
  clockAheadMs: z.number().min(-1e15).max(1e15),
  /** What is wrong with it. */
  troubles: z.array(z.string().max(MOST_TROUBLE)).max(MOST_TROUBLES),
  /** It ends, as it was told to. */
  ends: z.boolean(),
});
export type Announcement = z.output<typeof announcementSchema>;

/** A process that takes part, or did. */
export interface FleetProcess extends Announcement {
  /** Another one each time a process is started. */
  readonly name: string;
  /** Seconds since it said so. */
  readonly ago: number;
}

/** How far a group is behind on a topic, over all shards. */
export interface FleetLag {
  readonly topic: Topic;
  readonly group: string;
  /** Entries that were not acknowledged. */
  readonly entries: number;
  /** Age of the oldest of them; 0 when there are none, null where nobody can know. */
  readonly seconds: number | null;
  /** The shard that is furthest behind. */
  readonly worst: { readonly shard: number; readonly entries: number; readonly seconds: number | null };
}

/** Something that is wrong with a fleet as a whole. */
export interface FleetTrouble {
  /** Stable: `fleet:filter`, `bus:lag:raw:filter`. */
  readonly about: string;
  readonly text: string;
}

/** All who share a bus, as `logsift status --fleet` shows them. */
export interface FleetStatus {
  readonly schemaVersion: 1;
  /** RFC 3339. */
  readonly time: string;
  /** Kind of the bus. */
  readonly bus: string;
  readonly processes: readonly FleetProcess[];
  /** Those who said something within a minute, and nothing lately. */
  readonly gone: readonly FleetProcess[];
  /** Announcements that nobody can understand. */
  readonly strange: number;
  readonly lag: readonly FleetLag[];
  readonly wrong: readonly FleetTrouble[];
}

/** How a process of a cluster stands with its bus. Counts are since its start. */
export interface BusSection {
  readonly roles: readonly string[];
  readonly leads: readonly { readonly unit: string; readonly fence: number }[];
  /** Shards of `raw` that are its own. */
  readonly owns: readonly number[];
  readonly connected: boolean;
  readonly trouble: string | null;
  /** Entries and bytes that were published, and that were handed over to it. */
  readonly published: { readonly entries: number; readonly bytes: number };
  readonly taken: { readonly entries: number; readonly bytes: number };
  /** Entries put aside as nobody could read them, and those that were gone before anybody did. */
  readonly dead: number;
  readonly lost: number;
  /** Of all groups, as of the last seconds; null where it could not be asked. */
  readonly lag: readonly FleetLag[] | null;
}

import type { Announced, Lag } from '../../core/bus.ts';
import {
  type Announcement,
  announcementSchema,
  type FleetLag,
  type FleetProcess,
  MOST_SAID,
  MOST_TROUBLE,
  MOST_TROUBLES,
} from '../../core/fleet.ts';

/** How often a process says something of itself, ms. */
export const ANNOUNCE_EVERY = 5000;
/** Who said nothing for so long is gone, or stands still; seconds. */
const SILENT = 15;
/** Processes that are looked at, at most. */
const MOST_PROCESSES = 1000;
/** Groups of topics that are told apart. */
const MOST_LAGS = 200;

/** Who takes part, who did, and how many announcements were none. */
export interface Fleet {
  readonly living: readonly FleetProcess[];
  readonly gone: readonly FleetProcess[];
  readonly strange: number;
}

/** What a process says of itself, cut so that it is never too long. */
export function announcementText(said: Announcement): string {
  const cut = said.troubles.slice(0, MOST_TROUBLES).map((text) => truncated(text, MOST_TROUBLE));
  for (let count = cut.length; ; count--) {
    const text = JSON.stringify({ ...said, troubles: cut.slice(0, count) });
    if (count === 0 || Buffer.byteLength(text) <= MOST_SAID) return text;
  }
}

/** Reads what processes said of themselves, or somebody in their place. Who ends as told is neither here nor gone. */
export function fleetOf(announced: readonly Announced[]): Fleet {
  const looked = announced.slice(0, MOST_PROCESSES);
  const known = looked.map(processOf).filter((one) => one !== null);
  const there = known.filter(({ ends }) => !ends).sort(byRole);
  const living = there.filter(({ ago }) => ago <= SILENT);
  return {
    living,
    gone: there.filter((one) => one.ago > SILENT && !living.some((other) => replaces(other, one))),
    strange: announced.length - known.length,
  };
}

function processOf({ name, text, age }: Announced): FleetProcess | null {
  if (name === '' || name.length > 400 || Buffer.byteLength(text) > MOST_SAID) return null;
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = announcementSchema.safeParse(said);
  if (!parsed.success) return null;
  return { ...parsed.data, name, ago: Math.round(Math.max(0, age) / 100) / 10 };
}

/** Whether it was started, at the same place for the same, after the other was last heard of. */
function replaces(one: FleetProcess, other: FleetProcess): boolean {
  const began = one.ago + one.seconds;
  const same = one.node === other.node && other.roles.every((role) => one.roles.includes(role));
  return same && began <= other.ago;
}

const ORDER = ['collect', 'filter', 'detect', 'decide', 'serve'];

function byRole(a: FleetProcess, b: FleetProcess): number {
  const place = ({ roles }: FleetProcess) => Math.min(...roles.map((role) => ORDER.indexOf(role)), 9);
  return place(a) - place(b) || compare(a.node, b.node) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lag by topic and group, over all shards: what is furthest behind first. */
export function lagOf(lags: readonly Lag[]): FleetLag[] {
  const groups = Map.groupBy(lags, ({ topic, group }) => `${topic}\0${group}`);
  return [...groups.values()]
    .map((shards) => {
      const worst = shards.reduce((a, b) => (isWorse(b, a) ? b : a));
      const { topic, group, shard, entries } = worst;
      const seconds = secondsOf(worst.age);
      return {
        ...{ topic, group, seconds, worst: { shard, entries, seconds } },
        entries: shards.reduce((sum, one) => sum + one.entries, 0),
      };
    })
    .sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0) || b.entries - a.entries)
    .slice(0, MOST_LAGS);
}

/** The older, and where nobody knows how old, the more. */
function isWorse(a: Lag, b: Lag): boolean {
  const [x, y] = [a.age || 0, b.age || 0];
  return x !== y ? x > y : a.entries > b.entries;
}

function secondsOf(ms: number): number | null {
  return Number.isFinite(ms) ? Math.round(ms / 100) / 10 : null;
}

function truncated(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

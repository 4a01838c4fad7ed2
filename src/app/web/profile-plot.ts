import type { Plot } from '../../core/api-incidents.ts';
import type { Incident } from '../../core/incident.ts';
import { zoneOffset } from '../../kit/wallclock.ts';
import type { WebParts } from './parts.ts';
import type { Subject } from './plots.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK_HOURS = 168;
/** Weeks that the usual is made of at most, and at least. */
const MOST_WEEKS = 6;
const LEAST_WEEKS = 1;
const ENOUGH_WEEKS = 5;
/** Epoch ms 0 was a Thursday. */
const MONDAY = 4 * DAY;

/**
 * Lines by hour of the week before an incident, with the week of the incident on top; null where less than a week was
 * counted before it.
 */
export function profileOf(
  { store, config, now }: WebParts,
  { root, from, to }: Incident,
  { kind, names, words }: Subject,
): Plot | null {
  const offset = config.timezone === undefined ? ownOffset : zoneOffset(config.timezone);
  const local = (time: number) => time + offset(time);
  const monday = weekOf(local(from)) - offset(from);
  const first = Math.floor((monday - MOST_WEEKS * 7 * DAY) / HOUR) * HOUR;
  const end = Math.min(monday + 7 * DAY, now());
  const { counts } = store.rollups.query({ kind, names, width: HOUR, from: first, to: end });
  const heard = counts.findIndex((n) => n > 0);
  // A daylight-saving hour more or less is within its neighbour.
  const thisWeek = Math.round((monday - first) / HOUR);
  const known = heard < 0 ? 0 : (thisWeek - heard) / WEEK_HOURS;
  const weeks = Math.min(MOST_WEEKS, Math.floor(known));
  if (weeks < LEAST_WEEKS) return null;
  const hours = Array.from({ length: WEEK_HOURS }, (_, hour) => {
    const before = Array.from(
      { length: weeks },
      (__, week) => counts[thisWeek + hour - (week + 1) * WEEK_HOURS] ?? 0,
    );
    before.sort((a, b) => a - b);
    const at = monday + hour * HOUR;
    return {
      ...{ at, typical: median(before), ...rangeOf(before) },
      // The hour that is not over has not seen all of its lines.
      seen: at + HOUR <= end ? (counts[thisWeek + hour] ?? 0) : null,
    };
  });
  const day = Math.floor(local(from) / DAY) * DAY - offset(from);
  return {
    ...{
      kind: 'profile',
      title: `${words}, by the hour of the week`,
      finding: root.id,
      unit: 'lines an hour',
    },
    ...{ hours, weeks, focus: { from: day, to: Math.max(day + DAY, to) } },
  };
}

/** Between which counts usually lie: as they did, and of few weeks as far as chance alone may take them (Poisson, 90 %). */
function rangeOf(sorted: readonly number[]): { low: number; high: number } {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (sorted.length >= ENOUGH_WEEKS) return { low, high };
  const by = (n: number) => Math.round(1.64 * Math.sqrt(Math.max(1, n)));
  return { low: Math.max(0, low - by(low)), high: high + by(high) };
}

/** Midnight of the Monday before a time of a wall clock. */
function weekOf(local: number): number {
  return Math.floor((local - MONDAY) / (7 * DAY)) * 7 * DAY + MONDAY;
}

function median(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return (sorted[Math.floor(half - 0.5)]! + sorted[Math.floor(half)]!) / 2;
}

function ownOffset(time: number): number {
  return -new Date(time).getTimezoneOffset() * 60_000;
}

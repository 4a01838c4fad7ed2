import { lastTime, parseCron } from '../kit/cron.ts';
import { zoneOffset } from '../kit/wallclock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Later than that it is told with the next one. */
const LATEST = 12 * HOUR;
/** After a long time without any, a report goes back so far. */
const FURTHEST = 7 * DAY;

/** When a daily report is due. */
export interface ReportTime {
  /** Time of day, `08:00`. */
  readonly at: string;
  /** IANA zone; that of this process when absent. */
  readonly timeZone?: string | undefined;
}

/** What is known of the last report. */
export interface LastReport {
  /** The day it was of, `2026-03-01`. */
  readonly day: string;
  /** Epoch ms up to which it told. */
  readonly to: number;
}

/**
 * What is to be done at a time: nothing (null); note that reports begin, which tells nothing of before; or tell of what
 * was from `from` on (epoch ms). `last` is to be kept in the same transaction as the report.
 */
export type DueReport = { readonly from: number | null; readonly last: LastReport } | null;

/**
 * The report that is due at `now` (epoch ms), given the last one: one a day by the calendar of the zone, also where the
 * time of day comes twice that night, or not at all (then as long after the leap). What was late for too long, and the
 * days on which nothing ran, are told with the next one.
 */
export function dueReport(time: ReportTime, now: number, last: LastReport | null): DueReport {
  const offsetAt = zoneOffset(time.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [hour, minute] = time.at.split(':');
  const cron = parseCron(`${Number(minute)} ${Number(hour)} * * *`);
  if (cron === null) throw new RangeError(`no time of day: ${time.at}`);
  const to = lastTime(cron, { at: now, since: now - 3 * DAY }, offsetAt);
  const day = new Date(to + offsetAt(to)).toISOString().slice(0, 10);
  // A clock that was years ahead for a while does not put an end to reports.
  if (last === null || last.to > now + DAY) return { from: null, last: { day, to } };
  if (day <= last.day || to <= last.to || now - to > LATEST) return null;
  return { from: Math.max(last.to, to - FURTHEST), last: { day, to } };
}

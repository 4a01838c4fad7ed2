import { WallClock } from './wallclock.ts';

const DAY = 86_400_000;
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, DAY],
  [/^(?:w|weeks?)$/, 7 * DAY],
  [/^(?:M|months?)$/, 30.44 * DAY],
  [/^(?:y|years?)$/, 365.25 * DAY],
];
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const TIME_OF_DAY = /^(\d\d?):(\d\d)(?::(\d\d))?$/;

/** When "now" is, and whose midnight and wall times are meant. */
export interface TimeExpressionContext {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name; this process's zone when absent. */
  readonly timeZone?: string;
}

/** How a time may be written, for messages. */
export const TIME_EXAMPLES =
  '2026-03-01, "2026-03-01 12:00", 2026-03-01T12:00:00Z, yesterday, today, 12:00, -2h, "2h ago" or 3d';

/**
 * Epoch ms of a time as people and journalctl write it: RFC 3339, a date (its midnight), a date and time, a time of
 * today, `now`, `today`, `yesterday`, `tomorrow`, `-2h`, `+10m`, `2h ago`, `1h30m ago`, `3d` (ago), `@EPOCH`.
 * null for anything else, and for dates no calendar holds.
 */
export function parseTimeExpression(text: string, context: TimeExpressionContext): number | null {
  const words = text.trim();
  const epoch =
    named(words.toLowerCase(), context) ??
    dateTime(words, context) ??
    timeOfDay(words, context) ??
    relative(words, context) ??
    unixTime(words);
  return epoch === null || !Number.isFinite(epoch) ? null : epoch;
}

function named(word: string, context: TimeExpressionContext): number | null {
  if (word === 'now') return context.now;
  const days = { yesterday: -1, today: 0, tomorrow: 1 }[word];
  return days === undefined ? null : wallTime(context, { days, timeOfDay: 0 });
}

function dateTime(text: string, context: TimeExpressionContext): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const ofDay = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(`${second}.${fraction}`) * 1000;
  const clock = new WallClock(zone === undefined ? context.timeZone : 'UTC');
  const epoch = clock.toEpoch(Number(year), Number(month), Number(day), ofDay, context.now);
  return zone === undefined ? epoch : epoch - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}

function timeOfDay(text: string, context: TimeExpressionContext): number | null {
  const match = TIME_OF_DAY.exec(text);
  if (match === null) return null;
  const [, hour, minute, second = '0'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return wallTime(context, {
    days: 0,
    timeOfDay: ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000,
  });
}

function relative(text: string, context: TimeExpressionContext): number | null {
  const match = /^([+-]?)\s*((?:\d+(?:\.\d+)?\s*[A-Za-z]+\s*)+?)(\s*ago)?$/.exec(text);
  if (match === null || (match[1] === '+' && match[3] !== undefined)) return null;
  let total = 0;
  for (const [, amount, name] of match[2]!.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-z]+)/g)) {
    // Only `M` and `m` differ by case: months and minutes, as systemd has it.
    const unit = UNITS.find(([names]) => names.test(name!.length === 1 ? name! : name!.toLowerCase()));
    if (unit === undefined) return null;
    total += Number(amount) * unit[1];
  }
  return match[1] === '+' ? context.now + total : context.now - total;
}

function unixTime(text: string): number | null {
  return /^@\d{1,11}(?:\.\d+)?$/.test(text) ? Number(text.slice(1)) * 1000 : null;
}

function wallTime(context: TimeExpressionContext, at: { days: number; timeOfDay: number }): number {
  const zone = context.timeZone === undefined ? {} : { timeZone: context.timeZone };
  const today = new Intl.DateTimeFormat('en-CA', { ...zone, calendar: 'gregory' }).format(context.now);
  const [year, month, day] = today.split('-').map(Number);
  const date = new Date(Date.UTC(year!, month! - 1, day! + at.days));
  const clock = new WallClock(context.timeZone);
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  return clock.toEpoch(y, m, d, at.timeOfDay, context.now);
}

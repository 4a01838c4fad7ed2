const DAY = 86_400_000;
const MINUTE = 60_000;

/** The times that a line of five fields names (crontab(5)): which minutes, hours, days of the month, months, weekdays. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 for Sunday. */
  readonly weekdays: readonly number[];
  /** Days of the month and weekdays are both restricted: a day of either kind counts. */
  readonly eitherDay: boolean;
  /** Every hour counts, so that an hour that comes twice counts twice. */
  readonly everyHour: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Reads `30 2 * * sun` and `0,30 8-18 * * mon-fri`; null for anything else, and for what names no time. */
export function parseCron(text: string): Cron | null {
  const fields = text.trim().toLowerCase().split(/\s+/);
  if (fields.length !== 5 || text.length > 200) return null;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const minutes = numbers(minute, { low: 0, high: 59 });
  const hours = numbers(hour, { low: 0, high: 23 });
  const days = numbers(day, { low: 1, high: 31 });
  const months = numbers(month, { low: 1, high: 12, names: MONTHS });
  const weekdays = numbers(weekday, { low: 0, high: 7, names: WEEKDAYS });
  if (minutes === null || hours === null || days === null || months === null || weekdays === null)
    return null;
  return {
    minutes,
    hours,
    days,
    months,
    weekdays: [...new Set(weekdays.map((n) => n % 7))],
    eitherDay: !day.startsWith('*') && !weekday.startsWith('*'),
    everyHour: hour === '*',
  };
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

function numbers(field: string, range: Range): number[] | null {
  const all = new Set<number>();
  for (const part of field.split(',')) {
    const [, first, last, step = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,3}))?$/.exec(part) ?? [];
    if (first === undefined || Number(step) === 0 || (first === '*' && last !== undefined)) return null;
    const from = first === '*' ? range.low : numberOf(first, range);
    // `5/10` means from five on.
    const open = first === '*' || (last === undefined && part.includes('/'));
    const to = open ? range.high : last === undefined ? from : numberOf(last, range);
    if (!(from >= range.low && to <= range.high && from <= to)) return null;
    for (let n = from; n <= to; n += Number(step)) all.add(n);
  }
  return [...all].sort((a, b) => a - b);
}

function numberOf(word: string, { low, names = [] }: Range): number {
  const named = names.indexOf(word);
  if (named >= 0) return named + low;
  return /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
}

/**
 * Epoch ms of the last time of `cron` at or before `at`, and after `since`; NaN when there is none. `offsetAt` gives
 * ms east of UTC. A time that the clock leaps over counts as long after the leap as it would have come (02:30 is
 * 03:30); one that comes twice counts the first time, or both times where every hour counts.
 */
export function lastTime(
  cron: Cron,
  { at, since }: { readonly at: number; readonly since: number },
  offsetAt: (epoch: number) => number,
): number {
  const today = Math.floor((at + offsetAt(at)) / DAY) * DAY;
  let last = Number.NaN;
  let foundOn = Number.NEGATIVE_INFINITY;
  // A leap may bring a time of one day behind one of the next, but not further.
  for (let day = today; day > since - 2 * DAY && day >= foundOn - DAY; day -= DAY) {
    if (!isDay(cron, new Date(day))) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        for (const time of instants(day + (hour * 60 + minute) * MINUTE, offsetAt, cron.everyHour)) {
          if (time <= at && time > since && !(time <= last)) last = time;
        }
      }
    }
    if (!Number.isNaN(last)) foundOn = Math.max(foundOn, day);
  }
  return last;
}

function isDay({ days, months, weekdays, eitherDay }: Cron, date: Date): boolean {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const [byDate, byName] = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())];
  return eitherDay ? byDate || byName : byDate && byName;
}

/** The instants that a clock shows as `wall`, which is written as if it were UTC. */
function instants(wall: number, offsetAt: (epoch: number) => number, both: boolean): number[] {
  const candidates = [...new Set([wall - offsetAt(wall - DAY), wall - offsetAt(wall + DAY)])].sort(
    (a, b) => a - b,
  );
  const shown = candidates.filter((time) => time + offsetAt(time) === wall);
  if (shown.length === 0) return [wall - offsetAt(wall - DAY)];
  return both ? shown : [shown[0]!];
}

import { z } from 'zod';
import { zoneOffset } from '../kit/wallclock.ts';

const DAY = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const TIME_WANTED = 'wants a time of day such as "08:00"';

const timeOfDay = z
  .string({ error: TIME_WANTED })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: TIME_WANTED })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** An IANA name of a time zone. */
export const timeZoneName = z
  .string()
  .max(100)
  .refine(isTimeZone, { error: 'wants the name of a time zone such as "Europe/Berlin"' });

/** Hours of the week by the clock on the wall; what begins later than it ends goes on into the next day. */
export const activeHoursSchema = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional().describe('every day if absent'),
  from: timeOfDay.prefault('00:00').describe('a time of day'),
  to: timeOfDay.prefault('24:00').describe('a time of day; of the next day where it is not after `from`'),
  timezone: timeZoneName.prefault('UTC').describe('whose clock is meant'),
});
export type ActiveHours = z.output<typeof activeHoursSchema>;

/** Whether a clock of that zone shows one of these hours at `epoch`; both sides of a change of clocks count. */
export function isActive({ days, from, to, timezone }: ActiveHours, epoch: number): boolean {
  const wall = epoch + zoneOffset(timezone)(epoch);
  const minute = Math.floor((((wall % DAY) + DAY) % DAY) / 60_000);
  const on = (time: number) => days === undefined || days.includes(WEEKDAYS[new Date(time).getUTCDay()]!);
  if (from < to) return on(wall) && minute >= from && minute < to;
  return (minute >= from && on(wall)) || (minute < to && on(wall - DAY));
}

/** `mon tue 08:00–18:00 Europe/Berlin`. */
export function activeHoursWords({ days, from, to, timezone }: ActiveHours): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${days === undefined ? '' : `${days.join(' ')} `}${clock(from)}–${clock(to)} ${timezone}`;
}

function isTimeZone(name: string): boolean {
  try {
    zoneOffset(name);
    return true;
  } catch {
    return false;
  }
}

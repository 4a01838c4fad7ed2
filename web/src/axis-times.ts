import { clock, type Zone } from './moment.ts';

const DAY = 86_400;
const NAMES = new Map<Zone, Intl.DateTimeFormat>();

/** What stands below the ticks of a time axis (seconds): times of day, and the date wherever a day begins. */
export function axisTimes(splits: readonly number[], step: number, zone: Zone): string[] {
  let before = '';
  return splits.map((seconds, i) => {
    const date = dateOf(seconds * 1000, zone);
    const begins = i > 0 && date !== before;
    before = date;
    return step >= DAY || begins ? date : clock(seconds * 1000, zone, step < 60);
  });
}

function dateOf(time: number, zone: Zone): string {
  let format = NAMES.get(zone);
  if (format === undefined) {
    const utc = zone === 'utc' ? { timeZone: 'UTC' } : {};
    format = new Intl.DateTimeFormat('en-GB', { ...utc, day: 'numeric', month: 'short' });
    NAMES.set(zone, format);
  }
  return format.format(time);
}

import { clock, type Zone } from './moment.ts';

const DAY = 86_400;
const NAMES = new Map<Zone, Intl.DateTimeFormat>();

/**
 * What stands below the ticks of a time axis (seconds): times of day, and the date wherever a day begins or the axis
 * does.
 */
export function axisTimes(splits: readonly number[], step: number, zone: Zone): string[] {
  let before = '';
  return splits.map((seconds, i) => {
    const date = dateOf(seconds * 1000, zone);
    const fresh = date !== before;
    before = date;
    if (step >= DAY) return date;
    const time = clock(seconds * 1000, zone, step < 60);
    // The first date is left out where there is another: it would stand over the edge.
    return fresh && (i > 0 || splits.length < 3) ? (time === '00:00' ? date : `${time}\n${date}`) : time;
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

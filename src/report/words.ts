import { grouped } from '../core/words.ts';

/** Numbers, sizes, durations and times as a person says them. */

const DAYS_PER_YEAR = 365.25;

/** `812 B`, `3.1 MB`. */
export function sized(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A number out of a log or a rate: three digits are enough to compare it by. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1000) return grouped(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** `0.4 s`, `12 s`, `2 min 5 s`, `3 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `99.8 %`; never `100 %` of something that is not whole, nor `0 %` of something that is there. */
export function percent(share: number): string {
  if (share >= 1) return '100 %';
  if (share <= 0) return '0 %';
  if (share > 0.999) return '99.9 %';
  if (share < 0.001) return 'under 0.1 %';
  const value = share * 100;
  return `${value < 10 || value > 90 ? value.toFixed(1) : Math.round(value)} %`;
}

/**
 * How often something this surprising comes by chance, when all is normal: surprise is −log10 of its rate per day,
 * so 10^surprise days lie between two.
 */
export function chance(surprise: number): string {
  const days = 10 ** surprise;
  if (days < 1.5) return 'every day or so';
  if (days < 10.5) return `once in ${Math.round(days)} days`;
  if (days < 45) return `once in ${Math.round(days / 7)} weeks`;
  if (days < 1.5 * DAYS_PER_YEAR) return `once in ${Math.round(days / 30.44)} months`;
  if (days < 99.5 * DAYS_PER_YEAR) return `once in ${Math.round(days / DAYS_PER_YEAR)} years`;
  return 'less than once in a century';
}

/** A moment in the zone asked for: `Sun 2026-03-01 12:00:01 +01:00`. */
export function moment(epoch: number, timeZone?: string): string {
  const { day, time, offset } = civil(epoch, timeZone);
  return `${day} ${time} ${offset}`;
}

/** Two moments, with what they share said once: `Sun 2026-03-01 12:00:01 – 12:40:11 +01:00`. */
export function period(from: number, to: number, timeZone?: string): string {
  const [a, b] = [civil(from, timeZone), civil(to, timeZone)];
  if (a.day === b.day && a.time === b.time) return moment(from, timeZone);
  const start = a.offset === b.offset ? `${a.day} ${a.time}` : `${a.day} ${a.time} ${a.offset}`;
  return `${start} – ${a.day === b.day ? '' : `${b.day} `}${b.time} ${b.offset}`;
}

interface Civil {
  readonly day: string;
  readonly time: string;
  readonly offset: string;
}

function civil(epoch: number, timeZone: string | undefined): Civil {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    calendar: 'gregory',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const part: { [type: string]: string } = {};
  for (const { type, value } of format.formatToParts(epoch)) part[type] = value;
  const offset = part.timeZoneName!.replace('GMT', '');
  return {
    day: `${part.weekday} ${part.year}-${part.month}-${part.day}`,
    time: `${part.hour}:${part.minute}:${part.second}`,
    offset: offset === '' ? '+00:00' : offset,
  };
}

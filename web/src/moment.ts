/** Zone in which times are shown: the browser's own, or UTC. */
export type Zone = 'browser' | 'utc';

/** `14:05:09`, `14:05`. */
export function clock(time: number, zone: Zone, seconds = true): string {
  const { hour, minute, second } = parts(time, zone);
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

/** `2026-03-01`. */
function day(time: number, zone: Zone): string {
  const { year, month, day: date } = parts(time, zone);
  return `${year}-${month}-${date}`;
}

/** `Sun 2026-03-01 14:05:09`. */
export function moment(time: number, zone: Zone): string {
  if (!valid(time)) return 'at a time unknown';
  return `${parts(time, zone).weekday} ${day(time, zone)} ${clock(time, zone)}`;
}

/** The shortest that is clear beside now: `14:05`, `Sun 14:05`, `1 Mar 14:05`, `2024-03-01 14:05`. */
export function nearMoment(time: number, now: number, zone: Zone): string {
  if (!valid(time)) return 'at a time unknown';
  const at = clock(time, zone, false);
  if (day(time, zone) === day(now, zone)) return at;
  const { weekday, year, monthName, date } = parts(time, zone);
  if (Math.abs(now - time) < 6 * 86_400_000) return `${weekday} ${at}`;
  return year === parts(now, zone).year ? `${date} ${monthName} ${at}` : `${day(time, zone)} ${at}`;
}

/** Two moments, what they share said once: `Sun 2026-03-01 12:00:01 – 12:40:11`. */
export function period(from: number, to: number, zone: Zone): string {
  if (!valid(from) || !valid(to)) return moment(from, zone);
  if (Math.abs(to - from) < 1000) return moment(from, zone);
  const end = day(from, zone) === day(to, zone) ? clock(to, zone) : moment(to, zone);
  return `${moment(from, zone)} – ${end}`;
}

/** Name of the zone for a person: `UTC`, `Europe/Vienna`. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What `<input type="datetime-local">` takes. */
export function fieldText(time: number, zone: Zone): string {
  return `${day(time, zone)}T${clock(time, zone, false)}`;
}

/** What it gives, as epoch ms; NaN of what is no time. */
export function fieldTime(text: string, zone: Zone): number {
  return Date.parse(zone === 'utc' ? `${text}Z` : text);
}

const FORMATS = new Map<Zone, Intl.DateTimeFormat>();

function valid(time: number): boolean {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15;
}

function parts(time: number, zone: Zone): { readonly [part: string]: string } {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
      calendar: 'gregory',
      weekday: 'short',
      year: 'numeric',
      month: 'short',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    FORMATS.set(zone, format);
  }
  const found: { [part: string]: string } = Object.create(null);
  for (const { type, value } of format.formatToParts(valid(time) ? time : 0)) found[type] = value;
  const monthName = found.month!.slice(0, 3);
  const index = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(monthName) / 3 + 1;
  return { ...found, monthName, month: String(index).padStart(2, '0'), date: String(Number(found.day)) };
}

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

/** The day of a moment in the zone asked for: `Sun 2026-03-01`. */
export function dayOf(epoch: number, timeZone?: string): string {
  return civil(epoch, timeZone).day;
}

/** Its time of day: `12:00:01`. */
export function timeOfDay(epoch: number, timeZone?: string): string {
  return civil(epoch, timeZone).time;
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

/** A time worth a mark on an axis, and what is written there. */
export interface Tick {
  /** Epoch ms. */
  readonly time: number;
  readonly label: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 4, 7, 14, 28, 91, 182, 364, 1820, 3640].map((n) => n * DAY),
];
const MOST = 8;

/** Round times between two times (epoch ms), at most eight, in the zone asked for (that of the process when absent). */
export function ticksOf(from: number, to: number, timeZone?: string): Tick[] {
  const step = STEPS.find((size) => (to - from) / size <= MOST) ?? (to - from) / MOST;
  const zone = timeZone === undefined ? {} : { timeZone };
  const label = new Intl.DateTimeFormat('en-GB', { ...zone, ...styleOf(step), hourCycle: 'h23' });
  const ticks: Tick[] = [];
  for (let time = from; ; time += step) {
    // Asked again at every tick: a day on which clocks change has 23 hours or 25.
    const near = roundUp(time, step, offsetOf(time, zone));
    const round = roundUp(time, step, offsetOf(near, zone));
    if (round > to) return ticks;
    if (ticks.at(-1)?.time !== round)
      ticks.push({ time: round, label: label.format(round).replace(',', '') });
  }
}

function roundUp(time: number, step: number, offset: number): number {
  return Math.ceil((time + offset) / step) * step - offset;
}

function styleOf(step: number): Intl.DateTimeFormatOptions {
  if (step < MINUTE) return { hour: '2-digit', minute: '2-digit', second: '2-digit' };
  if (step < 3 * HOUR) return { hour: '2-digit', minute: '2-digit' };
  if (step < DAY) return { weekday: 'short', hour: '2-digit', minute: '2-digit' };
  return step < 91 * DAY ? { day: 'numeric', month: 'short' } : { month: 'short', year: 'numeric' };
}

/** Milliseconds the zone is ahead of UTC at a time. */
function offsetOf(time: number, zone: { timeZone?: string }): number {
  const name = new Intl.DateTimeFormat('en', { ...zone, timeZoneName: 'longOffset' })
    .formatToParts(time)
    .find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

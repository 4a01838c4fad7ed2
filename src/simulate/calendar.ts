import { LogsiftError } from '../core/errors.ts';
import { zoneOffset } from '../kit/wallclock.ts';

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** No zone changes its offset within one of these. */
const QUARTER = 15 * MINUTE;

/** The network's wall clock: local times of epoch milliseconds, and when the clock strikes. */
export class Calendar {
  readonly timeZone: string;
  readonly #offsetAt: (epoch: number) => number;
  #quarter = Number.NaN;
  #offset = 0;
  #second = Number.NaN;
  #stamp = '';
  #year = '';
  #month = '';

  /** @param timeZone IANA name. Throws USAGE for an unknown one. */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    try {
      this.#offsetAt = timeZone === 'UTC' ? () => 0 : zoneOffset(timeZone);
      this.#offsetAt(0);
    } catch (cause) {
      const message = `Unknown time zone "${timeZone}"; wanted an IANA name like Europe/Berlin.`;
      throw new LogsiftError('USAGE', message, { cause });
    }
  }

  /** Milliseconds that local time is ahead of UTC. */
  offset(epoch: number): number {
    const quarter = Math.floor(epoch / QUARTER);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#offsetAt(quarter * QUARTER);
    }
    return this.#offset;
  }

  /** Local hour of the week with its fraction: 0 is Monday at midnight, 167.5 Sunday at 23:30. */
  hourOfWeek(epoch: number): number {
    // The epoch began on a Thursday.
    return ((epoch + this.offset(epoch) + 3 * DAY) % (7 * DAY)) / HOUR;
  }

  /** Local day of the week, 0 = Monday. */
  weekday(epoch: number): number {
    return Math.floor(this.hourOfWeek(epoch) / 24);
  }

  /** Local day of the month, 1–31. */
  dayOfMonth(epoch: number): number {
    return new Date(epoch + this.offset(epoch)).getUTCDate();
  }

  /** Epoch ms of the next local `ofDay` (ms after midnight) at or after `epoch`. */
  nextTimeOfDay(epoch: number, ofDay: number): number {
    const midnight = Math.floor((epoch + this.offset(epoch)) / DAY) * DAY;
    for (let day = 0; ; day++) {
      const wall = midnight + day * DAY + ofDay;
      const guess = wall - this.offset(wall - this.offset(epoch));
      if (guess >= epoch) return guess;
    }
  }

  /** `Oct 20 09:05:01`, as RFC 3164 writes local time. */
  stamp(epoch: number): string {
    this.#take(epoch);
    return this.#stamp;
  }

  /** `Oct 20 2026 09:05:01`. */
  stampWithYear(epoch: number): string {
    this.#take(epoch);
    return `${this.#stamp.slice(0, 6).replace('  ', ' 0')} ${this.#year}${this.#stamp.slice(6)}`;
  }

  /** `20/Oct/2026:09:05:01 +0200`, as web servers write it. */
  webStamp(epoch: number): string {
    this.#take(epoch);
    const day = this.#stamp.slice(4, 6).replace(' ', '0');
    return `${day}/${this.#stamp.slice(0, 3)}/${this.#year}:${this.#stamp.slice(7)} ${zoneText(this.offset(epoch), '')}`;
  }

  /** `2026/10/20 09:05:01`. */
  slashStamp(epoch: number): string {
    this.#take(epoch);
    const day = this.#stamp.slice(4, 6).replace(' ', '0');
    return `${this.#year}/${this.#month}/${day} ${this.#stamp.slice(7)}`;
  }

  /** `20261020`, also the beginning of a zone's serial number. */
  compactDate(epoch: number): string {
    this.#take(epoch);
    return `${this.#year}${this.#month}${this.#stamp.slice(4, 6).replace(' ', '0')}`;
  }

  /** `2026-10-20T09:05:01.123456+02:00`; `micros` are those below the millisecond. */
  iso(epoch: number, micros: number): string {
    this.#take(epoch);
    const day = this.#stamp.slice(4, 6).replace(' ', '0');
    const fraction = String((epoch % SECOND) * 1000 + micros).padStart(6, '0');
    const zone = zoneText(this.offset(epoch), ':');
    return `${this.#year}-${this.#month}-${day}T${this.#stamp.slice(7)}.${fraction}${zone}`;
  }

  #take(epoch: number): void {
    const second = Math.floor(epoch / SECOND);
    if (second === this.#second) return;
    this.#second = second;
    const wall = new Date(second * SECOND + this.offset(epoch));
    const time = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}`;
    this.#stamp = `${MONTHS[wall.getUTCMonth()]} ${String(wall.getUTCDate()).padStart(2)} ${time}`;
    this.#year = String(wall.getUTCFullYear());
    this.#month = two(wall.getUTCMonth() + 1);
  }
}

/** Two digits. */
function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}

function zoneText(offset: number, between: string): string {
  const minutes = Math.abs(offset) / MINUTE;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${between}${two(minutes % 60)}`;
}

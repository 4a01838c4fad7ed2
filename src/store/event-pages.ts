import type Database from 'better-sqlite3';
import type { EventQuery, KeptEvent } from './events.ts';

/** A line's place among the kept ones: the time that orders it in µs, and its id. */
export interface EventPlace {
  readonly at: number;
  readonly id: string;
}

/** A part of a search. */
export interface EventPart {
  /** The newest first. */
  readonly events: readonly KeptEvent[];
  /** The search goes on before this line; null when everything was looked through. */
  readonly next: EventPlace | null;
  /** Lines looked through, about. */
  readonly looked: number;
}

/** Lines by the hour in which they came. */
export interface EventHours {
  /** Hour (epoch ms of its beginning) → lines. */
  readonly hours: ReadonlyMap<number, number>;
  /** What came before this line was not counted; null when everything was. */
  readonly next: EventPlace | null;
}

export interface PartLimits {
  /** Where the part before ended; null for the first. */
  readonly before: EventPlace | null;
  /** Asked between some thousand lines: whether to stop, though not everything was found. */
  readonly tired: () => boolean;
}

/** A query as SQL: its bounds in time, and the rest with what stands for its question marks. */
export interface SoughtEvents {
  readonly query: Pick<EventQuery, 'since' | 'until' | 'limit'>;
  readonly where: string;
  readonly values: readonly (string | number)[];
}

/** Lines looked through before the first and between the later questions whether to stop: one to some ten ms. */
const FIRST_SLICE = 2000;
const LARGEST_SLICE = 32_000;
const HOUR = 3_600_000;
const COLUMNS = `id, received AS place, received / 1000.0 AS received, time, host, app, severity, template, mark,
  source, file, line, raw, bytes`;

/**
 * Looks through kept lines from the newest on, slice by slice, so that it can stop at any time and say how far it came.
 */
export function searchPart(db: Database.Database, sought: SoughtEvents, limits: PartLimits): EventPart {
  const slices = new Slices(db, sought);
  const fitting = slices.prepare(COLUMNS, 'ORDER BY event.received DESC, event.id DESC LIMIT ?');
  const events: KeptEvent[] = [];
  const { limit } = sought.query;
  for (const slice of slices.all(limits)) {
    const found = fitting(slice, limit - events.length) as (KeptEvent & { readonly place: number })[];
    for (const { place: _, ...event } of found) events.push(event);
    const last = found.at(-1);
    if (last !== undefined && events.length >= limit)
      return { events, looked: slices.looked, next: { at: last.place, id: last.id } };
  }
  return { events, looked: slices.looked, next: slices.next };
}

/** Counts kept lines by the hour, from the newest on, as far as there is time. */
export function hoursPart(db: Database.Database, sought: SoughtEvents, limits: PartLimits): EventHours {
  const slices = new Slices(db, sought);
  const counted = slices.prepare(`received / ${1000 * HOUR} AS hour, count(*) AS lines`, 'GROUP BY hour');
  const hours = new Map<number, number>();
  for (const slice of slices.all(limits)) {
    for (const { hour, lines } of counted(slice) as { hour: number; lines: number }[])
      hours.set(hour * HOUR, (hours.get(hour * HOUR) ?? 0) + lines);
  }
  return { hours, next: slices.next };
}

/** Lines before `upper`, from `lower` on; to the beginning where that is null. */
interface Slice {
  readonly upper: EventPlace;
  readonly lower: EventPlace | null;
}

class Slices {
  readonly #db: Database.Database;
  readonly #sought: SoughtEvents;
  readonly #since: number;
  /** Lines in the slices so far; of the last one what was left. */
  looked = 0;
  /** Where to go on when it is stopped; null when that was all. */
  next: EventPlace | null = null;

  constructor(db: Database.Database, sought: SoughtEvents) {
    this.#db = db;
    this.#sought = sought;
    const { since } = sought.query;
    this.#since = since === undefined ? Number.MIN_SAFE_INTEGER : Math.round(since * 1000);
  }

  *all({ before, tired }: PartLimits): Generator<Slice> {
    const { until } = this.#sought.query;
    const latest = { at: until === undefined ? Number.MAX_SAFE_INTEGER : Math.round(until * 1000), id: '' };
    const within = 'FROM event WHERE (received, id) < (?, ?) AND received >= ?';
    const bound = this.#db.prepare(
      `SELECT received AS at, id ${within} ORDER BY received DESC, id DESC LIMIT 1 OFFSET ?`,
    );
    const left = this.#db.prepare(`SELECT count(*) ${within}`).pluck();
    let upper = before ?? latest;
    for (let size = FIRST_SLICE; ; size = Math.min(LARGEST_SLICE, 2 * size)) {
      const found = bound.get(upper.at, upper.id, this.#since, size - 1) as EventPlace | undefined;
      const lower = found ?? null;
      this.looked += lower === null ? (left.get(upper.at, upper.id, this.#since) as number) : size;
      yield { upper, lower };
      this.next = lower;
      if (lower === null || tired()) return;
      upper = lower;
    }
  }

  prepare(columns: string, end: string): (slice: Slice, ...more: number[]) => unknown[] {
    const { where, values } = this.#sought;
    const rest = where === '' ? '' : `AND ${where}`;
    const statement = this.#db.prepare(
      `SELECT ${columns} FROM event WHERE (received, id) < (?, ?) AND (received, id) >= (?, ?) ${rest} ${end}`,
    );
    return ({ upper, lower }, ...more) => {
      const from = lower ?? { at: this.#since, id: '' };
      return statement.all(upper.at, upper.id, from.at, from.id, ...values, ...more);
    };
  }
}

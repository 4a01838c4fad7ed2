import { z } from 'zod';
import { savedEvidence } from './saved-evidence.ts';
import {
  COLLECT,
  COUNT,
  type Columns,
  LAST,
  OVERDUE,
  PENDING,
  PREPARE,
  SAMPLE,
  SEASON,
} from './silence-columns.ts';
import { type Evidence, type Gap, Pauses, savedGaps } from './silence-pauses.ts';

export type { Gap } from './silence-pauses.ts';

/** JSON-safe state of a stream. */
export const savedStream = z.strictObject({
  count: z.number(),
  first: z.number(),
  last: z.number(),
  hours: z.array(z.number()).length(24),
  weekend: z.number(),
  tenths: z.number(),
  byMs: savedGaps,
  byOwn: savedGaps,
  sample: savedEvidence.nullable(),
  sampled: z.number().nullable(),
  /** The pause that was told of while it lasted, by its beginning. */
  told: z.number().nullable(),
  /** Its own clock, and how many occasions it rests on; null for ever. */
  clock: z.strictObject({
    rests: z.number().nullable(),
    speeds: z.array(z.number()).length(25).nullable(),
    off: z.number(),
  }),
});
export type SavedStream = z.infer<typeof savedStream>;

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** From here on a stream knows its hours. */
const KNOWN_AFTER = 2 * DAY;
const SAMPLE_EVERY = HOUR / 6;
/** A pause of which nobody needs to know. */
export const SHORTEST = 5 * 60_000;
/** Longer pauses are told by the calendar's clock alone. */
const LONGEST_OWN = 400 * DAY;

/** Number of a season: the hour of the day, UTC, and whether it is on a weekend. */
export function seasonOf(hour: number, weekend: number): number {
  return 2 * hour + weekend;
}

/** When something comes again: a kind of line of a host, all lines of a host, or all lines. */
export class Stream {
  readonly #columns: Columns;
  /** Its row. */
  readonly #at: number;
  first = 0;
  /** Bits of the tenths of the log in which it comes, in the second of two passes. */
  tenths = 0;
  /** One of the last lines, to be shown should no more come; and when it was taken. */
  sample: Evidence | null = null;
  #sampled = Number.NEGATIVE_INFINITY;
  /** The pause that was told of while it lasted, by its beginning. */
  told: number | null = null;
  readonly #pauses = new Pauses();
  #weekend = 0;
  /** How fast its own clock runs in each hour, as a sum up to it; null while it runs evenly. */
  #speeds: Float64Array | null = null;
  #fastest = 1;
  /** How fast its own clock runs at weekends. */
  #offSpeed = 1;
  #speedsFor = 0;
  #frozen = false;

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#at = columns.take();
    this.#setLeast();
    this.#setSample();
  }

  /** Gives its row back; it must not be used any more. */
  drop(): void {
    this.#columns.give(this.#at);
  }

  /** Occasions; lines at the same moment are one. */
  get count(): number {
    return this.#columns.rows[this.#at + COUNT]!;
  }

  get last(): number {
    return this.#columns.rows[this.#at + LAST]!;
  }

  set last(time: number) {
    this.#columns.rows[this.#at + LAST] = time;
  }

  /** Occasions by hour of the day, UTC; a view, good until the next stream is made. */
  get hours(): Uint32Array {
    this.#settleSeason();
    return this.#columns.hoursOf(this.#at);
  }

  /** Occasions on a Saturday or Sunday. */
  get weekend(): number {
    this.#settleSeason();
    return this.#weekend;
  }

  /** The longest pauses by each clock, longest first. */
  get byMs(): Gap[] {
    return this.#pauses.byMs;
  }

  get byOwn(): Gap[] {
    return this.#pauses.byOwn;
  }

  /** Learns an occasion and its season; nothing of the pause before it, as in the first of two passes. */
  learn(time: number, season: number): void {
    const { rows } = this.#columns;
    const at = this.#at;
    if (rows[at + COUNT] === 0) this.first = time;
    else if (!(time > rows[at + LAST]!)) return;
    rows[at + COUNT]!++;
    rows[at + LAST] = time;
    if (this.#frozen) return;
    if (rows[at + SEASON] !== season) {
      this.#settleSeason();
      rows[at + SEASON] = season;
    }
    rows[at + PENDING]!++;
  }

  /** Learns an occasion after which there is nothing else to do; false for any other, which was not learnt. */
  quickHit(time: number, season: number, segment: number): boolean {
    const { rows } = this.#columns;
    const at = this.#at;
    const ms = time - rows[at + LAST]!;
    const count = rows[at + COUNT]! + 1;
    const more = ms > rows[at + COLLECT]! || ms > SHORTEST || count < 4;
    if (more || time >= rows[at + SAMPLE]!) return false;
    if (!(ms > 0)) return true;
    if (this.#frozen) this.tenths |= 1 << segment;
    else if (rows[at + SEASON] !== season || count >= rows[at + PREPARE]!) return false;
    else rows[at + PENDING]!++;
    rows[at + COUNT] = count;
    rows[at + LAST] = time;
    return true;
  }

  /** Learns an occasion and the pause before it; `segment` is −1 in one pass. */
  hit(time: number, season: number, segment: number): void {
    const { rows } = this.#columns;
    const at = this.#at;
    if (rows[at + COUNT]! > 0) {
      const ms = time - rows[at + LAST]!;
      if (!(ms > 0)) return;
      if (ms > rows[at + COLLECT]!) {
        const from = rows[at + LAST]!;
        this.#pauses.add({ own: this.#own(from, time), from, to: time, segment, before: this.sample });
        this.#setLeast();
        this.#setSample();
      }
    }
    this.learn(time, season);
    if (segment >= 0) this.tenths |= 1 << segment;
    // With the occasions, never when it is asked: what is found must not depend on when that is.
    if (!this.#frozen && rows[at + COUNT]! >= rows[at + PREPARE]!) this.#prepare();
  }

  /** Whether the pause that lasts at `now` may be odd by its length; cheap, and never false for one that is. */
  isOverdue(now: number): boolean {
    const { rows } = this.#columns;
    const at = this.#at;
    const last = rows[at + LAST]!;
    const ms = now - last;
    if (!(ms > SHORTEST && ms > rows[at + OVERDUE]!) || rows[at + COUNT]! < 4) return false;
    return ms <= last - this.first;
  }

  /** Length of its longest pause by its own clock, 0 where there is none. */
  get longestOwn(): number {
    return this.#pauses.longestOwn(0);
  }

  /** Whether it is known at which hours it comes. */
  get knowsHours(): boolean {
    return this.#speeds !== null;
  }

  /** The pause up to `now`. */
  pause(now: number, segment: number): Gap {
    const { last, sample } = this;
    const ms = now - last;
    return { ms, own: this.#own(last, now), from: last, to: now, segment, before: sample, after: null };
  }

  /** Gives the pause that ended at `time` its line, when it is among the longest. */
  returned(time: number, line: () => Evidence): void {
    this.#pauses.returned(time, line);
  }

  /** Whether to keep this line: of what comes seldom each one, of the rest one in ten minutes at most. */
  wantsSample(time: number): boolean {
    return time >= this.#columns.rows[this.#at + SAMPLE]!;
  }

  /** Keeps a line. */
  keepSample(line: Evidence, time: number): void {
    this.sample = line;
    this.#sampled = time;
    this.#setSample();
  }

  /** Everything is learnt: begins anew with the pauses, and keeps the hours. */
  rewind(): void {
    this.#frozen = true;
    this.#prepare();
    this.#columns.rows[this.#at + COUNT] = 0;
    this.tenths = 0;
    this.#pauses.clear();
    this.sample = null;
    this.#sampled = Number.NEGATIVE_INFINITY;
    this.#setLeast();
    this.#setSample();
  }

  /** Goes on where an older stream of the same thing ended; pauses of two that were mixed are not known. */
  follow(older: Stream): void {
    if (older.count === 0) return;
    const { count, last } = this;
    const ms = this.first - older.last;
    if (count > 0 && ms >= 0) {
      const between = { ms, own: ms, from: older.last, to: this.first };
      const joint = { ...between, segment: -1, before: null, after: null };
      this.#pauses.load([...older.byMs, ...this.byMs, joint], [...older.byOwn, ...this.byOwn, joint]);
    } else this.#pauses.clear();
    this.#setLeast();
    this.#setSample();
    this.first = count > 0 ? Math.min(this.first, older.first) : older.first;
    this.last = count > 0 ? Math.max(last, older.last) : older.last;
    this.#columns.rows[this.#at + COUNT] = count + older.count;
    const { hours } = this;
    this.#weekend += older.weekend;
    older.hours.forEach((n, hour) => {
      hours[hour]! += n;
    });
  }

  /** JSON-safe state. */
  save(): SavedStream {
    const { count, first, last, hours, weekend, tenths, byMs, byOwn, sample, told } = this;
    return {
      ...{ count, first, last, hours: [...hours], weekend, tenths, byMs, byOwn, sample, told },
      sampled: Number.isFinite(this.#sampled) ? this.#sampled : null,
      clock: {
        rests: Number.isFinite(this.#speedsFor) ? this.#speedsFor : null,
        speeds: this.#speeds === null ? null : [...this.#speeds],
        off: this.#offSpeed,
      },
    };
  }

  /** What `save` described. */
  static load(saved: SavedStream, columns: Columns): Stream {
    const stream = new Stream(columns);
    const { count, last, hours, weekend, byMs, byOwn, sampled, clock, ...rest } = saved;
    Object.assign(stream, rest);
    const at = stream.#at;
    columns.rows[at + COUNT] = count;
    stream.last = last;
    columns.hoursOf(at).set(hours);
    stream.#weekend = weekend;
    stream.#sampled = sampled ?? Number.NEGATIVE_INFINITY;
    stream.#speedsFor = clock.rests ?? Number.POSITIVE_INFINITY;
    columns.rows[at + PREPARE] = 1.25 * stream.#speedsFor;
    stream.#offSpeed = clock.off;
    if (clock.speeds !== null) stream.#useSpeeds(Float64Array.from(clock.speeds));
    stream.#pauses.load(byMs, byOwn);
    stream.#setLeast();
    stream.#setSample();
    return stream;
  }

  /** Length of a pause by the stream's own clock. */
  #own(from: number, to: number): number {
    if (this.#speeds === null || to - from > LONGEST_OWN) return to - from;
    return this.#ownTime(to) - this.#ownTime(from);
  }

  #ownTime(time: number): number {
    const day = Math.floor(time / DAY);
    const inDay = (time - day * DAY) / HOUR;
    const hour = Math.floor(inDay);
    const speeds = this.#speeds!;
    const within = (speeds[hour]! + (speeds[hour + 1]! - speeds[hour]!) * (inDay - hour)) * HOUR;
    // The epoch began on a Thursday: weeks are counted from the Monday before.
    const week = Math.floor((day + 3) / 7);
    const weekday = day + 3 - week * 7;
    const off = this.#offSpeed;
    const days = week * (5 + 2 * off) + Math.min(5, weekday) + Math.max(0, weekday - 5) * off;
    return days * DAY + within * (weekday >= 5 ? off : 1);
  }

  /** Works out the speed of each hour, each time a quarter more is known. */
  #prepare(): void {
    this.#speedsFor = this.#frozen ? Number.POSITIVE_INFINITY : this.count;
    this.#columns.rows[this.#at + PREPARE] = 1.25 * this.#speedsFor;
    this.#speeds = null;
    this.#fastest = 1;
    const life = this.last - this.first;
    if (life >= KNOWN_AFTER) this.#learnClock(life);
    this.#setLeast();
  }

  #learnClock(life: number): void {
    const { hours, weekend } = this;
    const sum = hours.reduce((total, one) => total + one, 0);
    const speeds = new Float64Array(25);
    let slowest = 24;
    for (let h = 0; h < 24; h++) {
      // An hour borrows from its neighbours, and from all of them together as much as one line each.
      const near = (hours[(h + 23) % 24]! + 2 * hours[h]! + hours[(h + 1) % 24]!) / 4;
      const speed = sum < 24 ? 1 : (24 * (near + 1)) / (sum + 24);
      speeds[h + 1] = speeds[h]! + speed;
      slowest = Math.min(slowest, sum < 24 ? 0 : speed);
    }
    this.#useSpeeds(speeds);
    const offTime = daysOff(this.first, this.last);
    const usual = (sum - weekend) / Math.max(HOUR, life - offTime);
    // While no weekend is known, what keeps no hours is believed to keep no weekends either.
    const roundTheClock = slowest > 0.5 || weekend > 0 || (this.#frozen && sum < 24);
    if (offTime < DAY / 4) this.#offSpeed = roundTheClock ? 1 : 0;
    else this.#offSpeed = usual > 0 ? Math.min(1, weekend / offTime / usual) : 1;
  }

  #useSpeeds(speeds: Float64Array): void {
    this.#speeds = speeds;
    for (let h = 0; h < 24; h++) this.#fastest = Math.max(this.#fastest, speeds[h + 1]! - speeds[h]!);
  }

  /** Sets from which length on a pause may be among the longest, or odd. */
  #setLeast(): void {
    const { leastMs, leastOwn } = this.#pauses;
    const { rows } = this.#columns;
    rows[this.#at + COLLECT] = Math.min(leastMs, leastOwn / this.#fastest);
    // Where no pause is known by its own clock none can be odd.
    rows[this.#at + OVERDUE] = (this.longestOwn || Number.POSITIVE_INFINITY) / this.#fastest;
  }

  /** Sets when the next line is to be kept: of what comes seldom each one, of the rest one in ten minutes. */
  #setSample(): void {
    const every = Math.min(SAMPLE_EVERY, 16 * this.#pauses.longestMs(0));
    this.#columns.rows[this.#at + SAMPLE] = this.#sampled + every;
  }

  /** Puts the occasions of the open season among the hours. */
  #settleSeason(): void {
    const { rows } = this.#columns;
    const pending = rows[this.#at + PENDING]!;
    if (pending === 0) return;
    const season = rows[this.#at + SEASON]!;
    this.#columns.hoursOf(this.#at)[season >> 1]! += pending;
    this.#weekend += pending * (season & 1);
    rows[this.#at + PENDING] = 0;
  }
}

/** ms of Saturdays and Sundays (UTC) between two times. */
export function daysOff(from: number, to: number): number {
  const upTo = (time: number) => {
    const since = time + 3 * DAY;
    const weeks = Math.floor(since / (7 * DAY));
    return weeks * 2 * DAY + Math.max(0, since - weeks * 7 * DAY - 5 * DAY);
  };
  return upTo(to) - upTo(from);
}

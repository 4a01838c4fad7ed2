import { z } from 'zod';
import { TAIL_SIZE } from '../ml/log-tail.ts';
import { savedEvidence } from './saved-evidence.ts';

type Evidence = z.infer<typeof savedEvidence>;

/** A pause of a stream. Times in epoch ms. */
const gap = z.strictObject({
  /** Length in ms, and in ms of the stream's own clock, which runs fast at the hours when it usually comes. */
  ms: z.number(),
  own: z.number(),
  from: z.number(),
  to: z.number(),
  segment: z.number(),
  /** Lines before and after, of a pause longer than all before it. */
  before: savedEvidence.nullable(),
  after: savedEvidence.nullable(),
});
export type Gap = z.infer<typeof gap>;

/** JSON-safe state of a stream. */
export const savedStream = z.strictObject({
  count: z.number(),
  first: z.number(),
  last: z.number(),
  hours: z.array(z.number()).length(24),
  weekend: z.number(),
  tenths: z.number(),
  byMs: z.array(gap).max(TAIL_SIZE),
  byOwn: z.array(gap).max(TAIL_SIZE),
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
/** Longer pauses are told by the calendar's clock alone. */
const LONGEST_OWN = 400 * DAY;

/** When something comes again: a kind of line of a host, all lines of a host, or all lines. */
export class Stream {
  /** Occasions; lines at the same moment are one. */
  count = 0;
  first = 0;
  last = 0;
  /** Occasions by hour of the day, UTC. */
  hours = new Uint32Array(24);
  /** Occasions on a Saturday or Sunday. */
  weekend = 0;
  /** Bits of the tenths of the log in which it comes, in the second of two passes. */
  tenths = 0;
  /** The longest pauses by each clock, longest first. */
  byMs: Gap[] = [];
  byOwn: Gap[] = [];
  /** One of the last lines, to be shown should no more come; and when it was taken. */
  sample: Evidence | null = null;
  sampled = Number.NEGATIVE_INFINITY;
  /** The pause that was told of while it lasted, by its beginning. */
  told: number | null = null;
  /** How fast its own clock runs in each hour, as a sum up to it; null while it runs evenly. */
  #speeds: Float64Array | null = null;
  #fastest = 1;
  /** How fast its own clock runs at weekends. */
  #offSpeed = 1;
  #speedsFor = 0;
  #frozen = false;
  #leastMs = 0;
  #leastOwn = 0;

  /** Learns an occasion, its hour and whether it is on a weekend; `collect`: also the pause before it. */
  hit(time: number, season: { hour: number; weekend: number }, collect: number | null): void {
    if (this.count === 0) this.first = time;
    else {
      const ms = time - this.last;
      if (!(ms > 0)) return;
      if (collect !== null && (ms > this.#leastMs || ms * this.#fastest > this.#leastOwn)) {
        this.#collect(this.pause(time, collect));
      }
    }
    this.count++;
    this.last = time;
    if (collect !== null && collect >= 0) this.tenths |= 1 << collect;
    if (this.#frozen) return;
    this.hours[season.hour]!++;
    this.weekend += season.weekend;
    // With the occasions, never when it is asked: what is found must not depend on when that is.
    if (collect !== null && this.count >= 1.25 * this.#speedsFor) this.#prepare();
  }

  /** Whether the pause that lasts at `now` may be odd by its length; cheap, and never false for one that is. */
  isOverdue(now: number): boolean {
    const longest = this.byOwn[0];
    if (this.count < 4 || longest === undefined) return false;
    const ms = now - this.last;
    return ms > longest.own / this.#fastest && ms <= this.last - this.first;
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

  /** Puts a pause among the longest, after lines were found for it. */
  #collect(one: Gap): void {
    // Its lines are only of use where it may be told of.
    const kept = one.ms > 2 * (this.byMs[2]?.ms ?? 0) || one.own > 1.2 * (this.byOwn[0]?.own ?? 0);
    const lean = kept ? one : { ...one, before: null };
    if (one.ms > this.#leastMs) this.#leastMs = keep(this.byMs, lean, 'ms');
    if (one.own > this.#leastOwn) this.#leastOwn = keep(this.byOwn, lean, 'own');
  }

  /** Gives the pause that ended at `time` its line, when it is among the longest. */
  returned(time: number, line: () => Evidence): void {
    const found = this.byMs.find(({ to }) => to === time) ?? this.byOwn.find(({ to }) => to === time);
    if (found !== undefined && found.before !== null && found.after === null) found.after = line();
  }

  /** Whether to keep this line: of what comes seldom each one, of the rest one in ten minutes at most. */
  wantsSample(time: number): boolean {
    return time - this.sampled >= Math.min(SAMPLE_EVERY, 16 * (this.byMs[0]?.ms ?? 0));
  }

  /** Everything is learnt: begins anew with the pauses, and keeps the hours. */
  rewind(): void {
    this.#frozen = true;
    this.#prepare();
    this.count = 0;
    this.tenths = 0;
    this.byMs = [];
    this.byOwn = [];
    this.sample = null;
    this.sampled = Number.NEGATIVE_INFINITY;
    this.#setLeast();
  }

  /** Goes on where an older stream of the same thing ended; pauses of two that were mixed are not known. */
  follow(older: Stream): void {
    if (older.count === 0) return;
    const inTurn = this.count > 0 && older.last <= this.first;
    const [byMs, byOwn] = [this.byMs, this.byOwn];
    this.byMs = [];
    this.byOwn = [];
    if (inTurn) {
      const between = {
        ms: this.first - older.last,
        own: this.first - older.last,
        from: older.last,
        to: this.first,
      };
      const joint = { ...between, segment: -1, before: null, after: null };
      for (const one of [...older.byMs, ...byMs, joint]) keep(this.byMs, one, 'ms');
      for (const one of [...older.byOwn, ...byOwn, joint]) keep(this.byOwn, one, 'own');
    }
    this.#setLeast();
    this.first = this.count > 0 ? Math.min(this.first, older.first) : older.first;
    this.last = Math.max(this.last, older.last);
    this.count += older.count;
    this.weekend += older.weekend;
    for (let h = 0; h < 24; h++) this.hours[h]! += older.hours[h]!;
  }

  /** JSON-safe state. */
  save(): SavedStream {
    const { count, first, last, hours, weekend, tenths, byMs, byOwn, sample, sampled } = this;
    return {
      ...{
        count,
        first,
        last,
        hours: [...hours],
        weekend,
        tenths,
        byMs: [...byMs],
        byOwn: [...byOwn],
        sample,
      },
      sampled: Number.isFinite(sampled) ? sampled : null,
      told: this.told,
      clock: {
        rests: Number.isFinite(this.#speedsFor) ? this.#speedsFor : null,
        speeds: this.#speeds === null ? null : [...this.#speeds],
        off: this.#offSpeed,
      },
    };
  }

  /** What `save` described. */
  static load(saved: SavedStream): Stream {
    const stream = new Stream();
    const { hours, sampled, clock, ...rest } = saved;
    Object.assign(stream, rest);
    stream.hours.set(hours);
    stream.sampled = sampled ?? Number.NEGATIVE_INFINITY;
    stream.#speedsFor = clock.rests ?? Number.POSITIVE_INFINITY;
    stream.#offSpeed = clock.off;
    if (clock.speeds !== null) stream.#useSpeeds(Float64Array.from(clock.speeds));
    stream.#setLeast();
    return stream;
  }

  /** Length of a pause by the stream's own clock. */
  #own(from: number, to: number): number {
    if (this.#speeds === null || to - from > LONGEST_OWN) return to - from;
    return this.#at(to) - this.#at(from);
  }

  #at(time: number): number {
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
    this.#speeds = null;
    this.#fastest = 1;
    const { hours } = this;
    const sum = hours.reduce((total, one) => total + one, 0);
    const life = this.last - this.first;
    if (life < KNOWN_AFTER) return;
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
    const usual = (sum - this.weekend) / Math.max(HOUR, life - offTime);
    // While no weekend is known, what keeps no hours is believed to keep no weekends either.
    const roundTheClock = slowest > 0.5 || this.weekend > 0 || (this.#frozen && sum < 24);
    if (offTime < DAY / 4) this.#offSpeed = roundTheClock ? 1 : 0;
    else this.#offSpeed = usual > 0 ? Math.min(1, this.weekend / offTime / usual) : 1;
  }

  #useSpeeds(speeds: Float64Array): void {
    this.#speeds = speeds;
    for (let h = 0; h < 24; h++) this.#fastest = Math.max(this.#fastest, speeds[h + 1]! - speeds[h]!);
  }

  #setLeast(): void {
    this.#leastMs = this.byMs.length === TAIL_SIZE ? this.byMs.at(-1)!.ms : 0;
    this.#leastOwn = this.byOwn.length === TAIL_SIZE ? this.byOwn.at(-1)!.own : 0;
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

/** Puts a pause among the longest; the length from which on the next one counts. */
function keep(largest: Gap[], one: Gap, by: 'ms' | 'own'): number {
  let at = largest.length;
  while (at > 0 && largest[at - 1]![by] < one[by]) at--;
  largest.splice(at, 0, one);
  if (largest.length > TAIL_SIZE) largest.pop();
  return largest.length === TAIL_SIZE ? largest[TAIL_SIZE - 1]![by] : 0;
}

import { z } from 'zod';
import { savedEvidence } from './saved-evidence.ts';
import { OwnClock, savedClock } from './silence-clock.ts';
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
import { type Evidence, type Gap, Pauses, pausesOfBoth, savedGaps } from './silence-pauses.ts';
import { type Missed, Slots, savedSlots } from './silence-slots.ts';

export type { Gap };
export type Span = Pick<Gap, 'from' | 'to' | 'ms'>;

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
  /** The pause that was told of last, by its beginning, and its end. */
  told: z.number().nullable(),
  toldTo: z.number().nullable(),
  slots: savedSlots.nullable(),
  /** Its own clock, and how many occasions it rests on; null for ever. */
  rests: z.number().nullable(),
  clock: savedClock,
});
export type SavedStream = z.infer<typeof savedStream>;

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** From here on a stream knows its hours. */
const KNOWN_AFTER = 2 * DAY;
const SAMPLE_EVERY = HOUR / 6;
/** A pause of which nobody needs to know. */
export const SHORTEST = 5 * 60_000;
/** A pause is odd only when it is so much longer than the longest other one. */
export const LONGER = 1.3;
/** What comes again after so long begins anew, and may keep a time of day. */
const ANEW = HOUR / 2;
/** While a pause lasts it is looked at each time it is so much longer. */
const STEP = Math.log(1.04);

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
  /** The pause that was told of last, by its beginning; and its end, null while it lasts. */
  told: number | null = null;
  toldTo: number | null = null;
  /** When it is looked at next (epoch ms), and whether it is followed no more; see `Waiting`. */
  queued = Number.POSITIVE_INFINITY;
  gone = false;
  /** Its lines say that their host starts anew; what was due in the pause that lasts is not asked for. */
  tellsOfStart = false;
  excused = false;
  readonly #pauses = new Pauses();
  #weekend = 0;
  readonly #clock = new OwnClock();
  #slots: Slots | null = null;
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
    this.gone = true;
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
      if (ms > rows[at + COLLECT]!) this.#addPause(rows[at + LAST]!, time, segment);
      if (ms > ANEW && segment < 0) (this.#slots ??= new Slots()).come(time, this.excused);
    }
    this.learn(time, season);
    if (segment >= 0) this.tenths |= 1 << segment;
    this.#keepTime();
  }

  /** Learns an occasion, in one pass, but nothing of the pause before it, which was told of. */
  hitAfterTold(time: number, season: number): void {
    this.toldTo = time;
    (this.#slots ??= new Slots()).come(time, true);
    this.learn(time, season);
    this.#keepTime();
  }

  /** A pause that was told of (epoch ms) is usual. */
  accept(from: number, to: number): void {
    this.#addPause(from, to, -1);
  }

  /** Whether a pause is the one that was told of last, or most of it is in that one. */
  wasAway({ from, to, ms }: Span): boolean {
    if (this.told === null) return false;
    return Math.min(this.toldTo ?? to, to) - Math.max(this.told, from) >= ms / 2;
  }

  #addPause(from: number, to: number, segment: number): void {
    this.#pauses.add({ own: this.#own(from, to), from, to, segment, before: this.sample });
    this.#setLeast();
    this.#setSample();
  }

  #keepTime(): void {
    const { rows } = this.#columns;
    const at = this.#at;
    // With the occasions, never when it is asked: what is found must not depend on when that is.
    if (!this.#frozen && rows[at + COUNT]! >= rows[at + PREPARE]!) this.#prepare();
  }

  /** When the pause that lasts is to be looked at after `now`, Infinity when never: it cannot be odd before. */
  dueAfter(now: number): number {
    const { rows } = this.#columns;
    const at = this.#at;
    if (rows[at + COUNT]! < 4) return Number.POSITIVE_INFINITY;
    const last = rows[at + LAST]!;
    const bySlot = this.#slots?.dueAfter(now) ?? Number.POSITIVE_INFINITY;
    const least = Math.max(SHORTEST, rows[at + OVERDUE]!);
    if (now < last + least) return Math.min(last + least, bySlot);
    // By its own clock it is not long enough before then, however fast that runs.
    const missing = LONGER * this.longestOwn - this.#own(last, now);
    const soonest = now - last + Math.max(0, missing) / this.#clock.fastest;
    const step = Math.floor(Math.log(soonest / SHORTEST) / STEP + 1e-9) + 1;
    const ms = SHORTEST * Math.exp(step * STEP);
    // What is away for longer than it was there is no news.
    return ms - (last - this.first) * Math.exp(STEP) > 0 ? bySlot : Math.min(last + ms, bySlot);
  }

  /** Whether the pause that ends at a time may be odd, or was told of; cheap. */
  mayBeOdd(time: number): boolean {
    return this.told === this.last || this.dueAfter(Number.NEGATIVE_INFINITY) <= time;
  }

  /** What was due at its time of day in a pause and did not come. */
  missed(from: number, to: number): Missed | null {
    return this.#slots?.missed(from, to) ?? null;
  }

  /** It may have come at any time between two times. */
  blind(from: number, to: number): void {
    if (this.count === 0 || this.last > from) return;
    this.last = to;
    this.#slots?.blind(from, to);
  }

  /** Length of its longest pause by its own clock and by the calendar's, 0 where there is none. */
  get longestOwn(): number {
    return this.#pauses.longestOwn(0);
  }

  get longestMs(): number {
    return this.#pauses.longestMs(0);
  }

  /** Whether it is known at which hours it comes. */
  get knowsHours(): boolean {
    return this.#clock.isKnown;
  }

  /** The pause up to `now`. */
  pause(now: number, segment: number): Gap {
    const { last, sample } = this;
    const ms = now - last;
    return { ms, own: this.#own(last, now), from: last, to: now, segment, before: sample, after: null };
  }

  /** Gives the pause that ended at `time` its line. */
  returned(time: number, line: () => Evidence): void {
    this.#pauses.returned(time, line);
  }

  /** Whether to keep this line: of what comes seldom each one, of the rest one in ten minutes at most. */
  wantsSample(time: number): boolean {
    return time >= this.#columns.rows[this.#at + SAMPLE]!;
  }

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

  /** Goes on where an older stream of the same thing ended; of two that were mixed pauses of one alone are known. */
  follow(older: Stream): void {
    if (older.count === 0) return;
    const { count, last } = this;
    this.#pauses.load(
      count > 0 ? pausesOfBoth(older, this, 'byMs') : older.byMs,
      count > 0 ? pausesOfBoth(older, this, 'byOwn') : older.byOwn,
    );
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
    if (older.#slots === null) return;
    this.#slots ??= new Slots();
    this.#slots.follow(older.#slots);
  }

  /** JSON-safe state. */
  save(): SavedStream {
    const { count, first, last, hours, weekend, tenths, byMs, byOwn, sample } = this;
    return {
      ...{ count, first, last, hours: [...hours], weekend, tenths, byMs, byOwn, sample },
      ...{ told: this.told, toldTo: this.toldTo, slots: this.#slots?.save() ?? null },
      sampled: Number.isFinite(this.#sampled) ? this.#sampled : null,
      rests: Number.isFinite(this.#speedsFor) ? this.#speedsFor : null,
      clock: this.#clock.save(),
    };
  }

  /** What `save` described. */
  static load(saved: SavedStream, columns: Columns): Stream {
    const stream = new Stream(columns);
    const { count, last, hours, weekend, byMs, byOwn, sampled, rests, clock, slots, ...rest } = saved;
    Object.assign(stream, rest);
    const at = stream.#at;
    columns.rows[at + COUNT] = count;
    stream.last = last;
    columns.hoursOf(at).set(hours);
    stream.#weekend = weekend;
    stream.#sampled = sampled ?? Number.NEGATIVE_INFINITY;
    stream.#speedsFor = rests ?? Number.POSITIVE_INFINITY;
    columns.rows[at + PREPARE] = 1.25 * stream.#speedsFor;
    stream.#clock.load(clock);
    if (slots !== null) stream.#slots = Slots.load(slots);
    stream.#pauses.load(byMs, byOwn);
    stream.#setLeast();
    stream.#setSample();
    return stream;
  }

  /** Length of a pause by the stream's own clock. */
  #own(from: number, to: number): number {
    return this.#clock.between(from, to);
  }

  /** Works out the speed of each hour, each time a quarter more is known. */
  #prepare(): void {
    this.#speedsFor = this.#frozen ? Number.POSITIVE_INFINITY : this.count;
    this.#columns.rows[this.#at + PREPARE] = 1.25 * this.#speedsFor;
    this.#clock.reset();
    const { first, last, hours, weekend } = this;
    if (last - first >= KNOWN_AFTER) this.#clock.learn({ hours, weekend, first, last, all: this.#frozen });
    this.#setLeast();
  }

  /** Sets from which length on a pause may be among the longest, or odd. */
  #setLeast(): void {
    const { leastMs, leastOwn } = this.#pauses;
    const { rows } = this.#columns;
    rows[this.#at + COLLECT] = Math.min(leastMs, leastOwn / this.#clock.fastest);
    // Where no pause is known by its own clock none can be odd.
    rows[this.#at + OVERDUE] = (LONGER * (this.longestOwn || Number.POSITIVE_INFINITY)) / this.#clock.fastest;
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

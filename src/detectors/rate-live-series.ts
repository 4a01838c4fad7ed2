import { z } from 'zod';
import { rawOf } from './odd-runs.ts';
import { awayBy, LEAST_LESS, LEAST_MORE, MUCH, NOTED, rooted } from './rate-judge.ts';
import { HOUR_BUCKETS, LastHour } from './rate-last-hour.ts';
import { type Matter, type Shown, savedMatter, savedShown } from './rate-matter.ts';
import { type Expected, expectAt, hourOfWeek, WEEK_HOURS, type Week } from './rate-season.ts';
import { doubtOf, mostOf, spreadOf } from './rate-spread.ts';
import { BUCKET } from './rate-timeline.ts';

const GAP = 2;
/** What goes on for a day is how it is now. */
const DAY_BUCKETS = 24 * HOUR_BUCKETS;
const LONG = 36;
const WILD = 6;
/** Counts beyond so many times what is expected are an incident, not a habit, and learnt only in part. */
const CLIP = 3;
/** A day of history before anything is judged. */
const LEAST_BUCKETS = 288;

const expected: Expected = { low: 0, high: 0, rests: 0 };
/** The same for the beginning of the hour that ends now. */
const before: Expected = { low: 0, high: 0, rests: 0 };

/** Small whole numbers, which an object holds itself: they are looked at for every line. */
const NO_BUCKET = -(2 ** 30);
const NO_LIMIT = 2 ** 30;

/** A stretch that goes on: what a person is told of it, and how far out it is. */
export interface LiveRun {
  readonly matter: Matter;
  /** Seen in an hour of buckets, each of which had too few lines to be odd. */
  readonly slow: boolean;
  /** Number of the last odd bucket. */
  last: number;
  readonly first: number;
  sum: number;
  members: number;
  peak: number;
  /** Told with the one of this key. */
  told: string | null;
}

/** What a bucket, or an hour, looks like: the stretch that it goes on with, and how far out it lies. */
export interface Look {
  readonly run: LiveRun | null;
  readonly far: number;
  readonly usual: number;
  readonly seen: number;
  /** Number of the first bucket that it is about. */
  readonly first: number;
  readonly slow: boolean;
}

/** In one pass: how often a kind of line comes from one place, learnt hour by hour. */
export class LiveSeries {
  readonly host: string | null;
  /** The kind of line it is of, and its place among all series. */
  template: { readonly id: string; readonly text: string } = { id: '', text: '' };
  order = 0;
  lines = new Float64Array(WEEK_HOURS);
  total = 0;
  /** Bucket being counted, `NO_BUCKET` before the first, and its lines so far. */
  bucket = NO_BUCKET;
  count = 0;
  /** So many lines are not yet odd in this bucket. */
  limit = NO_LIMIT;
  run: LiveRun | null = null;
  /** Lines of the open bucket beyond the limit. */
  shown: Shown | null = null;
  /** Lines of the open hour, those expected at least and at most, and how sure that is. */
  #hour = newHour();
  readonly #recent = new LastHour();
  #looks = 0;
  #away = 0;
  #seen = 0;
  #sum = 0;
  /** Hours looked at, and how far they were from what was expected. */
  #hours = 0;
  #hoursAway = 0;

  constructor(host: string | null) {
    this.host = host;
  }

  /** A bucket begins: works out from how many lines on it will be odd, by itself or with the hour before it. */
  begin(bucket: number, week: Week): void {
    this.bucket = bucket;
    this.count = 0;
    this.shown = null;
    this.limit = NO_LIMIT;
    if (this.total === 0 || week.allBuckets < LEAST_BUCKETS) return;
    this.#expect(bucket, week);
    this.#recent.shift(bucket);
    const alone = mostOf(expected, this.#spread());
    const high = HOUR_BUCKETS * this.#mostOfHour(bucket, week);
    const ofHour = mostOf({ ...expected, high }, this.#spreadOfHours());
    this.limit = Math.max(0, Math.min(NO_LIMIT, alone, ofHour - this.#recent.sum));
  }

  /** A bucket with `count` lines is over: judges it. `partial`: less than all of it was seen. */
  close(bucket: number, { count, partial }: { count: number; partial: boolean }, week: Week): Look {
    this.#recent.shift(bucket);
    this.#recent.set(count);
    this.#hour.all += count;
    const known = this.total > 0 && week.allBuckets >= LEAST_BUCKETS;
    let [far, usual] = [0, 0];
    if (known) {
      this.#expect(bucket, week);
      usual = expected.high;
      const away = awayBy(count, expected);
      this.#hour.most = Math.max(this.#hour.most, usual);
      if (!partial) {
        this.#hour.seen += count;
        this.#hour.usual += expected.low;
        this.#hour.rests = expected.rests;
      }
      const spread = this.#spread();
      far = partial ? Math.max(0, away / spread) : away / spread;
      // Only occasions on which it came say how many lines come on one.
      if (count > 0) {
        this.#looks++;
        this.#away += Math.min(Math.abs(away), WILD * spread);
      }
    }
    // An hour says more than five minutes where few lines come.
    const slow = known && far < NOTED && count > MUCH * usual ? this.#lookAtHour(bucket, week) : null;
    if (slow !== null && (this.run === null || this.run.slow || this.isOver(bucket))) {
      const { run } = this;
      if (run === null || this.isOver(bucket)) return slow;
      return { ...slow, run: this.#extend(bucket, { far: slow.far, count, usual }) };
    }
    const upTo = Math.max(0, far);
    return {
      ...{ run: this.#extend(bucket, { far: upTo, count, usual }), far: upTo, usual },
      ...{ seen: count, first: bucket, slow: false },
    };
  }

  /**
   * An hour is over, `bucket` being its last. Too few lines are seen in hours, as one bucket has too few to miss. What
   * the hour held is learnt only now, so that what goes on for minutes is not yet how it is.
   */
  closeHour(bucket: number, week: Week): Look {
    const { seen, usual, rests } = this.#hour;
    const known = this.total > 0 && week.allBuckets >= LEAST_BUCKETS;
    if (known) this.#lookBack(bucket, week);
    this.#learnHour(bucket, known);
    const away = Math.min(0, rooted(seen) - rooted(usual));
    const far = usual >= LEAST_LESS ? away / this.#spread() / Math.sqrt(1 + doubtOf(rests, usual)) : 0;
    const first = Math.floor(bucket / HOUR_BUCKETS) * HOUR_BUCKETS;
    const run = this.#extend(bucket, { far, count: seen, usual });
    return { run, far, usual, seen, first, slow: false };
  }

  /** What the hour up to a bucket looks like; null when it is not odd. Only more than usual. */
  #lookAtHour(bucket: number, week: Week): Look | null {
    const seen = this.#recent.sum;
    if (seen < LEAST_MORE || seen < MUCH * HOUR_BUCKETS * expected.high) return null;
    const usual = HOUR_BUCKETS * this.#mostOfHour(bucket, week);
    const away = rooted(seen) - rooted(usual);
    const far = away / this.#spreadOfHours() / Math.sqrt(1 + doubtOf(expected.rests, usual));
    if (seen < MUCH * usual || far < NOTED / 2) return null;
    return { run: null, far, ...this.#recent.sinceWhen(usual / HOUR_BUCKETS), slow: true };
  }

  /** Learns how far hours are from what is expected. */
  #lookBack(bucket: number, week: Week): void {
    this.#recent.shift(bucket);
    const seen = this.#recent.sum;
    this.#expect(bucket, week);
    const most = HOUR_BUCKETS * this.#mostOfHour(bucket, week);
    const least = HOUR_BUCKETS * Math.min(expected.low, before.low);
    const off = seen > most ? rooted(seen) - rooted(most) : seen < least ? rooted(least) - rooted(seen) : 0;
    this.#hours++;
    this.#hoursAway += Math.min(off, WILD * this.#spreadOfHours());
  }

  /** The most that is expected in a bucket of the hour that ends with one, whose own is in `expected`. */
  #mostOfHour(bucket: number, week: Week): number {
    expectAt(week, (bucket - HOUR_BUCKETS + 1.5) * BUCKET, before);
    return Math.max(expected.high, before.high);
  }

  #learnHour(bucket: number, known: boolean): void {
    const { all, most } = this.#hour;
    this.#hour = newHour();
    const { run } = this;
    const settled = run !== null && bucket - run.first >= DAY_BUCKETS;
    const limit = known && !settled ? Math.max(10, CLIP * HOUR_BUCKETS * most) : Number.POSITIVE_INFINITY;
    const learnt = Math.min(all, limit);
    this.lines[hourOfWeek((bucket + 0.5) * BUCKET)]! += learnt;
    this.total += learnt;
  }

  /** Nothing could be seen for some time: the hour before it says nothing of what comes. */
  blind(): void {
    this.#recent.clear();
    this.bucket = NO_BUCKET;
  }

  /** Begins a stretch with an odd bucket or hour. */
  beginRun(matter: Matter, bucket: number, { far, slow }: Look): LiveRun {
    const sum = Math.abs(far);
    this.run = { matter, slow, first: bucket, last: bucket, sum, members: 1, peak: sum, told: null };
    return this.run;
  }

  /** Whether a stretch goes on that is over at `bucket`. */
  isOver(bucket: number): boolean {
    if (this.run === null) return false;
    const { matter, slow, last } = this.run;
    return bucket - last > (matter.more && !slow ? GAP : HOUR_BUCKETS + GAP);
  }

  /** Ends the stretch, if any; returns its `raw`. */
  end(): number {
    const { run } = this;
    this.run = null;
    if (run === null) return 0;
    // What was told is not told again as part of the hour that it was in.
    if (run.matter.more) this.#recent.clear();
    if (!isMuch(run.matter)) return 0;
    this.#seen++;
    this.#sum += Math.max(0, scoreOf(run) - NOTED);
    return run.matter.raw;
  }

  /** Sets how odd the stretch is by now. */
  judge(run: LiveRun, week: Week): void {
    run.matter.raw = isMuch(run.matter)
      ? rawOf(scoreOf(run) - NOTED, { seen: this.#seen, sum: this.#sum, looks: week.allBuckets })
      : 0;
  }

  #extend(
    bucket: number,
    { far, count, usual }: { far: number; count: number; usual: number },
  ): LiveRun | null {
    const { run } = this;
    if (run === null || this.isOver(bucket)) return null;
    const side = run.matter.more ? 1 : -1;
    if (side * far < NOTED / 2) return null;
    // Hours that overlap are no two witnesses.
    if (!run.slow || bucket - run.first >= run.members * HOUR_BUCKETS) {
      run.sum += side * far;
      run.members++;
    }
    run.last = bucket;
    run.peak = Math.max(run.peak, side * far);
    run.matter.seen += count;
    run.matter.usual += usual;
    run.matter.to = (bucket + 1) * BUCKET;
    return run;
  }

  #expect(bucket: number, week: Week): void {
    week.lines = this.lines;
    week.allLines = this.total;
    expectAt(week, (bucket + 0.5) * BUCKET, expected);
  }

  #spread(): number {
    return spreadOf(this.#looks, this.#away);
  }

  #spreadOfHours(): number {
    return spreadOf(this.#hours, this.#hoursAway);
  }

  /** Learns all that another one learnt. */
  merge(other: LiveSeries): void {
    for (let hour = 0; hour < WEEK_HOURS; hour++) this.lines[hour]! += other.lines[hour]!;
    this.total += other.total;
    if (other.bucket === this.bucket) this.count += other.count;
    this.run ??= other.run;
    this.#hour.seen += other.#hour.seen;
    this.#hour.usual += other.#hour.usual;
    this.#hour.all += other.#hour.all;
    this.#hour.most += other.#hour.most;
    this.#recent.merge(other.#recent);
    this.#hours += other.#hours;
    this.#hoursAway += other.#hoursAway;
    this.#looks += other.#looks;
    this.#away += other.#away;
    this.#seen += other.#seen;
    this.#sum += other.#sum;
  }

  /** JSON-safe state. */
  save(): SavedLiveSeries {
    const lines: [hour: number, lines: number][] = [];
    this.lines.forEach((n, hour) => {
      if (n > 0) lines.push([hour, n]);
    });
    return {
      host: this.host,
      lines,
      total: this.total,
      bucket: this.bucket === NO_BUCKET ? null : this.bucket,
      count: this.count,
      limit: this.limit === NO_LIMIT ? null : this.limit,
      run: this.run === null ? null : structuredClone(this.run),
      shown: this.shown === null ? null : structuredClone(this.shown),
      hour: { ...this.#hour },
      sums: [this.#looks, this.#away, this.#seen, this.#sum],
      recent: this.#recent.save(),
      hours: [this.#hours, this.#hoursAway],
    };
  }

  /** What `save` described. */
  static load(saved: SavedLiveSeries): LiveSeries {
    const series = new LiveSeries(saved.host);
    for (const [hour, lines] of saved.lines) series.lines[hour] = lines;
    series.total = saved.total;
    series.bucket = saved.bucket ?? NO_BUCKET;
    series.count = saved.count;
    series.limit = saved.limit ?? NO_LIMIT;
    series.run = saved.run;
    series.shown = saved.shown;
    series.#hour = { ...saved.hour };
    [series.#looks, series.#away, series.#seen, series.#sum] = saved.sums;
    series.#recent.load(saved.recent);
    [series.#hours, series.#hoursAway] = saved.hours;
    return series;
  }
}

function newHour() {
  return { all: 0, seen: 0, usual: 0, most: 0, rests: 0 };
}

function isMuch({ more, seen, usual }: Matter): boolean {
  return more ? seen >= LEAST_MORE && seen >= MUCH * usual : usual >= LEAST_LESS && seen <= usual / MUCH;
}

function scoreOf({ matter, slow, peak, sum, members, first, last }: LiveRun): number {
  const dense = matter.more && !slow ? members / (last - first + 1) : 1;
  return Math.max(peak, (sum / members) * Math.sqrt(Math.min(members, LONG)) * dense ** 2);
}

/** JSON-safe state of a series. */
export const savedLiveSeries = z.strictObject({
  host: z.string().nullable(),
  lines: z.array(
    z.tuple([
      z
        .int()
        .min(0)
        .max(WEEK_HOURS - 1),
      z.number(),
    ]),
  ),
  total: z.number(),
  bucket: z.number().nullable(),
  count: z.number(),
  limit: z.number().nullable(),
  run: z
    .strictObject({
      matter: savedMatter,
      slow: z.boolean(),
      first: z.number(),
      last: z.number(),
      sum: z.number(),
      members: z.number(),
      peak: z.number(),
      told: z.string().nullable(),
    })
    .nullable(),
  shown: savedShown.nullable(),
  hour: z.strictObject({
    all: z.number(),
    seen: z.number(),
    usual: z.number(),
    most: z.number(),
    rests: z.number(),
  }),
  sums: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  recent: z
    .array(z.number())
    .length(1 + HOUR_BUCKETS)
    .nullable(),
  hours: z.tuple([z.number(), z.number()]),
});
export type SavedLiveSeries = z.infer<typeof savedLiveSeries>;

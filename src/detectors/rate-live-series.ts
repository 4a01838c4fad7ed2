import { z } from 'zod';
import { rawOf } from './odd-runs.ts';
import { awayBy, LEAST_LESS, LEAST_MORE, MUCH, NOTED, rooted } from './rate-judge.ts';
import { type Matter, type Shown, savedMatter, savedShown } from './rate-matter.ts';
import { type Expected, expectAt, hourOfWeek, WEEK_HOURS, type Week } from './rate-season.ts';
import { BUCKET } from './rate-timeline.ts';

const GAP = 2;
const HOUR_BUCKETS = 12;
const LONG = 36;
/** Mean distance of counts from what is expected, when nothing is known: that of a normal one, so many times. */
const USUAL = 0.8;
const PRIOR = 10;
const WILD = 6;
/** Counts beyond so many times what is expected are an incident, not a habit, and learnt only in part. */
const CLIP = 3;
/** A day of history before anything is judged. */
const LEAST_BUCKETS = 288;

const expected: Expected = { low: 0, high: 0, rests: 0 };

/** Small whole numbers, which an object holds itself: they are looked at for every line. */
const NO_BUCKET = -(2 ** 30);
const NO_LIMIT = 2 ** 30;

/** A stretch that goes on: what a person is told of it, and how far out it is. */
export interface LiveRun {
  readonly matter: Matter;
  /** Number of the last odd bucket. */
  last: number;
  readonly first: number;
  sum: number;
  members: number;
  peak: number;
  /** Told with the one of this key. */
  told: string | null;
}

/** In one pass: how often a kind of line comes from one place, learnt as it comes. */
export class LiveSeries {
  readonly host: string | null;
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
  /** Lines of the open hour, those expected at least, and how sure that is. */
  #hour = { seen: 0, usual: 0, doubt: 0 };
  #looks = 0;
  #away = 0;
  #seen = 0;
  #sum = 0;

  constructor(host: string | null) {
    this.host = host;
  }

  /** A bucket begins: works out from how many lines on it will be odd. */
  begin(bucket: number, week: Week): void {
    this.bucket = bucket;
    this.count = 0;
    this.shown = null;
    this.limit = NO_LIMIT;
    if (this.total === 0 || week.allBuckets < LEAST_BUCKETS) return;
    this.#expect(bucket, week);
    const doubt = expected.rests > 0 ? 1 / expected.rests : 0.5 * expected.high;
    const y = rooted(expected.high) + (NOTED / 2) * this.#spread() * Math.sqrt(1 + doubt);
    this.limit = Math.min(NO_LIMIT, Math.floor(Math.max(LEAST_MORE - 1, (y / 2) ** 2 - 0.375)));
  }

  /** A bucket with `count` lines is over. Judges it, then learns it; the stretch that it is part of, if it is odd. */
  close(bucket: number, count: number, week: Week): { run: LiveRun | null; far: number; usual: number } {
    const known = this.total > 0 && week.allBuckets >= LEAST_BUCKETS;
    let far = 0;
    let usual = 0;
    if (known) {
      this.#expect(bucket, week);
      const away = awayBy(count, expected);
      usual = expected.high;
      this.#hour.seen += count;
      this.#hour.usual += expected.low;
      this.#hour.doubt = expected.rests > 0 ? 1 / expected.rests : 0.5 * expected.low;
      const spread = this.#spread();
      far = away / spread;
      this.#looks++;
      this.#away += Math.min(Math.abs(away), WILD * spread);
    }
    const most = known ? Math.max(10, CLIP * expected.high) : Number.POSITIVE_INFINITY;
    this.lines[hourOfWeek((bucket + 0.5) * BUCKET)]! += Math.min(count, most);
    this.total += Math.min(count, most);
    return {
      run: this.#extend(bucket, { far: Math.max(0, far), count, usual }),
      far: Math.max(0, far),
      usual,
    };
  }

  /** An hour is over, `bucket` being its last. Too few lines are seen in hours, as one bucket has too few to miss. */
  closeHour(bucket: number): { run: LiveRun | null; far: number; usual: number; seen: number } {
    const { seen, usual, doubt } = this.#hour;
    this.#hour = { seen: 0, usual: 0, doubt: 0 };
    const away = Math.min(0, rooted(seen) - rooted(usual));
    const far = usual >= LEAST_LESS ? away / this.#spread() / Math.sqrt(1 + doubt) : 0;
    return { run: this.#extend(bucket, { far, count: seen, usual }), far, usual, seen };
  }

  /** Begins a stretch with an odd bucket. */
  beginRun(matter: Matter, at: { bucket: number; far: number }): LiveRun {
    const far = Math.abs(at.far);
    this.run = { matter, first: at.bucket, last: at.bucket, sum: far, members: 1, peak: far, told: null };
    return this.run;
  }

  /** Whether a stretch goes on that is over at `bucket`. */
  isOver(bucket: number): boolean {
    if (this.run === null) return false;
    return bucket - this.run.last > (this.run.matter.more ? GAP : HOUR_BUCKETS + GAP);
  }

  /** Ends the stretch, if any; returns its `raw`. */
  end(): number {
    const { run } = this;
    this.run = null;
    if (run === null || !isMuch(run.matter)) return 0;
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
    run.last = bucket;
    run.sum += side * far;
    run.members++;
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
    const mean = (PRIOR * USUAL + this.#away) / (PRIOR + this.#looks);
    // Few occasions say little about how many lines come on one.
    return Math.max(1, 1.25 * mean) * (1 + 2 / Math.sqrt(1 + this.#looks));
  }

  /** Learns all that another one learnt. */
  merge(other: LiveSeries): void {
    for (let hour = 0; hour < WEEK_HOURS; hour++) this.lines[hour]! += other.lines[hour]!;
    this.total += other.total;
    if (other.bucket === this.bucket) this.count += other.count;
    this.run ??= other.run;
    this.#hour.seen += other.#hour.seen;
    this.#hour.usual += other.#hour.usual;
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
    return series;
  }
}

function isMuch({ more, seen, usual }: Matter): boolean {
  return more ? seen >= LEAST_MORE && seen >= MUCH * usual : usual >= LEAST_LESS && seen <= usual / MUCH;
}

function scoreOf({ matter, peak, sum, members, first, last }: LiveRun): number {
  const dense = matter.more ? members / (last - first + 1) : 1;
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
      first: z.number(),
      last: z.number(),
      sum: z.number(),
      members: z.number(),
      peak: z.number(),
      told: z.string().nullable(),
    })
    .nullable(),
  shown: savedShown.nullable(),
  hour: z.strictObject({ seen: z.number(), usual: z.number(), doubt: z.number() }),
  sums: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});
export type SavedLiveSeries = z.infer<typeof savedLiveSeries>;

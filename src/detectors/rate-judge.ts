import { at, type OddRun } from './odd-runs.ts';
import { type Expected, expectAt, hourOfWeek, newWeek } from './rate-season.ts';
import type { Series, Timeline } from './rate-timeline.ts';

/** From so many spreads on a bucket is noted, and half of it keeps a stretch going. */
export const NOTED = 4;
const GAP = 2;
const LONG = 36;
/** Twice as many, or half as many, is much. */
export const MUCH = 2;
/** Fewer lines than this, or fewer expected where they are missing, are nothing to speak of. */
export const LEAST_MORE = 5;
export const LEAST_LESS = 12;
/** A log with so many lines per bucket that has none was not written, rather than silent. */
const SURELY = 20;
/** Lines per bucket from which on empty buckets are looked at, too. */
const DENSE = 1;
const CLIP = 3;
/** How sure the rate of a kind of day is of which there was no other: by a factor e^0.7. */
const UNSURE = 0.7;

/** A stretch in which a kind of line came much more or much less often than usual. */
export interface RateRun extends OddRun {
  readonly series: Series;
  /** Epoch ms: begin of the first bucket, end of the last. */
  readonly from: number;
  readonly to: number;
  readonly more: boolean;
  /** Lines expected, and lines that came. */
  readonly usual: number;
  readonly seen: number;
  /** From one moment on up to the end of the log. */
  readonly lasting?: true;
  /** The same hour on like days was seen at other times, so that the hour was taken into account. */
  readonly seasonal: boolean;
}

/** The square root scale on which counts vary alike, whatever their size (Anscombe 1948). */
export function rooted(count: number): number {
  return 2 * Math.sqrt(count + 0.375);
}

/** How far a count lies outside of what is expected, before it is divided by the spread; 0 within. */
export function awayBy(count: number, { low, high, rests }: Expected): number {
  const y = rooted(count);
  const [most, least] = [rooted(high), rooted(low)];
  const off = y > most ? y - most : y < least ? y - least : 0;
  const rate = off > 0 ? high : low;
  const doubt = rests > 0 ? 1 / rests : UNSURE * UNSURE * rate;
  return off / Math.sqrt(1 + doubt);
}

/** Judges series by the buckets of one timeline, each tenth by the others. */
export class RateJudge {
  readonly #starts: readonly number[];
  readonly #tenths: readonly number[];
  readonly #exposed: Uint8Array;
  readonly #width: number;
  /** Of each tenth, what the others know. */
  readonly #others: ReturnType<typeof newWeek>[];
  readonly #by: number;
  readonly #expected: Expected = { low: 0, high: 0, rests: 0 };

  /** @param by so many buckets of the timeline are looked at as one */
  constructor(timeline: Timeline, by: number) {
    this.#by = by;
    this.#width = timeline.width * by;
    const perHour = Math.max(1, 3_600_000 / this.#width);
    this.#others = Array.from({ length: 10 }, () => newWeek(perHour));
    const length = Math.ceil(timeline.length / by);
    this.#starts = Array.from({ length }, (_, i) => timeline.starts[i * by]!);
    this.#tenths = Array.from({ length }, (_, i) => timeline.tenths[i * by]!);
    const all = timeline.lines.reduce((a, b) => a + b, 0);
    const always = all / Math.max(1, timeline.length) >= SURELY;
    this.#exposed = new Uint8Array(length).fill(1);
    timeline.lines.forEach((n, i) => {
      if (always && n === 0) this.#exposed[Math.floor(i / by)] = 0;
    });
    for (let i = 0; i < length; i++) {
      if (this.#exposed[i] === 0) continue;
      const hour = hourOfWeek(this.#middle(i));
      for (let k = 0; k < 10; k++) {
        if (k === this.#tenths[i]) continue;
        this.#others[k]!.buckets[hour]!++;
        this.#others[k]!.allBuckets++;
      }
    }
  }

  /** Buckets looked at. */
  get looks(): number {
    return this.#starts.length;
  }

  /** The odd stretches of a series. */
  runsOf(given: Series): RateRun[] {
    const series = this.#by === 1 ? given : given.widened(this.#by);
    const { at: buckets, counts } = series;
    if (buckets.length === 0) return [];
    const clip = Math.max(10, CLIP * at(Float64Array.from(counts).sort(), 0.95));
    this.#learn(series, clip);
    const dense = series.total >= DENSE * this.looks;
    const looked = dense ? Array.from(this.#starts, (_, b) => b) : buckets;
    const seen = dense ? spread(series, this.looks) : counts;
    const away = new Float64Array(looked.length);
    for (let i = 0; i < looked.length; i++) {
      const b = looked[i]!;
      if (this.#exposed[b] === 0) continue;
      this.#expect(b);
      const off = awayBy(seen[i]!, this.#expected);
      // A log begins and ends within a bucket, in which less than all of it was seen.
      away[i] = off < 0 && (b === 0 || b === this.#starts.length - 1) ? 0 : off;
    }
    const usual = Math.max(1, at(Float64Array.from(away, Math.abs).sort(), 0.7) / 1.036);
    // Few occasions say little about how many lines come on one.
    const doubt = 1 + 2 / Math.sqrt(buckets.length);
    for (let i = 0; i < away.length; i++) away[i]! /= usual * doubt;
    return this.#stretches(given, { looked, seen, away });
  }

  #stretches(
    series: Series,
    { looked, seen, away }: { looked: readonly number[]; seen: ArrayLike<number>; away: Float64Array },
  ): RateRun[] {
    const runs: RateRun[] = [];
    for (let i = 0; i < looked.length; i++) {
      const side = Math.sign(away[i]!);
      if (side * away[i]! < NOTED) continue;
      let first = i;
      while (first > 0 && side * away[first - 1]! >= NOTED / 2 && looked[first - 1] === looked[first]! - 1)
        first--;
      let last = i;
      for (let j = i; j < looked.length && looked[j]! - looked[last]! <= GAP + 1; j++) {
        if (side * away[j]! >= NOTED / 2) last = j;
      }
      runs.push(...this.#run(series, { looked, seen, away, first, last, side }));
      i = last;
    }
    return runs;
  }

  #run(
    series: Series,
    stretch: {
      looked: readonly number[];
      seen: ArrayLike<number>;
      away: Float64Array;
      first: number;
      last: number;
      side: number;
    },
  ): RateRun[] {
    const { looked, seen, away, first, last, side } = stretch;
    let [lines, expected, sum, members, peak, tenths] = [0, 0, 0, 0, 0, 0];
    let seasonal = true;
    for (let k = first; k <= last; k++) {
      const b = looked[k]!;
      const far = side * away[k]!;
      this.#expect(b);
      lines += seen[k]!;
      expected += side > 0 ? this.#expected.high : this.#expected.low;
      seasonal &&= this.#expected.rests > 0;
      tenths |= 1 << this.#tenths[b]!;
      peak = Math.max(peak, far);
      if (far >= NOTED / 2) {
        sum += far;
        members++;
      }
    }
    const enough =
      side > 0
        ? lines >= LEAST_MORE && lines >= MUCH * expected
        : expected >= LEAST_LESS && lines <= expected / MUCH;
    if (!enough) return [];
    const dense = members / (looked[last]! - looked[first]! + 1);
    const score = Math.max(peak, (sum / members) * Math.sqrt(Math.min(members, LONG)) * dense ** 2);
    const from = this.#starts[looked[first]!]!;
    const to = this.#starts[looked[last]!]! + this.#width;
    return [
      {
        series,
        from,
        to,
        more: side > 0,
        usual: expected,
        seen: lines,
        seasonal,
        score,
        tenths,
        raw: 0,
        expected: 1,
      },
    ];
  }

  /** Learns the lines of a series; more than `clip` in one bucket are an incident, not a habit. */
  #learn({ at: buckets, counts }: Series, clip: number): void {
    for (const week of this.#others) {
      week.lines.fill(0);
      week.allLines = 0;
    }
    for (let i = 0; i < buckets.length; i++) {
      const b = buckets[i]!;
      const hour = hourOfWeek(this.#middle(b));
      const lines = Math.min(counts[i]!, clip);
      for (let k = 0; k < 10; k++) {
        if (k === this.#tenths[b]) continue;
        this.#others[k]!.lines[hour]! += lines;
        this.#others[k]!.allLines += lines;
      }
    }
  }

  #expect(bucket: number): void {
    expectAt(this.#others[this.#tenths[bucket]!]!, this.#middle(bucket), this.#expected);
  }

  #middle(bucket: number): number {
    return this.#starts[bucket]! + this.#width / 2;
  }
}

/** The counts of all buckets, those without lines too. */
function spread({ at: buckets, counts }: Series, length: number): Float64Array {
  const all = new Float64Array(length);
  for (let i = 0; i < buckets.length; i++) all[buckets[i]!] = counts[i]!;
  return all;
}

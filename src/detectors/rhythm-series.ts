import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Evidence } from '../core/finding.ts';
import type { Template } from '../core/template.ts';
import { SeriesDetector } from '../ml/index.ts';
import { savedSeries } from '../ml/series-detector.ts';
import { Hours, savedHours } from './rhythm-hours.ts';
import { savedEvidence } from './saved-evidence.ts';

/** Values that the ranges of five minutes and of hours are taken of: three and a half days, two weeks. */
const HISTORY = { fine: 1000, coarse: 336 };
/** Hours after which it is known how often lines come. */
const SETTLED = 48;
/** Lines an hour from which on five minutes, and hours, are a series of numbers and not single events. */
const DENSE = { fine: 24, coarse: 4 };
const MEMORY_HOURS = 168;

/** What is counted or measured. */
export const savedSubject = z.strictObject({
  kind: z.enum(['host', 'app', 'template', 'metric']),
  host: z.string().nullable(),
  app: z.string().nullable(),
  /** Of a kind of line. */
  template: z.strictObject({ id: z.string(), text: z.string() }).nullable(),
  /** Of a metric. */
  metric: z.string().nullable(),
  unit: z.string(),
});
export type Subject = Readonly<z.infer<typeof savedSubject>>;

/** For what there is room. */
interface Room {
  readonly fine: boolean;
  readonly coarse: boolean;
}

/** One series: counts of lines, or values of a metric, by five minutes and hours. */
export class Series {
  readonly of: Subject;
  readonly key: string;
  /** While it is known which it is: to see when it is generalised. */
  template: Template | null = null;
  readonly hours: Hours;
  /** A line of it, the first of the last hour that had one; its severity. */
  shown: Evidence | null = null;
  severity = -1;
  /** Epoch ms of its last line. */
  last = Number.NaN;
  /** Lines in the open five minutes; lines, or the sum of values, and their number in the open hour. */
  #five = 0;
  #hour = 0;
  #values = 0;
  /** The open five minutes, the open hour, hold what is not to be learnt. */
  #untrainedFive = false;
  #untrainedHour = false;
  #lived = 0;
  /** Lines, or values, an hour. */
  #rate = 0;
  #fine: SeriesDetector | null = null;
  #coarse: SeriesDetector | null = null;

  constructor(of: Subject) {
    this.of = of;
    this.key = keyOf(of);
    this.hours = new Hours(of.kind !== 'metric');
  }

  /** Whether it is looked at every five minutes. */
  get isFine(): boolean {
    return this.#fine !== null;
  }

  /** Whether its hours are looked at by their range. */
  get isCoarse(): boolean {
    return this.#coarse !== null;
  }

  /** Whether the open hour has nothing yet. */
  get isEmpty(): boolean {
    return this.#values === 0;
  }

  /** A line comes. */
  count({ received, weight, trains }: Event): void {
    this.#five += weight;
    this.#values += weight;
    this.#hour += weight;
    this.last = received;
    if (!trains) this.#untrainedFive = this.#untrainedHour = true;
  }

  /** A value was measured. */
  measure(time: number, value: number): void {
    this.#hour += value;
    this.#values++;
    this.last = time;
  }

  /**
   * The five minutes from `from` on are over; what came in them, and how odd that is by what came before, 0 and up.
   * `seen` says whether all of them could be seen.
   */
  closeFive(from: number, seen: boolean): { value: number; score: number } {
    const value = this.#five;
    const known = seen && !this.#untrainedFive;
    this.#five = 0;
    this.#untrainedFive = false;
    if (this.#fine === null || !known) return { value, score: Number.NaN };
    return { value, score: opened(this.#fine.observe(from, value)) };
  }

  /** The hour of this number is over; the same. `room`: whether one more may be looked at by its range. */
  closeHour(hour: number, { seen, room }: { seen: boolean; room: Room }): { value: number; score: number } {
    const metric = this.of.kind === 'metric';
    const came = metric ? this.#hour / this.#values : this.#hour;
    const value = seen && !this.#untrainedHour ? came : Number.NaN;
    if (seen) {
      this.#lived++;
      this.#rate += (this.#values - this.#rate) / Math.min(this.#lived, MEMORY_HOURS);
    }
    this.#hour = this.#values = 0;
    this.#untrainedHour = false;
    if (this.#lived >= SETTLED) this.#begin(hour, room, metric);
    this.hours.put(hour, value);
    if (this.#coarse === null || Number.isNaN(value)) return { value, score: Number.NaN };
    return { value, score: opened(this.#coarse.observe(hour * 3_600_000, value)) };
  }

  /** Takes in another that turned out to be of the same: what came of it from now on comes here. */
  merge(other: Series): void {
    this.hours.add(other.hours);
    this.#five += other.#five;
    this.#hour += other.#hour;
    this.#values += other.#values;
    this.#untrainedFive ||= other.#untrainedFive;
    this.#untrainedHour ||= other.#untrainedHour;
    this.#lived = Math.max(this.#lived, other.#lived);
    this.#rate += other.#rate;
    // What was usual of one is not of both.
    this.#fine = this.#coarse = null;
    this.shown ??= other.shown;
  }

  #begin(hour: number, room: Room, metric: boolean): void {
    const kind = metric ? 'value' : 'count';
    if (this.#coarse === null && room.coarse && this.#rate >= DENSE.coarse) {
      this.#coarse = new SeriesDetector({ kind, history: HISTORY.coarse });
      for (let back = HISTORY.coarse; back >= 1; back--) {
        this.#coarse.observe((hour - back) * 3_600_000, this.hours.at(hour - back));
      }
    }
    // What a metric is in five minutes the range of its hours could not say.
    if (this.#fine === null && room.fine && !metric && this.#rate >= DENSE.fine)
      this.#fine = new SeriesDetector({ kind, history: HISTORY.fine });
  }

  /** JSON-safe state. */
  save(): SavedRhythmSeries {
    return {
      of: this.of,
      hours: this.hours.save(),
      shown: this.shown,
      severity: this.severity,
      last: Number.isNaN(this.last) ? null : this.last,
      open: [this.#five, this.#hour, this.#values],
      untrained: [this.#untrainedFive, this.#untrainedHour],
      lived: this.#lived,
      rate: this.#rate,
      fine: this.#fine?.save() ?? null,
      coarse: this.#coarse?.save() ?? null,
    };
  }

  /** What `save` described. Throws STATE_INVALID. */
  static load(saved: SavedRhythmSeries): Series {
    const series = new Series(saved.of);
    series.hours.load(saved.hours);
    series.shown = saved.shown;
    series.severity = saved.severity;
    series.last = saved.last ?? Number.NaN;
    [series.#five, series.#hour, series.#values] = saved.open;
    [series.#untrainedFive, series.#untrainedHour] = saved.untrained;
    series.#lived = saved.lived;
    series.#rate = saved.rate;
    series.#fine = saved.fine === null ? null : SeriesDetector.load(saved.fine);
    series.#coarse = saved.coarse === null ? null : SeriesDetector.load(saved.coarse);
    return series;
  }
}

/** What series are told apart by. */
export function keyOf({ kind, host, app, template, metric }: Subject): string {
  return `${kind}\0${host ?? ''}\0${kind === 'template' ? '' : (app ?? '')}\0${template?.id ?? metric ?? ''}`;
}

/** A score below 1 as one without an end, so that its tail can be told. */
function opened(score: number): number {
  return score / Math.max(1e-6, 1 - score);
}

/** JSON-safe state of a `Series`. */
export const savedRhythmSeries = z.strictObject({
  of: savedSubject,
  hours: savedHours,
  shown: savedEvidence.nullable(),
  severity: z.int(),
  last: z.number().nullable(),
  open: z.tuple([z.number(), z.number(), z.number()]),
  untrained: z.tuple([z.boolean(), z.boolean()]),
  lived: z.int().min(0),
  rate: z.number(),
  fine: savedSeries.nullable(),
  coarse: savedSeries.nullable(),
});
export type SavedRhythmSeries = z.infer<typeof savedRhythmSeries>;

import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { floatsInto, floatText } from './saved-floats.ts';
import { RANGE_NUMBERS, SlidingRanges } from './series-range.ts';
import { SeriesViews, shapeNumbers, VIEW_NUMBERS, VIEWS } from './series-views.ts';

/** One value of a series. */
export interface SeriesPoint {
  /** Epoch ms; NaN where it is not known. */
  readonly time: number;
  readonly value: number;
}

/** How a series is looked at. */
export interface SeriesOptions {
  /** `count` for numbers of events per bucket, which scatter by the root of their size; default `value`. */
  readonly kind?: 'value' | 'count';
  /** Values that the usual range is taken of, 100–4,000, default 4,000. */
  readonly history?: number;
  /** How much each view says: value, mean, departure, roughness, season, shape. */
  readonly weights?: readonly number[];
}

const OWNER = 'series detector';
const WEIGHTS: readonly number[] = [1, 0.4, 0.4, 0.4, 0.1, 0.2];
/** Novelty at which the score is one half. */
const HALF = { value: 0.025, count: 0.1 };
/** Score of what is at the end of every range but leaves none. */
const INSIDE = 0.2;
/** Narrowest range of counts, in the units of their transform, where chance alone scatters by 1. */
const COUNT_RANGE = 3;
/** Narrowest range, relative to the value: what is below is the noise of arithmetic. */
const FINEST = 1e-12;
const MOST_NOVEL = 10;
/** Values from which a range is known as well as it will be. */
const GROWN = 2000;
/** What repeats within so many values has to be this much stronger to be told again in full. */
const HABIT = { values: 100, again: 3 };
const LARGEST = 1e30;

/** Where things stand among the numbers: the strongest novelty of late, how many values ago, then views and ranges. */
const PEAK = 0;
const SINCE_PEAK = 1;
const OF_VIEWS = 2;
const OF_RANGES = OF_VIEWS + VIEW_NUMBERS;
const NUMBERS = OF_RANGES + VIEWS.length * RANGE_NUMBERS;

// Scratch of one call.
const now = new Float64Array(VIEWS.length);

/**
 * Scores each value of a series by those before it: how far it leaves the range that the series kept over its
 * history, in six views. It is learnt at once, so that what goes on is said once, and said again only when it gets
 * three times as strong within 100 values. Range novelty as in "one line" baselines of NAB (Lavin & Ahmad 2015); no
 * model of the series is assumed.
 *
 * Constant work per value; 25 kB of memory whatever comes.
 */
export class SeriesDetector {
  readonly #kind: 'value' | 'count';
  readonly #history: number;
  readonly #weights: readonly number[];
  /** All weights together. */
  readonly #weight: number;
  /** All that it knows, in one piece: thousands of series are cheaper so. */
  readonly #numbers = new Float64Array(NUMBERS);
  readonly #shapes: Float32Array;
  readonly #views: SeriesViews;
  readonly #ranges: SlidingRanges;

  /** @throws LogsiftError USAGE for options out of range */
  constructor(options: SeriesOptions = {}) {
    const { kind = 'value', history = 4000, weights = WEIGHTS } = options;
    if (!(Number.isInteger(history) && history >= 100 && history <= 4000)) {
      throw new LogsiftError('USAGE', `"history" should be a whole number from 100 to 4000, not ${history}`);
    }
    if (weights.length !== VIEWS.length || weights.some((each) => !(each >= 0 && each <= 100))) {
      throw new LogsiftError('USAGE', `"weights" should be ${VIEWS.length} numbers from 0 to 100`);
    }
    this.#kind = kind;
    this.#history = history;
    this.#weights = weights;
    this.#weight = Math.max(
      Number.MIN_VALUE,
      weights.reduce((sum, each) => sum + each, 0),
    );
    this.#shapes = new Float32Array(shapeNumbers(history));
    this.#views = new SeriesViews(this.#numbers.subarray(OF_VIEWS, OF_RANGES), this.#shapes);
    this.#ranges = new SlidingRanges(this.#numbers.subarray(OF_RANGES), history);
  }

  /**
   * Scores the next value by those before it, then learns it: 0–1, from about 0.5 worth a look, up to 0.2 by how near
   * the ends of its ranges it is when it leaves none. Zero for the first 50. What is not a finite number scores 0 and teaches nothing. Values count in the order in which they come: a
   * gap is no value, two of one time are two values.
   */
  observe(time: number, value: number): number {
    if (!Number.isFinite(value)) return 0;
    const bounded = Math.max(-LARGEST, Math.min(LARGEST, value));
    const counted = this.#kind === 'count' ? 2 * Math.sqrt(Math.max(0, bounded) + 0.375) : bounded;
    this.#views.take(time, counted, now);
    const least = this.#kind === 'count' ? COUNT_RANGE : FINEST * Math.abs(bounded);
    let novelty = 0;
    let nearness = 0;
    for (let view = 0; view < VIEWS.length; view++) {
      const seen = now[view]!;
      if (Number.isNaN(seen)) continue;
      novelty += this.#weights[view]! * Math.min(MOST_NOVEL, this.#ranges.beyond(view, seen, least));
      nearness += this.#weights[view]! * this.#ranges.nearness(view, seen);
      this.#ranges.add(view, seen);
    }
    const told = this.#habituated(novelty * Math.sqrt(Math.min(1, this.#views.count / GROWN)));
    return Math.max(told / (told + HALF[this.#kind]), (INSIDE * nearness) / this.#weight);
  }

  /** JSON-safe state, about 32 kB. */
  save(): SavedSeries {
    return {
      ...{ version: 1, kind: this.#kind, history: this.#history, weights: [...this.#weights] },
      numbers: floatText(this.#numbers),
      shapes: floatText(this.#shapes),
    };
  }

  /** The detector that `save` described. @throws LogsiftError STATE_INVALID for anything else */
  static load(saved: unknown): SeriesDetector {
    const parsed = savedSeries.safeParse(saved);
    if (!parsed.success) throw stateInvalid(OWNER, parsed.error);
    const { numbers, shapes, kind, history, weights } = parsed.data;
    const detector = new SeriesDetector({ kind, history, weights });
    floatsInto(numbers, detector.#numbers, OWNER);
    floatsInto(shapes, detector.#shapes, OWNER);
    const isHabit = detector.#numbers[PEAK]! >= 0 && detector.#numbers[SINCE_PEAK]! >= 0;
    if (!isHabit || !detector.#views.isSound() || !detector.#ranges.takeUp()) {
      throw stateInvalid(OWNER, new Error('its numbers are not those of a series'));
    }
    return detector;
  }

  #habituated(novelty: number): number {
    const numbers = this.#numbers;
    if (++numbers[SINCE_PEAK]! > HABIT.values) numbers[PEAK] = 0;
    if (novelty === 0) return 0;
    const peak = numbers[PEAK]!;
    const stronger = peak === 0 ? 1 : (novelty / peak - 1) / (HABIT.again - 1);
    if (stronger <= 0) return 0;
    numbers[PEAK] = novelty;
    numbers[SINCE_PEAK] = 0;
    return novelty * Math.min(1, stronger);
  }
}

/** JSON-safe state of a `SeriesDetector`. */
export const savedSeries = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['value', 'count']),
  history: z.int().min(100).max(4000),
  weights: z.array(z.number().min(0).max(100)).length(VIEWS.length),
  numbers: z.base64(),
  shapes: z.base64(),
});
export type SavedSeries = z.infer<typeof savedSeries>;

/**
 * Scores each point of a series by the points before it, as `SeriesDetector.observe`. The same points give the same
 * scores; the points themselves are left as they are.
 *
 * @throws LogsiftError USAGE for options out of range
 */
export function scoreSeries(points: readonly SeriesPoint[], options: SeriesOptions = {}): Float64Array {
  const detector = new SeriesDetector(options);
  return Float64Array.from(points, ({ time, value }) => detector.observe(time, value));
}

/** Values that the widest short-term view looks at. */
const SPAN = 50;
const SMOOTH = 12;
const SLOW_VALUES = 100;
const SLOTS = 48;
const SLOT_RATE = 0.2;
const DAY = 86_400_000;
const SHAPE_EVERY = 5;
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];
const PARTS = SHARES.length;
/** Latest shapes that share values with the present one, and so are not compared with it. */
const OVERLAP = SPAN / SHAPE_EVERY;

/** Where things stand among the numbers of the views. */
const COUNT = 0;
const TIMED = 1;
const TAKEN = 2;
const ORIGIN = 3;
const SLOW = 4;
const RING = 5;
const RING_LENGTH = SPAN + 1;
const RESIDUALS = RING + RING_LENGTH;
const SLOT = RESIDUALS + SMOOTH;

/** Numbers that `SeriesViews` wants. */
export const VIEW_NUMBERS = SLOT + SLOTS;

/** What a series is looked at by, in the order of the views. */
export const VIEWS = ['value', 'mean', 'departure', 'roughness', 'season', 'shape'] as const;

/** Numbers that `SeriesViews` wants to remember the shapes of so many values. */
export function shapeNumbers(history: number): number {
  return PARTS * Math.max(OVERLAP + 1, Math.ceil(history / SHAPE_EVERY));
}

// Scratch of one call, so that each of thousands of series need not have its own.
const sorted = new Float64Array(SPAN);
const shape = new Float64Array(PARTS);

/**
 * Six ways to look at one series, each a number that stays in some range as long as the series behaves: the value;
 * the mean of 12; the departure from a slow average (100); the mean step of 50; the departure from what is usual at
 * this half hour of the day, over 12; and how far the spread of the last 50 values is from every spread seen before.
 * All state is in the numbers handed in.
 */
export class SeriesViews {
  /** See the constants above; the ring holds the last values, of a series moved to begin at 0. */
  readonly #numbers: Float64Array;
  readonly #shapes: Float32Array;

  /** @param numbers `VIEW_NUMBERS` and `shapeNumbers` of zeros */
  constructor(numbers: Float64Array, shapes: Float32Array) {
    this.#numbers = numbers;
    this.#shapes = shapes;
    numbers.fill(Number.NaN, SLOT);
  }

  /** Values seen. */
  get count(): number {
    return this.#numbers[COUNT]!;
  }

  /**
   * Takes the next value, a finite number, and fills `now` with the views of it; NaN where there is none yet, or none
   * at this value. @param time epoch ms; NaN where it is not known
   */
  take(time: number, value: number, now: Float64Array): void {
    const numbers = this.#numbers;
    if (this.count === 0) numbers[ORIGIN] = value;
    const moved = value - numbers[ORIGIN]!;
    numbers[RING + (this.count % RING_LENGTH)] = moved;
    const count = ++numbers[COUNT]!;
    now[0] = moved;
    now[1] = count >= SMOOTH ? this.#meanOf(SMOOTH) : Number.NaN;
    now[2] = count > 1 ? moved - numbers[SLOW]! : Number.NaN;
    numbers[SLOW]! += (moved - numbers[SLOW]!) / Math.min(count, SLOW_VALUES);
    now[3] = count > SPAN ? this.#meanStep() : Number.NaN;
    now[4] = Number.isFinite(time) ? this.#season(time, moved) : Number.NaN;
    now[5] = count >= SPAN && count % SHAPE_EVERY === 0 ? this.#distanceToShapes() : Number.NaN;
  }

  /** Whether the numbers, filled in from outside, are those of views. */
  isSound(): boolean {
    const counters = this.#numbers.subarray(0, ORIGIN);
    const rest = this.#numbers.subarray(ORIGIN, SLOT);
    const isWhole = (each: number) => Number.isSafeInteger(each) && each >= 0;
    return counters.every(isWhole) && rest.every(Number.isFinite) && this.#shapes.every(Number.isFinite);
  }

  // Sums are taken afresh each time: running ones would drift, and differ after a restart.
  #meanOf(length: number): number {
    let sum = 0;
    for (let back = 1; back <= length; back++) sum += this.#last(back);
    return sum / length;
  }

  #meanStep(): number {
    let sum = 0;
    let later = this.#last(1);
    for (let back = 2; back <= RING_LENGTH; back++) {
      const earlier = this.#last(back);
      sum += Math.abs(later - earlier);
      later = earlier;
    }
    return sum / SPAN;
  }

  /** The last value, the one before it, and so on. */
  #last(back: number): number {
    return this.#numbers[RING + ((this.#numbers[COUNT]! - back) % RING_LENGTH)]!;
  }

  #season(time: number, value: number): number {
    const numbers = this.#numbers;
    const ofDay = (((time % DAY) + DAY) % DAY) / DAY;
    const slot = SLOT + Math.min(SLOTS - 1, Math.floor(ofDay * SLOTS));
    const known = numbers[slot]!;
    const usual = Number.isNaN(known) ? value : known;
    numbers[RESIDUALS + (numbers[TIMED]! % SMOOTH)] = value - usual;
    numbers[slot] = usual + SLOT_RATE * (value - usual);
    if (++numbers[TIMED]! < SMOOTH) return Number.NaN;
    let sum = 0;
    for (let i = RESIDUALS; i < RESIDUALS + SMOOTH; i++) sum += numbers[i]!;
    return sum / SMOOTH;
  }

  /** Distance of the present shape to the nearest one remembered; remembers it. NaN while there is none. */
  #distanceToShapes(): number {
    const shapes = this.#shapes;
    const places = shapes.length / PARTS;
    for (let back = 1; back <= SPAN; back++) sorted[back - 1] = this.#last(back);
    sorted.sort();
    for (let part = 0; part < PARTS; part++) shape[part] = sorted[Math.round(SHARES[part]! * (SPAN - 1))]!;
    const taken = this.#numbers[TAKEN]!++;
    let nearest = Number.POSITIVE_INFINITY;
    for (let each = Math.max(0, taken - places); each < taken - OVERLAP; each++) {
      const from = (each % places) * PARTS;
      let distance = 0;
      for (let part = 0; part < PARTS; part++) distance += Math.abs(shape[part]! - shapes[from + part]!);
      if (distance < nearest) nearest = distance;
    }
    shapes.set(shape, (taken % places) * PARTS);
    return Number.isFinite(nearest) ? nearest : Number.NaN;
  }
}

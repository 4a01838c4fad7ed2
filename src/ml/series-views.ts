/** Values that the widest short-term view looks at. */
export const SPAN = 50;
const SMOOTH = 12;
const SLOW = 100;
const SLOTS = 48;
const SLOT_RATE = 0.2;
const DAY = 86_400_000;
const SHAPE_EVERY = 5;
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];
const PARTS = SHARES.length;
/** Latest shapes that share values with the present one, and so are not compared with it. */
const OVERLAP = SPAN / SHAPE_EVERY;

/** What a series is looked at by, in the order of the views. */
export const VIEWS = ['value', 'mean', 'departure', 'roughness', 'season', 'shape'] as const;

/**
 * Six ways to look at one series, each a number that stays in some range as long as the series behaves: the value;
 * the mean of 12; the departure from a slow average (100); the mean step of 50; the departure from what is usual at
 * this half hour of the day, over 12; and how far the spread of the last 50 values is from every spread seen before.
 */
export class SeriesViews {
  /** The views of the last value; NaN where there is none yet, or none at this value. */
  readonly now = new Float64Array(VIEWS.length).fill(Number.NaN);
  /** The last values, of a series moved to begin at 0; the newest at `count − 1`, modulo its length. */
  readonly #ring = new Float64Array(SPAN + 1);
  readonly #residuals = new Float64Array(SMOOTH);
  readonly #slots = new Float64Array(SLOTS).fill(Number.NaN);
  readonly #shapes: Float32Array;
  readonly #sorted = new Float64Array(SPAN);
  readonly #shape = new Float64Array(PARTS);
  #count = 0;
  #timed = 0;
  #taken = 0;
  #origin = 0;
  #slow = 0;

  /** @param history values for which shapes are remembered */
  constructor(history: number) {
    this.#shapes = new Float32Array(PARTS * Math.max(OVERLAP + 1, Math.ceil(history / SHAPE_EVERY)));
  }

  /** Values seen. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next value, a finite number, and looks. @param time epoch ms; NaN where it is not known */
  take(time: number, value: number): void {
    if (this.#count === 0) this.#origin = value;
    const ring = this.#ring;
    const moved = value - this.#origin;
    ring[this.#count++ % ring.length] = moved;
    const { now } = this;
    now[0] = moved;
    now[1] = this.#count >= SMOOTH ? this.#meanOf(SMOOTH) : Number.NaN;
    now[2] = this.#count > 1 ? moved - this.#slow : Number.NaN;
    this.#slow += (moved - this.#slow) / Math.min(this.#count, SLOW);
    now[3] = this.#count > SPAN ? this.#meanStep() : Number.NaN;
    now[4] = Number.isFinite(time) ? this.#season(time, moved) : Number.NaN;
    now[5] = this.#count >= SPAN && this.#count % SHAPE_EVERY === 0 ? this.#distanceToShapes() : Number.NaN;
  }

  /** State as numbers; how many depends on the history alone. */
  save(): { numbers: Float64Array; shapes: Float32Array } {
    const counters = [this.#count, this.#timed, this.#taken, this.#origin, this.#slow];
    const numbers = Float64Array.from([...counters, ...this.#ring, ...this.#residuals, ...this.#slots]);
    return { numbers, shapes: this.#shapes };
  }

  /** Becomes what `save` described; false, and of no use any more, when that cannot be. */
  restore(numbers: Float64Array, shapes: Float32Array): boolean {
    const [count, timed, taken, origin, slow] = numbers as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    const whole = [count, timed, taken].every((each) => Number.isSafeInteger(each) && each >= 0);
    const ring = numbers.subarray(5, 5 + SPAN + 1);
    const residuals = numbers.subarray(5 + SPAN + 1, 5 + SPAN + 1 + SMOOTH);
    const finite = [[origin, slow], ring, residuals, shapes].every((part) => part.every(Number.isFinite));
    if (!whole || !finite) return false;
    this.#count = count;
    this.#timed = timed;
    this.#taken = taken;
    this.#origin = origin;
    this.#slow = slow;
    this.#ring.set(ring);
    this.#residuals.set(residuals);
    this.#slots.set(numbers.subarray(numbers.length - SLOTS));
    this.#shapes.set(shapes);
    return true;
  }

  // Sums are taken afresh each time: running ones would drift, and differ after a restart.
  #meanOf(length: number): number {
    let sum = 0;
    for (let back = 1; back <= length; back++) sum += this.#ring[(this.#count - back) % this.#ring.length]!;
    return sum / length;
  }

  #meanStep(): number {
    const { length } = this.#ring;
    let sum = 0;
    let later = this.#ring[(this.#count - 1) % length]!;
    for (let back = 2; back <= length; back++) {
      const earlier = this.#ring[(this.#count - back) % length]!;
      sum += Math.abs(later - earlier);
      later = earlier;
    }
    return sum / SPAN;
  }

  #season(time: number, value: number): number {
    const ofDay = (((time % DAY) + DAY) % DAY) / DAY;
    const slot = Math.min(SLOTS - 1, Math.floor(ofDay * SLOTS));
    const known = this.#slots[slot]!;
    const usual = Number.isNaN(known) ? value : known;
    this.#residuals[this.#timed++ % SMOOTH] = value - usual;
    this.#slots[slot] = usual + SLOT_RATE * (value - usual);
    if (this.#timed < SMOOTH) return Number.NaN;
    let sum = 0;
    for (const residual of this.#residuals) sum += residual;
    return sum / SMOOTH;
  }

  /** Distance of the present shape to the nearest one remembered; remembers it. NaN while there is none. */
  #distanceToShapes(): number {
    const shapes = this.#shapes;
    const places = shapes.length / PARTS;
    for (let back = 0; back < SPAN; back++) {
      this.#sorted[back] = this.#ring[(this.#count - 1 - back) % this.#ring.length]!;
    }
    this.#sorted.sort();
    const shape = this.#shape;
    for (let part = 0; part < PARTS; part++) {
      shape[part] = this.#sorted[Math.round(SHARES[part]! * (SPAN - 1))]!;
    }
    let nearest = Number.POSITIVE_INFINITY;
    for (let each = Math.max(0, this.#taken - places); each < this.#taken - OVERLAP; each++) {
      const from = (each % places) * PARTS;
      let distance = 0;
      for (let part = 0; part < PARTS; part++) distance += Math.abs(shape[part]! - shapes[from + part]!);
      if (distance < nearest) nearest = distance;
    }
    shapes.set(shape, (this.#taken++ % places) * PARTS);
    return Number.isFinite(nearest) ? nearest : Number.NaN;
  }
}

/** Numbers in `SeriesViews.save().numbers`. */
export const VIEW_NUMBERS = 5 + SPAN + 1 + SMOOTH + SLOTS;

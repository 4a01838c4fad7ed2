import { z } from 'zod';
import { rawOf } from './odd-runs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOURS = 24;
/** Width of a window, ms. */
const WINDOW = 300_000;
/** So many windows in a row lie far out, or within again, before it is said. */
const IN_A_ROW = 3;
/** Days of samples before a value can be far out; twice as many weekdays as weekends must be known for too little. */
const LEAST_DAYS = { more: 3, less: 8 };
/** Windows that an hour of the day must have been seen in. */
const LEAST_WINDOWS = 24;
/** From so many spreads on a window is far out; half-way back it is within again. */
const FAR = 6;
/** A counter goes up in nearly all windows: what it counts is not judged here. */
const COUNTER = 0.9;
const LEAST_OF_COUNTER = 100;
/** What was odd for so long is how it is now. */
const SETTLES = DAY;

/** What an hour of the day holds: windows, sum and squares of their means, lowest and highest. */
type Cell = [windows: number, sum: number, squares: number, low: number, high: number];

/** A stretch in which a metric is far outside of what it usually is. Times in epoch ms. */
export interface Stretch {
  readonly from: number;
  to: number;
  readonly more: boolean;
  readonly low: number;
  readonly high: number;
  /** The middle of what is usual, in which it is judged. */
  readonly typical: number;
  extreme: number;
  /** Mean of its windows, and their number. */
  sum: number;
  windows: number;
  score: number;
  raw: number;
  told: boolean;
}

/** A metric of a host: what is usual at each hour of the day, window by window. */
export class Gauge {
  readonly #cells: Cell[] = Array.from({ length: HOURS }, () => [0, 0, 0, 0, 0]);
  #start = Number.NaN;
  #sum = 0;
  #count = 0;
  #last = Number.NaN;
  #windows = 0;
  #rises = 0;
  #row = 0;
  /** Windows far out that may be the beginning of a stretch. */
  #waiting: number[] = [];
  /** A window that ended outside of what is usual: half of it may belong to a stretch that begins with the next. */
  #edge: number | null = null;
  /** Since when all values lie well outside of what is usual in the window at hand; NaN while they do not. */
  #outSince = Number.NaN;
  #range: { readonly low: number; readonly high: number } | null = null;
  #seen = 0;
  #excess = 0;
  /** Highest window that was learnt, NaN before the first. */
  highest = Number.NaN;
  /** Ms of windows that were learnt. */
  known = 0;
  stretch: Stretch | null = null;

  /** Epoch ms of the window at hand; NaN before the first sample. */
  get at(): number {
    return this.#start;
  }

  /** One more value; when a window is over with it, what became of the stretch it is in. */
  add(time: number, value: number): 'begins' | 'goes on' | 'ends' | null {
    let outcome: 'begins' | 'goes on' | 'ends' | null = null;
    if (!(time < this.#start + WINDOW)) {
      if (this.#count > 0) outcome = this.#close();
      const start = Math.floor(time / WINDOW) * WINDOW;
      // After a gap nothing goes on.
      if (start - this.#start > IN_A_ROW * WINDOW) this.#within();
      this.#start = start;
      this.#sum = this.#count = 0;
      this.#range = rangeOf(this.#usual());
    }
    const range = this.#range;
    if (range === null || (value >= range.low && value <= range.high)) this.#outSince = Number.NaN;
    else if (Number.isNaN(this.#outSince)) this.#outSince = time;
    this.#sum += value;
    this.#count++;
    return outcome;
  }

  /** Forgets the window at hand and those in a row: nothing could be seen. */
  blind(): void {
    this.#within();
    this.#sum = this.#count = 0;
    this.#outSince = Number.NaN;
  }

  #close(): 'begins' | 'goes on' | 'ends' | null {
    const value = this.#sum / this.#count;
    this.#windows++;
    if (value > this.#last) this.#rises++;
    this.#last = value;
    const outcome = this.#judge(value);
    const { stretch } = this;
    // What may be the beginning of a stretch waits for it; what is odd is not learnt as usual while it lasts.
    const open = stretch === null ? this.#waiting.length > 0 : this.#start - stretch.from < SETTLES;
    if (!open) {
      if (this.#edge !== null) this.#learn(this.#edge, this.#start);
      this.#edge = Number.isNaN(this.#outSince) ? null : value;
      if (this.#edge === null) this.#learn(value, this.#start);
    }
    return outcome;
  }

  #judge(value: number): 'begins' | 'goes on' | 'ends' | null {
    const usual = this.#usual();
    if (usual === null) return null;
    const { mean, spread, low, high } = usual;
    const more = value > mean;
    // Beyond what ever was at this hour, and much of it: half as much again, or as far again as the range is wide.
    const beyond = more ? value - high : low - value;
    const score = Math.abs(value - mean) / spread;
    const open = this.stretch;
    if (open !== null) return this.#goOn(open, { value, far: beyond > 0 && score > FAR / 2, score });
    const days = more ? LEAST_DAYS.more : LEAST_DAYS.less;
    if (this.known < days * DAY || beyond < muchOf(usual, more)) return this.#within();
    if (score < FAR || this.#isCounter()) return this.#within();
    this.#waiting.push(value);
    if (this.#waiting.length < IN_A_ROW) return null;
    const sum = this.#waiting.reduce((a, b) => a + b);
    this.#waiting = [];
    this.#edge = null;
    const first = this.#start - (IN_A_ROW - 1) * WINDOW;
    // As exactly as the values tell.
    const from = Math.abs(this.#outSince - first) <= WINDOW ? this.#outSince : first;
    this.stretch = {
      ...{ from, to: this.#start + WINDOW, more, low, high, typical: mean, extreme: value },
      ...{ sum, windows: IN_A_ROW, score, raw: 0, told: false },
    };
    this.#rate(this.stretch);
    return 'begins';
  }

  /** What was far out for a moment only belongs to what is usual. */
  #within(): null {
    this.#row = 0;
    for (const value of this.#waiting.splice(0)) this.#learn(value, this.#start);
    return null;
  }

  #goOn(
    stretch: Stretch,
    { value, far, score }: { value: number; far: boolean; score: number },
  ): 'goes on' | 'ends' | null {
    if (far) {
      this.#row = 0;
      stretch.to = this.#start + WINDOW;
      stretch.sum += value;
      stretch.windows++;
      stretch.extreme = stretch.more ? Math.max(stretch.extreme, value) : Math.min(stretch.extreme, value);
      stretch.score = Math.max(stretch.score, score);
      this.#rate(stretch);
      return 'goes on';
    }
    return ++this.#row < IN_A_ROW ? null : 'ends';
  }

  /** The stretch is over; returns it. */
  end(): Stretch | null {
    const { stretch } = this;
    this.stretch = null;
    this.#row = 0;
    if (stretch === null) return null;
    this.#seen++;
    this.#excess += Math.max(0, stretch.score - FAR);
    // What happened once may happen again at this hour.
    this.#learn(stretch.sum / stretch.windows, stretch.from);
    return stretch;
  }

  #rate(stretch: Stretch): void {
    const known = { seen: this.#seen, sum: this.#excess, looks: this.#windows };
    stretch.raw = rawOf(stretch.score - FAR, known);
  }

  #isCounter(): boolean {
    return this.#windows >= LEAST_OF_COUNTER && this.#rises > COUNTER * this.#windows;
  }

  /** What is usual at this hour and those beside it; null when too little is known. */
  #usual(): Usual | null {
    const hour = hourOf(this.#start);
    let [n, sum, squares] = [0, 0, 0];
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const beside of [HOURS - 1, 0, 1]) {
      const [windows, s, q, least, most] = this.#cells[(hour + beside) % HOURS]!;
      if (windows === 0) continue;
      n += windows;
      sum += s;
      squares += q;
      low = Math.min(low, least);
      high = Math.max(high, most);
    }
    if (n < LEAST_WINDOWS || this.#cells[hour]![0] < LEAST_WINDOWS) return null;
    const mean = sum / n;
    const deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
    // What it does at other hours it may do at this one.
    const ever = (this.highest - this.#lowest) / 8;
    return { mean, spread: Math.max(deviation, ever, 0.05 * Math.abs(mean), 1e-9), low, high };
  }

  get #lowest(): number {
    return this.#cells.reduce((low, cell) => (cell[0] > 0 ? Math.min(low, cell[3]) : low), this.highest);
  }

  #learn(value: number, start: number): void {
    this.known += WINDOW;
    this.highest = Number.isNaN(this.highest) ? value : Math.max(this.highest, value);
    const cell = this.#cells[hourOf(start)]!;
    cell[3] = cell[0] === 0 ? value : Math.min(cell[3], value);
    cell[4] = cell[0] === 0 ? value : Math.max(cell[4], value);
    cell[0]++;
    cell[1] += value;
    cell[2] += value * value;
  }

  /** JSON-safe state. */
  save(): SavedGauge {
    const or = (value: number) => (Number.isNaN(value) ? null : value);
    return {
      cells: this.#cells.map((cell) => [...cell] as Cell),
      start: or(this.#start),
      open: [this.#sum, this.#count],
      last: or(this.#last),
      waiting: [...this.#waiting],
      edge: this.#edge,
      outSince: or(this.#outSince),
      range: this.#range === null ? null : [this.#range.low, this.#range.high],
      sums: [this.#windows, this.#rises, this.#row, this.#seen, this.#excess],
      highest: or(this.highest),
      known: this.known,
      stretch: this.stretch === null ? null : { ...this.stretch },
    };
  }

  /** What `save` described. */
  static load(saved: SavedGauge): Gauge {
    const gauge = new Gauge();
    for (const [hour, cell] of saved.cells.entries()) gauge.#cells[hour] = [...cell];
    gauge.#start = saved.start ?? Number.NaN;
    [gauge.#sum, gauge.#count] = saved.open;
    gauge.#last = saved.last ?? Number.NaN;
    gauge.#waiting = [...saved.waiting];
    gauge.#edge = saved.edge ?? null;
    gauge.#outSince = saved.outSince ?? Number.NaN;
    if (saved.range) gauge.#range = { low: saved.range[0], high: saved.range[1] };
    [gauge.#windows, gauge.#rises, gauge.#row, gauge.#seen, gauge.#excess] = saved.sums;
    gauge.highest = saved.highest ?? Number.NaN;
    gauge.known = saved.known;
    gauge.stretch = saved.stretch === null ? null : { ...saved.stretch };
    return gauge;
  }
}

interface Usual {
  readonly mean: number;
  readonly spread: number;
  readonly low: number;
  readonly high: number;
}

/** How far beyond what ever was is much. */
function muchOf({ low, high, spread }: Usual, more: boolean): number {
  const much = Math.max(0.5 * Math.abs(more ? high : low), 0.5 * (high - low), spread);
  return more ? much : Math.min(much, Math.abs(low) / 2);
}

/** Single values vary more than windows do: half of what is much may lie beyond. */
function rangeOf(usual: Usual | null): { readonly low: number; readonly high: number } | null {
  if (usual === null) return null;
  return { low: usual.low - muchOf(usual, false) / 2, high: usual.high + muchOf(usual, true) / 2 };
}

function hourOf(time: number): number {
  return (((Math.floor(time / HOUR) % HOURS) + HOURS) % HOURS) | 0;
}

const savedStretch = z.strictObject({
  ...{ from: z.number(), to: z.number(), more: z.boolean(), low: z.number(), high: z.number() },
  ...{ typical: z.number(), extreme: z.number(), sum: z.number(), windows: z.number(), score: z.number() },
  ...{ raw: z.number(), told: z.boolean() },
});

/** JSON-safe state of a gauge. */
export const savedGauge = z.strictObject({
  cells: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])).length(HOURS),
  start: z.number().nullable(),
  open: z.tuple([z.number(), z.number()]),
  last: z.number().nullable(),
  waiting: z.array(z.number()).max(IN_A_ROW),
  /** Absent in snapshots of versions that knew no more than windows. */
  edge: z.number().nullable().optional(),
  outSince: z.number().nullable().optional(),
  range: z.tuple([z.number(), z.number()]).nullable().optional(),
  sums: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
  highest: z.number().nullable(),
  known: z.number(),
  stretch: savedStretch.nullable(),
});
export type SavedGauge = z.infer<typeof savedGauge>;

import { z } from 'zod';
import type { Fits } from '../core/fits.ts';
import { hashText } from '../kit/hash.ts';
import {
  restoreVariational,
  savedTailCalibrator,
  TailCalibrator,
  type VariationalAutoencoder,
  type VariationalInput,
} from '../ml/index.ts';
import { savedVariational } from '../ml/variational-autoencoder.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { Reservoir } from './reservoir.ts';
import { BUCKETS, countOf, linesOf, type MixWindow, valuesOf } from './shape-window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths of a window; the shortest in which there are as many lines as a mix needs is taken after a day. */
const PERIODS = [5 * MINUTE, 15 * MINUTE, HOUR] as const;
const ENOUGH_LINES = 20;
/** Fewer lines are no mix. */
const LEAST_LINES = 5;
/** Windows kept to learn from: of the time since the last fit, and of all before it. */
const MAX_ROWS = 400;
const LEAST_ROWS = 200;
const FIRST = 3 * DAY;
const EVERY = 7 * DAY;
/** Fits of several roles are spread over so long, and take effect so long after they began. */
const SPREAD = 12 * HOUR;
const TAKES = 30 * MINUTE;
const LONGEST = 240;
const OPTIONS = { hidden: 16, latent: 4, epochs: 60, seed: 1 } as const;
/** Rows by which it is known how odd a number usually is, and the share of them that is less odd. */
const JUDGED = 100;
const USUAL = 0.9;
/** Share of the windows that have fewer lines than a large one. */
const LARGE = 0.95;
/** One bucket makes a mix no odder than this, nats; one that never held a line less: that is new, which others tell. */
const MOST = { known: 20, unknown: 6 };

/** What one bucket does to the oddity of a mix, nats, and how many lines were expected. */
export interface Strange {
  readonly bucket: number;
  readonly excess: number;
  readonly expected: number;
}

/** How odd a mix is. */
export interface Oddity {
  /** Surprise of such a score, uncorrected. */
  readonly raw: number;
  readonly score: number;
  /** The oddest first; buckets that are no odder than usual are left out. */
  readonly strange: readonly Strange[];
}

/** Hosts of one role: the mixes of lines that they write, and the model of those. */
export class MixRole {
  readonly title: string;
  #period: number = PERIODS[0];
  #isSettled = false;
  #since = Number.NaN;
  #windows = 0;
  #lines = 0;
  readonly #recent = new Reservoir<Uint8Array>(MAX_ROWS);
  #kept: Uint8Array[] = [];
  #model: VariationalAutoencoder | null = null;
  /** How odd each bucket usually is, nats. */
  #usual = new Float64Array(BUCKETS);
  /** How odd a bucket may be. */
  #most = new Float64Array(BUCKETS);
  /** Lines of the largest usual windows. */
  #largest = 0;
  #fit: DueFit | null = null;
  #next = Number.POSITIVE_INFINITY;
  #tail = new TailCalibrator();
  /** A kind of line of each bucket. */
  readonly #names: (string | null)[] = new Array(BUCKETS).fill(null);

  /** @param title what the names of its hosts have in common */
  constructor(title: string) {
    this.title = title;
  }

  /** Length of a window, ms. */
  get period(): number {
    return this.#period;
  }

  /** Windows seen so far. */
  get windows(): number {
    return this.#windows;
  }

  get isReady(): boolean {
    return this.#model !== null;
  }

  /** This kind of line is counted in this bucket; the first one speaks for it. */
  name(bucket: number, text: string): void {
    this.#names[bucket] ??= text.slice(0, LONGEST);
  }

  /** A kind of line that is counted in this bucket. */
  nameOf(bucket: number): string {
    return this.#names[bucket] ?? 'lines of other kinds';
  }

  /** How odd the mix of a window is; null where there is no model yet, or too little to judge. */
  judge(window: MixWindow): Oddity | null {
    if (this.#model === null || window.lines < LEAST_LINES) return null;
    const strange = this.#strange(this.#model, window.rowOf(this.#largest));
    const score = strange.reduce((sum, { excess }) => sum + excess, 0);
    return { raw: this.#tail.score(score), score, strange };
  }

  /** A window is over. @param isUsual whether its mix may be learnt from */
  learn(window: MixWindow, oddity: Oddity | null, isUsual: boolean): void {
    if (!(window.from >= this.#since)) this.#since = window.from;
    this.#windows++;
    if (!this.#isSettled) {
      this.#lines += window.lines;
      if (window.end - this.#since < DAY) return;
      const mean = this.#lines / this.#windows;
      const wanted = PERIODS.find((period) => (mean * period) / PERIODS[0] >= ENOUGH_LINES);
      this.#period = wanted ?? PERIODS[2];
      this.#isSettled = true;
      const share = Number.parseInt(hashText(this.title).slice(0, 8), 16) / 2 ** 32;
      this.#next = window.end + FIRST + SPREAD * share;
      return;
    }
    if (window.lines < LEAST_LINES || window.end - window.from !== this.#period) return;
    if (oddity !== null && window.isClean) this.#tail.learn(oddity.score);
    if (isUsual) this.#recent.add(window.trained);
  }

  /** Begins a fit when it is time, and takes one that is due. */
  tick(time: number, fits: Fits): void {
    if (this.#fit !== null && this.#fit.due <= time) this.#take();
    if (time < this.#next || this.#fit !== null) return;
    const rows = [...this.#kept, ...this.#recent.items];
    if (rows.length < LEAST_ROWS) {
      this.#next += DAY;
      return;
    }
    // A fixed time after the one before it, however late it is looked at.
    const due = this.#next + TAKES;
    this.#next += EVERY * Math.max(1, Math.ceil((time - this.#next) / EVERY));
    const input: VariationalInput = { rows: rows.map(valuesOf), options: OPTIONS };
    this.#fit = new DueFit(fits, { kind: 'variational-autoencoder', input, due: Math.max(due, time) });
    // Half of what is kept is of this time, a quarter of the one before it.
    const old =
      this.#kept.length + this.#recent.items.length > MAX_ROWS ? everyOther(this.#kept) : this.#kept;
    const left = MAX_ROWS - old.length;
    this.#kept = [...old, ...this.#recent.items.slice(0, left)];
    this.#recent.load(0, []);
  }

  /** It is wanted no more. */
  drop(): void {
    this.#fit?.drop();
    this.#fit = null;
  }

  /** JSON-safe state. */
  save(): SavedMixRole {
    const text = (row: Uint8Array) => Buffer.from(row).toString('base64');
    return {
      name: this.title,
      period: this.#period,
      settled: this.#isSettled,
      since: orNull(this.#since),
      windows: this.#windows,
      lines: this.#lines,
      recent: { seen: this.#recent.seen, rows: this.#recent.items.map(text) },
      kept: this.#kept.map(text),
      model: this.#model?.save() ?? null,
      usual: [...this.#usual],
      most: [...this.#most],
      largest: this.#largest,
      fit: this.#fit?.save() ?? null,
      next: orNull(this.#next),
      tail: this.#tail.save(),
      names: [...this.#names],
    };
  }

  /** What `save` described. */
  static load(saved: SavedMixRole, fits: Fits): MixRole {
    const role = new MixRole(saved.name);
    const rowOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
    role.#period = saved.period;
    role.#isSettled = saved.settled;
    role.#since = saved.since ?? Number.NaN;
    role.#windows = saved.windows;
    role.#lines = saved.lines;
    role.#recent.load(saved.recent.seen, saved.recent.rows.map(rowOf));
    role.#kept = saved.kept.map(rowOf);
    role.#model = saved.model === null ? null : restoreVariational(saved.model);
    role.#usual = Float64Array.from(saved.usual);
    role.#most = Float64Array.from(saved.most);
    role.#largest = saved.largest;
    role.#fit = saved.fit === null ? null : DueFit.load(fits, saved.fit);
    role.#next = saved.next ?? Number.POSITIVE_INFINITY;
    role.#tail = TailCalibrator.load(saved.tail);
    for (const [bucket, name] of saved.names.entries()) role.#names[bucket] = name;
    return role;
  }

  /** Where the fit failed the model before it stays. */
  #take(): void {
    const fitted = this.#fit!.take();
    this.#fit = null;
    if (!fitted.ok) return;
    const model = restoreVariational(fitted.model);
    const step = Math.max(1, Math.floor(this.#kept.length / JUDGED));
    const rows = this.#kept.filter((_, i) => i % step === 0);
    const each = Array.from({ length: BUCKETS }, () => [] as number[]);
    for (const row of rows) {
      for (const { feature, contribution } of model.explain(valuesOf(row)).reasons)
        each[feature]!.push(contribution);
    }
    this.#usual = Float64Array.from(each, (list) => {
      list.sort((a, b) => a - b);
      return list[Math.floor(USUAL * (list.length - 1))] ?? 0;
    });
    this.#most = Float64Array.from(this.#usual, (_, bucket) =>
      this.#kept.some((row) => row[bucket]! > 0) ? MOST.known : MOST.unknown,
    );
    const sizes = this.#kept.map(linesOf).sort((a, b) => a - b);
    this.#largest = sizes[Math.floor(LARGE * (sizes.length - 1))] ?? 0;
    this.#model = model;
  }

  #strange(model: VariationalAutoencoder, row: Uint8Array): Strange[] {
    const strange: Strange[] = [];
    for (const { feature, expected, contribution } of model.explain(valuesOf(row)).reasons) {
      const excess = Math.min(this.#most[feature]!, contribution - this.#usual[feature]!);
      if (excess > 0) strange.push({ bucket: feature, excess, expected: countOf(expected) });
    }
    return strange.sort((a, b) => b.excess - a.excess || a.bucket - b.bucket);
  }
}

function everyOther<Item>(items: readonly Item[]): Item[] {
  return items.filter((_, i) => i % 2 === 0);
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const natural = z.int().min(0);
const rows = z.array(z.base64()).max(MAX_ROWS);

/** JSON-safe state of a `MixRole`. */
export const savedMixRole = z.strictObject({
  name: z.string(),
  period: z.literal(PERIODS),
  settled: z.boolean(),
  since: z.number().nullable(),
  windows: natural,
  lines: z.number().min(0),
  recent: z.strictObject({ seen: natural, rows }),
  kept: rows,
  model: savedVariational.nullable(),
  usual: z.array(z.number()).length(BUCKETS),
  most: z.array(z.number()).length(BUCKETS),
  largest: z.number().min(0),
  fit: savedDueFit.nullable(),
  next: z.number().nullable(),
  tail: savedTailCalibrator,
  names: z.array(z.string().nullable()).length(BUCKETS),
});
export type SavedMixRole = z.infer<typeof savedMixRole>;

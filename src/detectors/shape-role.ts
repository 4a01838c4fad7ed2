import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import type { Fits } from '../core/fits.ts';
import type { ModelReport } from '../core/model-report.ts';
import { hashText } from '../kit/hash.ts';
import {
  restoreVariational,
  savedTailCalibrator,
  TailCalibrator,
  type VariationalInput,
} from '../ml/index.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { ModelKeeper, type SavedModels, savedKeeper } from './model-keeper.ts';
import { Reservoir } from './reservoir.ts';
import { MixModel, mixModelOf, oddityOf, type Strange } from './shape-model.ts';
import { BUCKETS, bytesOf, type MixWindow, valuesOf } from './shape-window.ts';

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
/** Fits of several roles are spread over so long, and take effect so long after they began. */
const SPREAD = 12 * HOUR;
const TAKES = 30 * MINUTE;
const LONGEST = 240;
const OPTIONS = { hidden: 16, latent: 4, epochs: 60, seed: 1 } as const;
/** One window in so long is followed, to see whether the model still holds: 256 a day. */
const FOLLOWED = DAY / 256;

/** How odd a mix is. */
export interface Oddity {
  /** Surprise of such a score, uncorrected. */
  readonly raw: number;
  readonly score: number;
  /** The oddest first; buckets that are no odder than usual are left out. */
  readonly strange: readonly Strange[];
}

/** A mix that may be learnt from, and when its window ended (epoch ms). */
interface Mix {
  readonly end: number;
  readonly row: Uint8Array;
}

/** Hosts of one role: the mixes of lines that they write, and the model of those. */
export class MixRole {
  readonly title: string;
  #period: number = PERIODS[0];
  #isSettled = false;
  #since = Number.NaN;
  #windows = 0;
  #lines = 0;
  readonly #recent = new Reservoir<Mix>(MAX_ROWS);
  #kept: Uint8Array[] = [];
  readonly #keeper: ModelKeeper<MixModel>;
  #fit: DueFit | null = null;
  /** When the first fit may begin. */
  #first = Number.POSITIVE_INFINITY;
  /** End of the last window that was followed. */
  #followed = Number.NEGATIVE_INFINITY;
  #tail = new TailCalibrator();
  /** A kind of line of each bucket. */
  readonly #names: (string | null)[] = new Array(BUCKETS).fill(null);

  /** @param title what the names of its hosts have in common */
  constructor(title: string) {
    this.title = title;
    this.#keeper = new ModelKeeper(mixModelOf(title));
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
    return this.#keeper.model !== null;
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
    const { model } = this.#keeper;
    if (model === null || window.lines < LEAST_LINES) return null;
    const strange = model.strange(window.rowOf(model.largest));
    const score = oddityOf(strange);
    return { raw: this.#tail.score(score), score, strange };
  }

  /** A window is over. @param isUsual whether its mix may be learnt from */
  learn(window: MixWindow, oddity: Oddity | null, isUsual: boolean): void {
    if (!(window.from >= this.#since)) this.#since = window.from;
    this.#keeper.since(window.from);
    this.#windows++;
    if (!this.#isSettled) {
      this.#lines += window.lines;
      if (window.end - this.#since < DAY) return;
      const mean = this.#lines / this.#windows;
      const wanted = PERIODS.find((period) => (mean * period) / PERIODS[0] >= ENOUGH_LINES);
      this.#period = wanted ?? PERIODS[2];
      this.#isSettled = true;
      const share = Number.parseInt(hashText(this.title).slice(0, 8), 16) / 2 ** 32;
      this.#first = window.end + FIRST + SPREAD * share;
      return;
    }
    if (window.lines < LEAST_LINES || window.end - window.from !== this.#period) return;
    if (oddity !== null && window.isClean) this.#tail.learn(oddity.score);
    if (!isUsual) return;
    this.#recent.add({ end: window.end, row: window.trained });
    if (!window.isClean || window.end < this.#followed + FOLLOWED) return;
    this.#followed = window.end;
    this.#keeper.observe([...window.trained], window.end);
  }

  /** Begins a fit when it is time, and takes one that is due. */
  tick(time: number, fits: Fits): void {
    if (this.#fit !== null && this.#fit.due <= time) this.#take(this.#fit);
    if (time < this.#first || this.#fit !== null || !this.#keeper.isDue(time)) return;
    const recent = this.#recent.items;
    // What came since then is for the comparison with the model in use.
    const held = this.#keeper.heldFrom(time);
    const before = recent.filter(({ end }) => end < held);
    const rows = [...this.#kept, ...before.map(({ row }) => row)];
    if (rows.length < LEAST_ROWS) {
      this.#keeper.failed(time);
      return;
    }
    const input: VariationalInput = { rows: rows.map(valuesOf), options: OPTIONS };
    this.#fit = new DueFit(fits, { kind: 'variational-autoencoder', input, due: time + TAKES });
    // Half of what is kept is of this time, a quarter of the one before it.
    const old = this.#kept.length + recent.length > MAX_ROWS ? everyOther(this.#kept) : this.#kept;
    this.#kept = [...old, ...recent.slice(0, MAX_ROWS - old.length).map(({ row }) => row)];
    this.#recent.load(0, []);
  }

  /** Does what people want of its model, at a time of the log's clock. */
  obey(order: ModelOrder, time: number): void {
    this.#keeper.obey(order, time);
  }

  report(): ModelReport {
    return this.#keeper.report();
  }

  /** It is wanted no more. */
  drop(): void {
    this.#fit?.drop();
    this.#fit = null;
  }

  /** The models, JSON-safe. */
  saveModels(): SavedModels {
    return this.#keeper.saveModels();
  }

  /** JSON-safe state but for the models. */
  save(): SavedMixRole {
    const text = (row: Uint8Array) => Buffer.from(row).toString('base64');
    return {
      name: this.title,
      period: this.#period,
      settled: this.#isSettled,
      since: orNull(this.#since),
      windows: this.#windows,
      lines: this.#lines,
      recent: {
        seen: this.#recent.seen,
        rows: this.#recent.items.map(({ row }) => text(row)),
        ends: this.#recent.items.map(({ end }) => end),
      },
      kept: this.#kept.map(text),
      keeper: this.#keeper.save(),
      fit: this.#fit?.save() ?? null,
      first: orNull(this.#first),
      followed: orNull(this.#followed),
      tail: this.#tail.save(),
      names: [...this.#names],
    };
  }

  /** What `save` and `saveModels` described. */
  static load(
    saved: z.output<typeof savedMixRole>,
    { models, fits }: { models: SavedModels; fits: Fits },
  ): MixRole {
    const role = new MixRole(saved.name);
    const rowOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
    role.#period = saved.period;
    role.#isSettled = saved.settled;
    role.#since = saved.since ?? Number.NaN;
    role.#windows = saved.windows;
    role.#lines = saved.lines;
    const { seen, rows, ends } = saved.recent;
    role.#recent.load(
      seen,
      rows.map((row, i) => ({ row: rowOf(row), end: ends[i] ?? Number.NEGATIVE_INFINITY })),
    );
    role.#kept = saved.kept.map(rowOf);
    role.#keeper.load(saved.keeper, models);
    role.#fit = saved.fit === null ? null : DueFit.load(fits, saved.fit);
    role.#first = saved.first ?? Number.POSITIVE_INFINITY;
    role.#followed = saved.followed ?? Number.NEGATIVE_INFINITY;
    role.#tail = TailCalibrator.load(saved.tail);
    for (const [bucket, name] of saved.names.entries()) role.#names[bucket] = name;
    return role;
  }

  /** Where the fit failed, or is worse, the model before it stays. */
  #take(fit: DueFit): void {
    const fitted = fit.take();
    this.#fit = null;
    if (!fitted.ok) {
      this.#keeper.failed(fit.due);
      return;
    }
    const rows = (fit.input as { readonly rows: number[][] }).rows.map(bytesOf);
    const model = MixModel.of(restoreVariational(fitted.model), rows);
    this.#keeper.offer({
      time: fit.due,
      rows: rows.map((row) => [...row]),
      trial: model,
      model: () => model,
    });
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
  recent: z.strictObject({ seen: natural, rows, ends: z.array(z.number()).max(MAX_ROWS) }),
  kept: rows,
  keeper: savedKeeper,
  fit: savedDueFit.nullable(),
  first: z.number().nullable(),
  followed: z.number().nullable(),
  tail: savedTailCalibrator,
  names: z.array(z.string().nullable()).length(BUCKETS),
});
export type SavedMixRole = z.input<typeof savedMixRole>;

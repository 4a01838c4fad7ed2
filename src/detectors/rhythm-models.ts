import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import type { Fits } from '../core/fits.ts';
import type { ModelReport } from '../core/model-report.ts';
import { restoreSequenceAutoencoder, type SequenceAutoencoder, type SequenceInput } from '../ml/index.ts';
import { compareUsual } from '../ml/mass-volume.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { type KeptModel, ModelKeeper, type SavedModels, savedKeeper } from './model-keeper.ts';
import type { Hours } from './rhythm-hours.ts';
import type { Series } from './rhythm-series.ts';

const HOUR = 3_600_000;
const STEPS = 24;
const DAY_HOURS = 24;
/** Hours lived through before the first fit, and by how much that of metrics comes later. */
const FIRST = 10 * DAY_HOURS;
const STAGGER = 36;
/** Series of an hour by which it is seen whether the model still holds: about 256 a day. */
const FOLLOWED = 11;
/** A fit takes effect so long after it began, on the log's clock. */
const TAKES = HOUR / 2;
const WINDOWS = 300;
/** Windows are of the last two weeks: those before them say what was usual then. */
const TAUGHT = 14 * DAY_HOURS;
const LEAST_WINDOWS = 60;
const LEAST_KNOWN = 20;
/** Like days that an hour's usual has to rest on. */
const LEAST_DAYS = 3;
/** Farther out, how far does not matter. */
const FARTHEST = 8;
/** Departures spread evenly. */
const ENDS = [-7, -5, -3, -1, 1, 3, 5, 7];
/** Strides that meet every series and every hour. */
const STRIDES = { series: 7919, hours: 104_729 };
const OPTIONS = { steps: STEPS, series: 2, units: 16, kind: 'value', epochs: 20 } as const;

/**
 * One autoencoder for all series of a kind, kept fresh. What it is shown of a series is a day, hour by hour: what is
 * usual at that hour, and how far from that it was. It learns how departures go together: a slow day is slow in all its
 * hours.
 */
export class RhythmModel {
  readonly #keeper: ModelKeeper<SequenceAutoencoder>;
  readonly #late: number;
  #fit: DueFit | null = null;
  /** Hour from which on the first fit may begin. */
  #first = Number.NaN;

  /** @param of what is counted, or measured, in its series */
  constructor(of: 'count' | 'metric') {
    this.#keeper = new ModelKeeper(kindOf(of));
    // First fits do not come together; later ones are not due at the same hour of the week.
    this.#late = of === 'count' ? 0 : STAGGER;
  }

  /** An hour is over: follows what the model makes of some of its series, and begins a fit when it is time. */
  begin(all: readonly Series[], hour: number, fits: Fits): void {
    const time = (hour + 1) * HOUR;
    if (Number.isNaN(this.#first)) this.#first = hour + FIRST + this.#late;
    this.#keeper.since(time);
    if (all.length === 0) return;
    this.#follow(all, hour);
    if (hour < this.#first || this.#fit !== null || !this.#keeper.isDue(time)) return;
    // What came since then is for the comparison with the model in use.
    const held = Math.floor(this.#keeper.heldFrom(time) / HOUR) - 1;
    const windows = windowsOf(all, Math.min(hour, held));
    if (windows.length < LEAST_WINDOWS) {
      this.#keeper.failed(time);
      return;
    }
    const input: SequenceInput = { windows, options: OPTIONS };
    this.#fit = new DueFit(fits, { kind: 'sequence-autoencoder', input, due: time + TAKES });
  }

  /** Takes a fit whose time has come. Where it failed, or is worse, the model before it stays. */
  takeDue(time: number): void {
    const fit = this.#fit;
    if (fit === null || fit.due > time) return;
    const fitted = fit.take();
    this.#fit = null;
    if (!fitted.ok) {
      this.#keeper.failed(fit.due);
      return;
    }
    const model = restoreSequenceAutoencoder(fitted.model);
    const { windows } = fit.input as { readonly windows: number[][] };
    this.#keeper.offer({ time: fit.due, rows: windows, trial: model, model: () => model });
  }

  /** How far an hour is from what it expects after the day before, as `farFrom`; null where it cannot say. */
  judge(hours: Hours, hour: number): number | null {
    const { model } = this.#keeper;
    const window = model === null ? null : windowOf(hours, hour);
    return window === null ? null : departure(model!, window);
  }

  /** Does what people want of it, at a time of the log's clock. */
  obey(order: ModelOrder, time: number): void {
    this.#keeper.obey(order, time);
  }

  report(): ModelReport {
    return this.#keeper.report();
  }

  /** JSON-safe state but for the models. */
  save(): SavedRhythmModel {
    return {
      keeper: this.#keeper.save(),
      fit: this.#fit?.save() ?? null,
      first: Number.isNaN(this.#first) ? null : this.#first,
    };
  }

  /** The models, JSON-safe. */
  saveModels(): SavedModels {
    return this.#keeper.saveModels();
  }

  /** Takes back what `save` and `saveModels` gave. */
  load(
    { keeper, fit, first }: z.output<typeof savedRhythmModel>,
    { models, fits }: { models: SavedModels; fits: Fits },
  ): void {
    this.#fit?.drop();
    this.#keeper.load(keeper, models);
    this.#fit = fit === null ? null : DueFit.load(fits, fit);
    this.#first = first ?? Number.NaN;
  }

  #follow(all: readonly Series[], hour: number): void {
    const some = Math.min(FOLLOWED, all.length);
    for (let i = 0; i < some; i++) {
      const { hours } = all[((hour * some + i) * STRIDES.series) % all.length]!;
      const window = Number.isNaN(hours.at(hour)) ? null : windowOf(hours, hour);
      if (window !== null && !Number.isNaN(window.at(-1)!)) this.#keeper.observe(window, (hour + 1) * HOUR);
    }
  }
}

function kindOf(of: string): KeptModel<SequenceAutoencoder> {
  return {
    ...{ name: `rhythm.${of}`, learner: 'LSTM autoencoder', stride: 1, look: 128 },
    save: (model) => model.save(),
    restore: restoreSequenceAutoencoder,
    score: (model, row) => Math.abs(departure(model, row) ?? Number.NaN),
    compare: (rows, scores) => compareUsual(rows, rows.flatMap(otherEnds), scores),
  };
}

/** By how much the last hour departs from what is expected of it; null where it is not known. */
function departure(model: SequenceAutoencoder, window: readonly number[]): number | null {
  if (Number.isNaN(window.at(-1)!)) return null;
  const { reasons } = model.explain(window);
  const last = reasons.find(({ step, series }) => step === STEPS - 1 && series === 1);
  return last === undefined ? 0 : last.value - last.expected;
}

/** The same day with departures in its last hour that could have come. */
function otherEnds(row: readonly number[]): number[][] {
  return ENDS.map((end) => [...row.slice(0, -1), end]);
}

function windowsOf(all: readonly Series[], hour: number): number[][] {
  const windows: number[][] = [];
  for (let i = 0; i < WINDOWS; i++) {
    const { hours } = all[(i * STRIDES.series) % all.length]!;
    const window = windowOf(hours, hour - ((i * STRIDES.hours) % TAUGHT));
    if (window !== null) windows.push(window.map((value) => Math.round(value * 1000) / 1000));
  }
  return windows;
}

/** A day up to and with an hour: usual and departure in turn, NaN where that is not known; null where too little is. */
function windowOf(hours: Hours, hour: number): number[] | null {
  const usual = Array.from({ length: STEPS }, (_, i) => hours.usual(hour - STEPS + 1 + i));
  const known = usual.filter(({ days }) => days >= LEAST_DAYS);
  if (known.length < LEAST_KNOWN) return null;
  const mean = known.reduce((sum, each) => sum + each.mean, 0) / known.length;
  const squares = known.reduce((sum, each) => sum + (each.mean - mean) ** 2, 0);
  const scale = Math.max(Math.sqrt(squares / known.length), known[0]!.spread);
  return usual.flatMap((each, i) => {
    if (each.days < LEAST_DAYS) return [Number.NaN, Number.NaN];
    return [(each.mean - mean) / scale, clipped(hours.farFrom(hour - STEPS + 1 + i, each))];
  });
}

function clipped(far: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, far));
}

/** JSON-safe state of a `RhythmModel`. */
export const savedRhythmModel = z.strictObject({
  keeper: savedKeeper,
  fit: savedDueFit.nullable(),
  first: z.number().nullable(),
});
export type SavedRhythmModel = z.input<typeof savedRhythmModel>;

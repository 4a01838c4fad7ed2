import { z } from 'zod';
import type { Fits } from '../core/fits.ts';
import { restoreSequenceAutoencoder, type SequenceAutoencoder, type SequenceInput } from '../ml/index.ts';
import { savedSequence } from '../ml/sequence-autoencoder.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import type { Hours } from './rhythm-hours.ts';
import type { Series } from './rhythm-series.ts';

const HOUR = 3_600_000;
const STEPS = 24;
const DAY_HOURS = 24;
/** Hours lived through before the first fit, from one to the next, and by how much the second kind comes later. */
const FIRST = 10 * DAY_HOURS;
const EVERY = 7 * DAY_HOURS;
const STAGGER = 36;
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
/** Strides that meet every series and every hour. */
const STRIDES = { series: 7919, hours: 104_729 };
const OPTIONS = { steps: STEPS, series: 2, units: 16, kind: 'value', epochs: 20 } as const;

/**
 * One autoencoder for all series of a kind. What it is shown of a series is a day, hour by hour: what is usual at that
 * hour, and how far from that it was. It learns how departures go together: a slow day is slow in all its hours.
 */
export class RhythmModel {
  #model: SequenceAutoencoder | null = null;
  #fit: DueFit | null = null;
  /** Hour from which on the next fit is begun. */
  #next = Number.NaN;
  readonly #late: number;

  /** @param order fits of several models do not come together */
  constructor(order: number) {
    this.#late = order * STAGGER;
  }

  /** An hour is over: begins a fit when it is time. */
  begin(all: readonly Series[], hour: number, fits: Fits): void {
    if (Number.isNaN(this.#next)) this.#next = hour + FIRST + this.#late;
    if (hour < this.#next || this.#fit !== null || all.length === 0) return;
    this.#next = hour + EVERY;
    const windows = windowsOf(all, hour);
    if (windows.length < LEAST_WINDOWS) return;
    const input: SequenceInput = { windows, options: OPTIONS };
    this.#fit = new DueFit(fits, { kind: 'sequence-autoencoder', input, due: (hour + 1) * HOUR + TAKES });
  }

  /** Takes a fit whose time has come. Where it failed the model before it stays. */
  takeDue(time: number): void {
    if (this.#fit === null || this.#fit.due > time) return;
    const fitted = this.#fit.take();
    this.#fit = null;
    if (fitted.ok) this.#model = restoreSequenceAutoencoder(fitted.model);
  }

  /** How far an hour is from what it expects after the day before, as `farFrom`; null where it cannot say. */
  judge(hours: Hours, hour: number): number | null {
    const window = this.#model === null ? null : windowOf(hours, hour);
    if (window === null) return null;
    const { reasons } = this.#model!.explain(window);
    const last = reasons.find(({ step, series }) => step === STEPS - 1 && series === 1);
    return last === undefined ? null : last.value - last.expected;
  }

  /** JSON-safe state. */
  save(): SavedRhythmModel {
    return {
      model: this.#model?.save() ?? null,
      fit: this.#fit?.save() ?? null,
      next: Number.isNaN(this.#next) ? null : this.#next,
    };
  }

  /** Takes back what `save` gave. Throws STATE_INVALID. */
  load({ model, fit, next }: SavedRhythmModel, fits: Fits): void {
    this.#fit?.drop();
    this.#model = model === null ? null : restoreSequenceAutoencoder(model);
    this.#fit = fit === null ? null : DueFit.load(fits, fit);
    this.#next = next ?? Number.NaN;
  }
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
  model: savedSequence.nullable(),
  fit: savedDueFit.nullable(),
  next: z.number().nullable(),
});
export type SavedRhythmModel = z.infer<typeof savedRhythmModel>;

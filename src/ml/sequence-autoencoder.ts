import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { type ColumnScale, checkScale, columnScale, readableRow, standardised } from './column-scale.ts';
import { checkRow, type Row, usage, wholeOption } from './forest-rows.ts';
import { type TrainingOptions, trainingPlan } from './net-options.ts';
import { floatsInto, floatText } from './saved-floats.ts';
import { netSize, SequenceNet, type SequenceShape } from './sequence-net.ts';
import { train } from './training.ts';

const OWNER = 'Sequence autoencoder';
const NAME = 'sequence autoencoder';
/** Of all training windows, how many score less than the threshold. */
const USUAL = 0.99;
const MOST_WEIGHTS = 2 ** 22;

/** How windows are learnt. */
export interface SequenceOptions extends TrainingOptions {
  /** Length of a window, default 24. */
  readonly steps?: number;
  /** Series side by side in a window, default 1. */
  readonly series?: number;
  /** Units of both layers, default 16. */
  readonly units?: number;
  /** `count` for numbers of events, whose scatter is made even (default), or `value`. */
  readonly kind?: 'count' | 'value';
}

/** A place in a window where it is not as it was expected. */
export interface SequenceReason {
  /** From the first of the window on. */
  readonly step: number;
  readonly series: number;
  readonly value: number;
  readonly expected: number;
  /** Share of the score that is due to this place. */
  readonly share: number;
}

const size = (most: number) => z.int().min(1).max(most);

/** JSON-safe state; numbers as base64 of their little-endian bytes. */
export const savedSequence = z.strictObject({
  version: z.literal(1),
  steps: size(10_000),
  series: size(1000),
  units: size(1000),
  kind: z.enum(['count', 'value']),
  threshold: z.number().min(0),
  epochs: z.int().min(0),
  means: z.base64(),
  deviations: z.base64(),
  weights: z.base64(),
});
export type SavedSequence = z.infer<typeof savedSequence>;

interface SequenceState {
  readonly shape: SequenceShape;
  readonly kind: 'count' | 'value';
  readonly scale: ColumnScale;
  readonly threshold: number;
  readonly epochs: number;
  readonly net: SequenceNet;
}

/**
 * Learns how windows of series usually go, and scores a window by how badly it can be made again from what `units`
 * numbers hold of it (LSTM autoencoder: Malhotra et al. 2016). A window is step after step, at each step a value of
 * each series. What is missing (NaN) counts as usual and is not scored. One model can serve many series of a kind.
 *
 * @throws LogsiftError USAGE for no windows, windows of another length, and options out of range
 */
export function fitSequenceAutoencoder(
  windows: readonly Row[],
  options: SequenceOptions = {},
): SequenceAutoencoder {
  const shape = {
    steps: wholeOption({ name: 'steps', value: options.steps ?? 24, most: 10_000 }, OWNER),
    series: wholeOption({ name: 'series', value: options.series ?? 1, most: 1000 }, OWNER),
    units: wholeOption({ name: 'units', value: options.units ?? 16, most: 1000 }, OWNER),
  };
  const plan = trainingPlan(options, OWNER);
  if (netSize(shape) > MOST_WEIGHTS) throw usage('so many series and units are too large', OWNER);
  if (windows.length === 0) throw usage('at least one window is needed to learn from; there is none', OWNER);
  const { kind = 'count' } = options;
  const values = windows.map((window) => evened(checkedWindow(window, shape), kind));
  const scale = columnScale(values, shape.series);
  const rows = values.map((row) => standardised(row, scale));
  const net = new SequenceNet(shape);
  net.begin(plan.random);
  const { epochs } = train(
    { net: net.net, learn: (i) => net.learn(rows[i]!), loss: (i) => net.run(rows[i]!) },
    rows.length,
    plan,
  );
  const errors = Float64Array.from(rows, (row) => net.run(row)).sort();
  const threshold = errors[Math.floor(USUAL * (errors.length - 1))]!;
  return new SequenceAutoencoder({ shape, kind, scale, threshold, epochs, net });
}

/** The model that `save` described. @throws LogsiftError STATE_INVALID for anything else */
export function restoreSequenceAutoencoder(saved: unknown): SequenceAutoencoder {
  return new SequenceAutoencoder(load(saved));
}

/** A trained autoencoder. Windows have the length they were learnt with, else USAGE. */
export class SequenceAutoencoder {
  #state: SequenceState;

  /** See `fitSequenceAutoencoder` and `restoreSequenceAutoencoder`. */
  constructor(state: SequenceState) {
    this.#state = state;
  }

  /** The score that 99 % of the training windows stay below. */
  get threshold(): number {
    return this.#state.threshold;
  }

  /** Epochs until the weights that were kept. */
  get epochs(): number {
    return this.#state.epochs;
  }

  /** How odd a window is: mean squared error in units of the usual variance, 0 and up. */
  score(window: Row): number {
    return this.#state.net.run(this.#read(window));
  }

  /** Where a window is not as it was expected, the worst first, and what was expected there. */
  explain(window: Row): { readonly score: number; readonly reasons: readonly SequenceReason[] } {
    const { shape, scale, kind, net } = this.#state;
    const row = this.#read(window);
    const score = net.run(row);
    const squares = row.map((value, i) => (Number.isNaN(value) ? 0 : (value - net.made[i]!) ** 2));
    const total = squares.reduce((sum, square) => sum + square, 0);
    const reasons = Array.from(net.made, (made, i): SequenceReason => {
      const series = i % shape.series;
      const expected = uneven(scale.means[series]! + made * scale.deviations[series]!, kind);
      const share = total > 0 ? squares[i]! / total : 0;
      return { step: Math.floor(i / shape.series), series, value: window[i]!, expected, share };
    });
    return { score, reasons: reasons.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share) };
  }

  /** JSON-safe state, about 35 kB by default. */
  save(): SavedSequence {
    const { shape, kind, scale, threshold, epochs, net } = this.#state;
    return {
      ...{ version: 1, ...shape, kind, threshold, epochs },
      means: floatText(scale.means),
      deviations: floatText(scale.deviations),
      weights: floatText(net.net.weights),
    };
  }

  /** Becomes the model that `save` described. @throws LogsiftError STATE_INVALID, and stays what it was */
  restore(saved: unknown): this {
    this.#state = load(saved);
    return this;
  }

  #read(window: Row): Float64Array {
    const { shape, kind, scale } = this.#state;
    return standardised(evened(checkedWindow(window, shape), kind), scale);
  }
}

function load(saved: unknown): SequenceState {
  const parsed = savedSequence.safeParse(saved);
  if (!parsed.success) throw stateInvalid(NAME, parsed.error);
  const { steps, series, units, kind, threshold, epochs, means, deviations, weights } = parsed.data;
  const shape = { steps, series, units };
  if (netSize(shape) > MOST_WEIGHTS) throw stateInvalid(NAME, new Error('it is too large'));
  const scale = { means: new Float64Array(series), deviations: new Float64Array(series) };
  floatsInto(means, scale.means, NAME);
  floatsInto(deviations, scale.deviations, NAME);
  checkScale(scale, NAME);
  const net = new SequenceNet(shape);
  floatsInto(weights, net.net.weights, NAME);
  if (!net.net.weights.every(Number.isFinite))
    throw stateInvalid(NAME, new Error('a weight is not a number'));
  return { shape, kind, scale, threshold, epochs, net };
}

function checkedWindow(window: Row, { steps, series }: SequenceShape): Float64Array {
  checkRow(window, steps * series, OWNER);
  return readableRow(window);
}

/** Counts of events as numbers that scatter alike whatever their size (Anscombe 1948). */
function evened(values: Float64Array, kind: 'count' | 'value'): Float64Array {
  return kind === 'value' ? values : values.map((value) => 2 * Math.sqrt(Math.max(0, value) + 3 / 8));
}

function uneven(value: number, kind: 'count' | 'value'): number {
  return kind === 'value' ? value : Math.max(0, (Math.max(0, value) / 2) ** 2 - 3 / 8);
}

import type { BoostedOptions } from './boosted-trees.ts';
import type { CrossingInput, ForecastInput } from './forecast-run.ts';
import type { Rows } from './forest-rows.ts';
import type { ForestOptions } from './isolation-forest.ts';
import type { SequenceOptions } from './sequence-autoencoder.ts';
import type { VariationalOptions } from './variational-autoencoder.ts';

/** Learns: the same input gives the same saved model, byte for byte. `spoil` says that the thread is not to go on. */
export type FitFunction<I = unknown> = (input: I, spoil: () => void) => unknown;

/** What can be fitted in a thread of its own, by name; loaded when it is wanted. */
const kinds = {
  'isolation-forest': async () => {
    const { fitIsolationForest } = await import('./isolation-forest.ts');
    return ({ rows, options }: ForestInput) => fitIsolationForest(rows, options).save();
  },
  'boosted-trees': async () => {
    const { fitBoostedTrees } = await import('./boosted-trees.ts');
    return ({ rows, labels, options }: BoostedInput) => fitBoostedTrees(rows, labels, options).save();
  },
  'variational-autoencoder': async () => {
    const { fitVariational } = await import('./variational-autoencoder.ts');
    return ({ rows, options }: VariationalInput) => fitVariational(rows, options).save();
  },
  'sequence-autoencoder': async () => {
    const { fitSequenceAutoencoder } = await import('./sequence-autoencoder.ts');
    return ({ windows, options }: SequenceInput) => fitSequenceAutoencoder(windows, options).save();
  },
  crossing: async () => {
    const { runCrossing } = await import('./forecast-run.ts');
    return (input: CrossingInput, spoil: () => void) => runCrossing(input, spoil);
  },
  forecast: async () => {
    const { runForecast } = await import('./forecast-run.ts');
    return (input: ForecastInput, spoil: () => void) => runForecast(input, spoil);
  },
};

/** Name of something that can be fitted. */
export type FitKind = keyof typeof kinds;

/** Input of `isolation-forest`, which gives a `SavedForest`. */
export interface ForestInput {
  readonly rows: Rows;
  readonly options?: ForestOptions;
}

/** Input of `boosted-trees`, which gives a `SavedBoosted`. */
export interface BoostedInput {
  readonly rows: Rows;
  readonly labels: readonly number[];
  readonly options?: BoostedOptions;
}

/** Input of `variational-autoencoder`, which gives a `SavedVariational`. */
export interface VariationalInput {
  readonly rows: Rows;
  readonly options?: VariationalOptions;
}

/** Input of `sequence-autoencoder`, which gives a `SavedSequence`. */
export interface SequenceInput {
  readonly windows: readonly (readonly number[])[];
  readonly options?: SequenceOptions;
}

/** What fits a kind; null when there is no such kind. */
export async function fitFunction(kind: string): Promise<FitFunction | null> {
  // Each takes the input of its own kind; whoever begins a fit names the two together.
  return Object.hasOwn(kinds, kind) ? ((await kinds[kind as FitKind]()) as FitFunction) : null;
}

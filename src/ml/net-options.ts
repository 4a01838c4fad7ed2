import { seededRandom } from '../kit/random.ts';
import { type Learner, usage, wholeOption } from './forest-rows.ts';
import type { TrainingPlan } from './training.ts';

/** How a net is trained. */
export interface TrainingOptions {
  /** At most, default 100. */
  readonly epochs?: number;
  /** Rows for each step, default 16. */
  readonly batch?: number;
  /** Pace of learning, above 0 and up to 1, default 0.01. */
  readonly rate?: number;
  /**
   * Holds a share of the rows out (default a tenth, of 20 rows or more) and stops when the loss on them has not fallen
   * for `patience` epochs (default 10); the best weights are kept. A share of 0 learns from all rows, all epochs.
   */
  readonly earlyStopping?: { readonly share?: number; readonly patience?: number };
  /** Draws the weights to begin with, the order and what is held out; default 1. */
  readonly seed?: number;
}

/** Options with their defaults, checked. @throws LogsiftError USAGE for what is out of range */
export function trainingPlan(options: TrainingOptions, owner: Learner): TrainingPlan {
  const { rate = 0.01, seed = 1, earlyStopping = {} } = options;
  const { share = 0.1, patience = 10 } = earlyStopping;
  if (!(rate > 0 && rate <= 1)) throw usage(`"rate" should be above 0 and up to 1, not ${rate}`, owner);
  if (!(share >= 0 && share <= 0.5)) throw usage(`"share" should be from 0 to 0.5, not ${share}`, owner);
  if (!Number.isFinite(seed)) throw usage(`"seed" should be a number, not ${seed}`, owner);
  return {
    epochs: wholeOption({ name: 'epochs', value: options.epochs ?? 100, most: 10_000 }, owner),
    batch: wholeOption({ name: 'batch', value: options.batch ?? 16, most: 65_536 }, owner),
    patience: wholeOption({ name: 'patience', value: patience, most: 10_000 }, owner),
    ...{ rate, share, random: seededRandom(seed) },
  };
}

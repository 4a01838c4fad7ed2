import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { seededRandom } from '../kit/random.ts';
import { type ColumnScale, checkScale, columnScale, readableRow, standardised } from './column-scale.ts';
import { checkRow, type Row, type Rows, trainingShape, usage, wholeOption } from './forest-rows.ts';
import { type TrainingOptions, trainingPlan } from './net-options.ts';
import { floatsInto, floatText } from './saved-floats.ts';
import { train } from './training.ts';
import { VariationalNet, type VariationalShape, variationalSize } from './variational-net.ts';

const OWNER = 'Variational autoencoder';
const NAME = 'variational autoencoder';
/** Ways a row is made again to score it. */
const SAMPLES = 16;
/** Of all training rows, how many score less than the threshold. */
const USUAL = 0.99;
const MOST_WEIGHTS = 2 ** 22;

/** How rows are learnt. */
export interface VariationalOptions extends TrainingOptions {
  /** Units between a row and what is left of it, default 16. */
  readonly hidden?: number;
  /** Numbers that are left of a row, default 4. */
  readonly latent?: number;
  /** What the columns are called, for `explain`. */
  readonly names?: readonly string[];
}

/** What one column did to the score. */
export interface VariationalReason {
  readonly feature: number;
  readonly name: string;
  readonly value: number;
  readonly expected: number;
  /** −log of its density, nats; above 0 it makes the row odder. */
  readonly contribution: number;
}

const size = (most: number) => z.int().min(1).max(most);

/** JSON-safe state; numbers as base64 of their little-endian bytes. */
export const savedVariational = z.strictObject({
  version: z.literal(1),
  columns: size(65_535),
  hidden: size(10_000),
  latent: size(10_000),
  names: z.array(z.string()).nullable(),
  threshold: z.number(),
  epochs: z.int().min(0),
  means: z.base64(),
  deviations: z.base64(),
  weights: z.base64(),
});
export type SavedVariational = z.infer<typeof savedVariational>;

interface VariationalState {
  readonly shape: VariationalShape;
  readonly names: readonly string[] | null;
  readonly scale: ColumnScale;
  readonly threshold: number;
  readonly epochs: number;
  readonly net: VariationalNet;
}

/**
 * Learns which rows there are, and scores a row by how improbable it is as one made from what is left of it
 * (reconstruction probability: An & Cho 2015). Columns are standardised; what is missing (NaN) counts as usual and is
 * not scored.
 *
 * @throws LogsiftError USAGE for ragged or no rows, and options out of range
 */
export function fitVariational(rows: Rows, options: VariationalOptions = {}): VariationalAutoencoder {
  const { count, columns } = trainingShape(rows, OWNER);
  const shape = {
    columns,
    hidden: wholeOption({ name: 'hidden', value: options.hidden ?? 16, most: 10_000 }, OWNER),
    latent: wholeOption({ name: 'latent', value: options.latent ?? 4, most: 10_000 }, OWNER),
  };
  const { names = null } = options;
  const plan = trainingPlan(options, OWNER);
  if (variationalSize(shape) > MOST_WEIGHTS) throw usage('so many columns and units are too large', OWNER);
  if (names !== null && names.length !== columns) {
    throw usage(`"names" should name ${columns} columns, not ${names.length}`, OWNER);
  }
  const values = Array.from({ length: count }, (_, i) =>
    readableRow('data' in rows ? rows.data.subarray(i * columns, (i + 1) * columns) : rows[i]!),
  );
  const scale = columnScale(values, columns);
  const read = values.map((row) => standardised(row, scale));
  const net = new VariationalNet(shape);
  net.begin(plan.random);
  const chance = new Float64Array(shape.latent);
  const none = new Float64Array(shape.latent);
  const learn = (i: number) => {
    for (let k = 0; k < chance.length; k++) chance[k] = normal(plan.random);
    return net.learn(read[i]!, chance);
  };
  const { epochs } = train({ net: net.net, learn, loss: (i) => net.loss(read[i]!, none) }, count, plan);
  const state = { shape, names, scale, threshold: 0, epochs, net };
  const scores = Float64Array.from(new VariationalAutoencoder(state).scoreMany(values)).sort();
  return new VariationalAutoencoder({ ...state, threshold: scores[Math.floor(USUAL * (count - 1))]! });
}

/** The model that `save` described. @throws LogsiftError STATE_INVALID for anything else */
export function restoreVariational(saved: unknown): VariationalAutoencoder {
  return new VariationalAutoencoder(load(saved));
}

/** A trained autoencoder. Rows have as many values as those it was fitted on, else USAGE. */
export class VariationalAutoencoder {
  #state: VariationalState;
  /** The same for every row, so that a row scores the same each time; mirrored, so that they are even. */
  #chance!: Float64Array;
  #each!: Float64Array;

  /** See `fitVariational` and `restoreVariational`. */
  constructor(state: VariationalState) {
    this.#state = state;
    this.#prepare();
  }

  /** The score that 99 % of the training rows stay below. */
  get threshold(): number {
    return this.#state.threshold;
  }

  /** Epochs until the weights that were kept. */
  get epochs(): number {
    return this.#state.epochs;
  }

  /** How odd a row is: −log of its reconstruction probability, nats for each column; below 0 for usual rows. */
  score(row: Row): number {
    this.#look(row);
    return this.#each.reduce((sum, each) => sum + each, 0) / this.#each.length;
  }

  /** Scores of many rows. */
  scoreMany(rows: readonly Row[]): Float64Array {
    return Float64Array.from(rows, (row) => this.score(row));
  }

  /** What each column did to the score, the oddest first, and what was expected. */
  explain(row: Row): { readonly score: number; readonly reasons: readonly VariationalReason[] } {
    const { names, scale, net } = this.#state;
    const score = this.score(row);
    const contributions = this.#each.slice();
    net.decode(new Float64Array(this.#state.shape.latent));
    const reasons = Array.from(contributions, (contribution, feature) => ({
      feature,
      name: names?.[feature] ?? `feature ${feature}`,
      value: row[feature]!,
      expected: scale.means[feature]! + net.made[feature]! * scale.deviations[feature]!,
      contribution,
    }));
    const known = reasons.filter(({ value }) => !Number.isNaN(value));
    return { score, reasons: known.sort((a, b) => b.contribution - a.contribution) };
  }

  /** JSON-safe state, about 15 kB for 32 columns. */
  save(): SavedVariational {
    const { shape, names, scale, threshold, epochs, net } = this.#state;
    return {
      ...{ version: 1, ...shape, names: names === null ? null : [...names], threshold, epochs },
      means: floatText(scale.means),
      deviations: floatText(scale.deviations),
      weights: floatText(net.net.weights),
    };
  }

  /** Becomes the model that `save` described. @throws LogsiftError STATE_INVALID, and stays what it was */
  restore(saved: unknown): this {
    this.#state = load(saved);
    this.#prepare();
    return this;
  }

  #prepare(): void {
    const { columns, latent } = this.#state.shape;
    const random = seededRandom(1);
    this.#each = new Float64Array(columns);
    this.#chance = new Float64Array(SAMPLES * latent);
    const half = this.#chance.length / 2;
    for (let i = 0; i < half; i++) this.#chance[half + i] = -(this.#chance[i] = normal(random));
  }

  /** Mean −log of the density of each column over the ways the row is made again. */
  #look(row: Row): void {
    const { shape, scale, net } = this.#state;
    checkRow(row, shape.columns, OWNER);
    const read = standardised(readableRow(row), scale);
    const each = this.#each;
    const now = new Float64Array(shape.columns);
    net.encode(read);
    each.fill(0);
    for (let sample = 0; sample < SAMPLES; sample++) {
      net.decode(this.#chance, sample * shape.latent);
      net.surprise(read, now);
      for (let c = 0; c < each.length; c++) each[c]! += now[c]! / SAMPLES;
    }
  }
}

function load(saved: unknown): VariationalState {
  const parsed = savedVariational.safeParse(saved);
  if (!parsed.success) throw stateInvalid(NAME, parsed.error);
  const { columns, hidden, latent, names, threshold, epochs, means, deviations, weights } = parsed.data;
  const shape = { columns, hidden, latent };
  if (variationalSize(shape) > MOST_WEIGHTS) throw stateInvalid(NAME, new Error('it is too large'));
  if (names !== null && names.length !== columns) {
    throw stateInvalid(NAME, new Error(`"names" names ${names.length} columns of ${columns}`));
  }
  const scale = { means: new Float64Array(columns), deviations: new Float64Array(columns) };
  floatsInto(means, scale.means, NAME);
  floatsInto(deviations, scale.deviations, NAME);
  checkScale(scale, NAME);
  const net = new VariationalNet(shape);
  floatsInto(weights, net.net.weights, NAME);
  if (!net.net.weights.every(Number.isFinite))
    throw stateInvalid(NAME, new Error('a weight is not a number'));
  return { shape, names, scale, threshold, epochs, net };
}

/** A standard normal number (Box & Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

import type { Derivatives } from './boosted-grow.ts';
import { usage } from './forest-rows.ts';

/** Rows of a class from which some are held out. */
const ENOUGH = 10;

/** Probability for log odds. */
export function probability(margin: number): number {
  return 1 / (1 + Math.exp(-margin));
}

/** Weighted logistic loss of labels 0 and 1. */
export class LogisticLoss {
  readonly #targets: Uint8Array;
  readonly #weights: Float64Array;
  readonly #derivatives: Derivatives;

  constructor(targets: Uint8Array, weights: Float64Array) {
    this.#targets = targets;
    this.#weights = weights;
    this.#derivatives = {
      gradients: new Float64Array(targets.length),
      hessians: new Float64Array(targets.length),
    };
  }

  /** Log odds to begin with: those of the rows, with half a row of each class added, so that they are finite. */
  start(rows: Int32Array): number {
    const sums = [0.5, 0.5];
    for (const row of rows) sums[this.#targets[row]!]! += this.#weights[row]!;
    return Math.log(sums[1]! / sums[0]!);
  }

  /** At the margins given, of these rows. */
  derivatives(margins: Float64Array, rows: Int32Array): Derivatives {
    const { gradients, hessians } = this.#derivatives;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const p = probability(margins[row]!);
      const weight = this.#weights[row]!;
      gradients[row] = weight * (p - this.#targets[row]!);
      hessians[row] = weight * p * (1 - p);
    }
    return this.#derivatives;
  }
}

/** Mean loss of some rows, 0 of none. */
export function logLoss(
  margins: Float64Array,
  of: { targets: Uint8Array; weights: Float64Array; rows: Int32Array },
): number {
  let sum = 0;
  let total = 0;
  for (const row of of.rows) {
    const margin = of.targets[row] === 1 ? margins[row]! : -margins[row]!;
    // log(1 + exp(−m)) without overflow.
    sum += of.weights[row]! * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
    total += of.weights[row]!;
  }
  return total > 0 ? sum / total : 0;
}

/** What each row weighs; 1 on the average, so that limits mean the same whatever the scale of the weights. */
export function rowWeights(
  targets: Uint8Array,
  options: {
    readonly classWeights?: 'balanced' | readonly [number, number];
    readonly rowWeights?: ArrayLike<number>;
  },
): Float64Array {
  const { classWeights = [1, 1], rowWeights: given } = options;
  if (given !== undefined && given.length !== targets.length) {
    throw usage(`"rowWeights" should have ${targets.length} weights, not ${given.length}`, 'Boosted trees');
  }
  const weights = Float64Array.from(targets, (_, i) => checkedWeight(given?.[i] ?? 1));
  const sums = [0, 0];
  for (const [i, weight] of weights.entries()) sums[targets[i]!]! += weight;
  const byClass =
    classWeights === 'balanced'
      ? sums.map((sum) => (sum > 0 ? 1 / sum : 0))
      : classWeights.map(checkedWeight);
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]! *= byClass[targets[i]!]!;
  if (!(total > 0 && total < Number.MAX_VALUE))
    throw usage('some row should weigh something', 'Boosted trees');
  return weights.map((weight) => (weight * weights.length) / total);
}

function checkedWeight(weight: number): number {
  if (weight >= 0 && weight <= 1e12) return weight;
  throw usage(`a weight should be a number from 0 to 1e12, not ${weight}`, 'Boosted trees');
}

/** Rows to learn from, and a share of each class that is held out; none where a class has too few. */
export function holdOut(
  targets: Uint8Array,
  share: number,
  random: () => number,
): { learnt: Int32Array; held: Int32Array } {
  const classes = [0, 1].map((label) => [...targets.keys()].filter((i) => targets[i] === label));
  if (share === 0 || classes.some((rows) => rows.length < ENOUGH)) {
    return { learnt: Int32Array.from(targets.keys()), held: new Int32Array(0) };
  }
  const held = new Set<number>();
  for (const rows of classes) {
    const wanted = Math.max(1, Math.round(rows.length * share));
    for (let k = 0; k < wanted; k++) {
      const j = k + Math.floor(random() * (rows.length - k));
      [rows[k], rows[j]] = [rows[j]!, rows[k]!];
      held.add(rows[k]!);
    }
  }
  const learnt = Int32Array.from([...targets.keys()].filter((i) => !held.has(i)));
  return { learnt, held: Int32Array.from(held).sort() };
}

import { DenseLayer, NetWeights } from './net-layers.ts';

/** Numbers of a row, of the layers between, and what is left of a row. */
export interface VariationalShape {
  readonly columns: number;
  readonly hidden: number;
  readonly latent: number;
}

/** Of the logarithms of variances: a column that never strays is still allowed a tenth of a deviation. */
const LEAST = -4.6;
const MOST = 4.6;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * Row → hidden → mean and log variance of what is left → hidden → row, with a variance of its own for each column
 * (variational autoencoder: Kingma & Welling 2014).
 */
export class VariationalNet {
  readonly net: NetWeights;
  /** The row made again by the last `run`. */
  readonly made: Float64Array;
  /** Mean of what is left of the row. */
  readonly means: Float64Array;
  readonly #logVariances: Float64Array;
  readonly #shape: VariationalShape;
  readonly #layers: { readonly in: DenseLayer; readonly mean: DenseLayer; readonly spread: DenseLayer };
  readonly #back: { readonly in: DenseLayer; readonly out: DenseLayer };
  /** Log variance of each column about what is made. */
  readonly #noise;
  readonly #known: Float64Array;
  /** 1/variance of each column, as of the last `surprise`. */
  readonly #precisions: Float64Array;
  readonly #encoded: Float64Array;
  readonly #left: Float64Array;
  readonly #decoded: Float64Array;
  readonly #slopes: {
    readonly made: Float64Array;
    readonly decoded: Float64Array;
    readonly left: Float64Array;
    readonly spread: Float64Array;
    readonly encoded: Float64Array;
  };

  constructor(shape: VariationalShape) {
    const { columns, hidden, latent } = shape;
    this.#shape = shape;
    this.net = new NetWeights(variationalSize(shape));
    const dense = (inputs: number, outputs: number) => new DenseLayer(this.net, inputs, outputs);
    this.#layers = { in: dense(columns, hidden), mean: dense(hidden, latent), spread: dense(hidden, latent) };
    this.#back = { in: dense(latent, hidden), out: dense(hidden, columns) };
    this.#noise = this.net.take(columns);
    this.made = new Float64Array(columns);
    this.means = new Float64Array(latent);
    this.#logVariances = new Float64Array(latent);
    this.#known = new Float64Array(columns);
    this.#precisions = new Float64Array(columns);
    this.#encoded = new Float64Array(hidden);
    this.#left = new Float64Array(latent);
    this.#decoded = new Float64Array(hidden);
    this.#slopes = {
      made: new Float64Array(columns),
      ...{ decoded: new Float64Array(hidden), left: new Float64Array(latent) },
      ...{ spread: new Float64Array(latent), encoded: new Float64Array(hidden) },
    };
  }

  begin(random: () => number): void {
    for (const layer of [...Object.values(this.#layers), ...Object.values(this.#back)]) layer.begin(random);
  }

  /** What is left of a row; NaN counts as usual. */
  encode(row: Float64Array): void {
    for (let c = 0; c < row.length; c++) this.#known[c] = Number.isNaN(row[c]!) ? 0 : row[c]!;
    this.#layers.in.forward(this.#known, 0, this.#encoded);
    bend(this.#encoded);
    this.#layers.mean.forward(this.#encoded, 0, this.means);
    this.#layers.spread.forward(this.#encoded, 0, this.#logVariances);
    for (let i = 0; i < this.#logVariances.length; i++) {
      this.#logVariances[i] = Math.min(10, Math.max(-10, this.#logVariances[i]!));
    }
  }

  /** Makes a row of what `encode` left, with the chance given (standard normal numbers, from `at` on). */
  decode(chance: Float64Array, at = 0): void {
    for (let i = 0; i < this.#left.length; i++) {
      this.#left[i] = this.means[i]! + Math.exp(this.#logVariances[i]! / 2) * chance[at + i]!;
    }
    this.#back.in.forward(this.#left, 0, this.#decoded);
    bend(this.#decoded);
    this.#back.out.forward(this.#decoded, 0, this.made);
  }

  /** −log of the density of each value of the row, given the row made; 0 for NaN. */
  surprise(row: Float64Array, into: Float64Array): void {
    for (let c = 0; c < row.length; c++) {
      const noise = this.#logNoise(c);
      const precision = (this.#precisions[c] = Math.exp(-noise));
      const off = row[c]! - this.made[c]!;
      into[c] = Number.isNaN(off) ? 0 : (noise + LOG_TWO_PI + off * off * precision) / 2;
    }
  }

  /** What is minimised: −log of the density of the row, and how far what is left of it is from standard normal. */
  loss(row: Float64Array, chance: Float64Array): number {
    this.encode(row);
    this.decode(chance);
    this.surprise(row, this.#slopes.made);
    let sum = this.#slopes.made.reduce((total, each) => total + each, 0);
    for (let i = 0; i < this.means.length; i++) {
      const spread = this.#logVariances[i]!;
      sum += (this.means[i]! ** 2 + Math.exp(spread) - spread - 1) / 2;
    }
    return sum;
  }

  /** The same, and adds to the gradients. */
  learn(row: Float64Array, chance: Float64Array): number {
    const loss = this.loss(row, chance);
    const { made, decoded, left, spread, encoded } = this.#slopes;
    for (let c = 0; c < row.length; c++) {
      const off = this.made[c]! - row[c]!;
      if (Number.isNaN(off)) {
        made[c] = 0;
        continue;
      }
      made[c] = off * this.#precisions[c]!;
      const isInside = this.#noise.weights[c] === this.#logNoise(c);
      if (isInside) this.#noise.gradients[c]! += (1 - off * made[c]!) / 2;
    }
    decoded.fill(0);
    this.#back.out.backward({ from: this.#decoded, start: 0 }, made, decoded);
    bendBack(this.#decoded, decoded);
    left.fill(0);
    this.#back.in.backward({ from: this.#left, start: 0 }, decoded, left);
    for (let i = 0; i < this.#shape.latent; i++) {
      const variance = this.#logVariances[i]!;
      const isInside = Math.abs(variance) < 10;
      const byChance = (left[i]! * chance[i]! * Math.exp(variance / 2)) / 2;
      spread[i] = isInside ? byChance + (Math.exp(variance) - 1) / 2 : 0;
      left[i]! += this.means[i]!;
    }
    encoded.fill(0);
    const at = { from: this.#encoded, start: 0 };
    this.#layers.mean.backward(at, left, encoded);
    this.#layers.spread.backward(at, spread, encoded);
    bendBack(this.#encoded, encoded);
    this.#layers.in.backward({ from: this.#known, start: 0 }, encoded, null);
    return loss;
  }

  #logNoise(column: number): number {
    return Math.min(MOST, Math.max(LEAST, this.#noise.weights[column]!));
  }
}

/** Number of weights. */
export function variationalSize({ columns, hidden, latent }: VariationalShape): number {
  const between = DenseLayer.size(columns, hidden) + 2 * DenseLayer.size(hidden, latent);
  return between + DenseLayer.size(latent, hidden) + DenseLayer.size(hidden, columns) + columns;
}

/** Hyperbolic tangent of each. */
function bend(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = 2 / (1 + Math.exp(-2 * values[i]!)) - 1;
}

function bendBack(bent: Float64Array, slopes: Float64Array): void {
  for (let i = 0; i < bent.length; i++) slopes[i]! *= 1 - bent[i]! * bent[i]!;
}

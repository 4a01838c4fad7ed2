import { type NetWeights, scatter } from './net-layers.ts';

/** What a layer is: the length of its sequences, the numbers that come in at each step, and its units. */
export interface LstmShape {
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
  /** The same numbers come in at every step. */
  readonly repeated: boolean;
}

/** Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000) over sequences of one length. */
export class LstmLayer {
  /** What the units say after each step, step after step, behind the zeros before the first. */
  readonly hidden: Float64Array;
  readonly #shape: LstmShape;
  readonly #input;
  readonly #recurrent;
  readonly #bias;
  /** After each step: of each unit the gates in, forget, candidate, out; the cell; its tanh. */
  readonly #gates: Float64Array;
  readonly #cells: Float64Array;
  readonly #bent: Float64Array;
  /** For one step. */
  readonly #sums: Float64Array;
  readonly #slopes: Float64Array;
  readonly #nextHidden: Float64Array;
  readonly #nextCell: Float64Array;
  /** Of repeated input: what it adds, and the slopes of all steps together. */
  readonly #constant: Float64Array;

  constructor(net: NetWeights, shape: LstmShape) {
    const { steps, inputs, units } = shape;
    this.#shape = shape;
    this.#input = net.take(4 * units * inputs);
    this.#recurrent = net.take(4 * units * units);
    this.#bias = net.take(4 * units);
    this.hidden = new Float64Array((steps + 1) * units);
    this.#cells = new Float64Array((steps + 1) * units);
    this.#bent = new Float64Array(steps * units);
    this.#gates = new Float64Array(steps * 4 * units);
    this.#sums = new Float64Array(4 * units);
    this.#slopes = new Float64Array(4 * units);
    this.#constant = new Float64Array(4 * units);
    this.#nextHidden = new Float64Array(units);
    this.#nextCell = new Float64Array(units);
  }

  static size({ inputs, units }: LstmShape): number {
    return 4 * units * (inputs + units + 1);
  }

  /** Weights to begin with; at first nothing is forgotten. */
  begin(random: () => number): void {
    const { inputs, units } = this.#shape;
    scatter(this.#input.weights, Math.sqrt(6 / (inputs + units)), random);
    scatter(this.#recurrent.weights, Math.sqrt(3 / units), random);
    this.#bias.weights.fill(1, units, 2 * units);
  }

  /** Reads a sequence, step after step, or what is repeated, from `at` on. */
  forward(input: Float64Array, at = 0): void {
    const { steps, inputs, units, repeated } = this.#shape;
    const sums = this.#sums;
    if (repeated) this.#feed(input, at, this.#constant);
    for (let t = 0; t < steps; t++) {
      if (repeated) sums.set(this.#constant);
      else this.#feed(input, at + t * inputs, sums);
      this.#recur(t * units);
      this.#step(t);
    }
  }

  #feed(input: Float64Array, at: number, into: Float64Array): void {
    const { inputs } = this.#shape;
    const weights = this.#input.weights;
    for (let r = 0, w = 0; r < into.length; r++) {
      let sum = this.#bias.weights[r]!;
      for (let j = 0; j < inputs; j++) sum += weights[w++]! * input[at + j]!;
      into[r] = sum;
    }
  }

  /** Four rows at a time, the gates of one unit, so that no sum waits for the one before. */
  #recur(before: number): void {
    const { units } = this.#shape;
    const weights = this.#recurrent.weights;
    const hidden = this.hidden;
    const sums = this.#sums;
    const block = units * units;
    for (let r = 0, w = 0; r < units; r++) {
      let a = sums[r]!;
      let b = sums[r + units]!;
      let c = sums[r + 2 * units]!;
      let d = sums[r + 3 * units]!;
      for (let j = before; j < before + units; j++, w++) {
        const value = hidden[j]!;
        a += weights[w]! * value;
        b += weights[w + block]! * value;
        c += weights[w + 2 * block]! * value;
        d += weights[w + 3 * block]! * value;
      }
      sums[r] = a;
      sums[r + units] = b;
      sums[r + 2 * units] = c;
      sums[r + 3 * units] = d;
    }
  }

  #step(t: number): void {
    const { units } = this.#shape;
    const sums = this.#sums;
    const gates = this.#gates;
    const at = 4 * t * units;
    for (let j = 0; j < units; j++) {
      const enter = (gates[at + j] = logistic(sums[j]!));
      const forget = (gates[at + units + j] = logistic(sums[units + j]!));
      const candidate = (gates[at + 2 * units + j] = 2 * logistic(2 * sums[2 * units + j]!) - 1);
      const leave = (gates[at + 3 * units + j] = logistic(sums[3 * units + j]!));
      const cell = forget * this.#cells[t * units + j]! + enter * candidate;
      this.#cells[(t + 1) * units + j] = cell;
      const bent = (this.#bent[t * units + j] = 2 * logistic(2 * cell) - 1);
      this.hidden[(t + 1) * units + j] = leave * bent;
    }
  }

  /**
   * Adds to the gradients of the weights.
   *
   * @param slopes of the loss by `hidden`, laid out like it
   * @param back gets the slopes by repeated input, when given
   */
  backward(
    input: { from: Float64Array; start: number },
    slopes: Float64Array,
    back: Float64Array | null,
  ): void {
    const { steps, inputs, units, repeated } = this.#shape;
    const all = this.#constant;
    all.fill(0);
    this.#nextHidden.fill(0);
    this.#nextCell.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      this.#slopesOf(t, slopes);
      this.#through(t * units);
      if (repeated) for (let r = 0; r < all.length; r++) all[r]! += this.#slopes[r]!;
      else this.#feedBack(this.#slopes, { from: input.from, start: input.start + t * inputs }, null);
    }
    if (repeated) this.#feedBack(all, input, back);
  }

  #slopesOf(t: number, given: Float64Array): void {
    const { units } = this.#shape;
    const [gates, slopes] = [this.#gates, this.#slopes];
    const at = 4 * t * units;
    for (let j = 0; j < units; j++) {
      const [enter, forget] = [gates[at + j]!, gates[at + units + j]!];
      const [candidate, leave] = [gates[at + 2 * units + j]!, gates[at + 3 * units + j]!];
      const bent = this.#bent[t * units + j]!;
      const hidden = given[(t + 1) * units + j]! + this.#nextHidden[j]!;
      const cell = this.#nextCell[j]! + hidden * leave * (1 - bent * bent);
      slopes[j] = cell * candidate * enter * (1 - enter);
      slopes[units + j] = cell * this.#cells[t * units + j]! * forget * (1 - forget);
      slopes[2 * units + j] = cell * enter * (1 - candidate * candidate);
      slopes[3 * units + j] = hidden * bent * leave * (1 - leave);
      this.#nextCell[j] = cell * forget;
    }
  }

  /** To the step before. */
  #through(before: number): void {
    const { units } = this.#shape;
    const { weights, gradients } = this.#recurrent;
    const [hidden, next] = [this.hidden, this.#nextHidden];
    next.fill(0);
    const block = units * units;
    const slopes = this.#slopes;
    const bias = this.#bias.gradients;
    for (let r = 0; r < 4 * units; r++) bias[r]! += slopes[r]!;
    for (let r = 0, w = 0; r < units; r++) {
      const a = slopes[r]!;
      const b = slopes[r + units]!;
      const c = slopes[r + 2 * units]!;
      const d = slopes[r + 3 * units]!;
      for (let j = 0; j < units; j++, w++) {
        const value = hidden[before + j]!;
        gradients[w]! += a * value;
        gradients[w + block]! += b * value;
        gradients[w + 2 * block]! += c * value;
        gradients[w + 3 * block]! += d * value;
        next[j]! +=
          a * weights[w]! +
          b * weights[w + block]! +
          c * weights[w + 2 * block]! +
          d * weights[w + 3 * block]!;
      }
    }
  }

  #feedBack(
    slopes: Float64Array,
    input: { from: Float64Array; start: number },
    back: Float64Array | null,
  ): void {
    const { inputs } = this.#shape;
    const { weights, gradients } = this.#input;
    const { from, start } = input;
    for (let r = 0, w = 0; r < slopes.length; r++) {
      const slope = slopes[r]!;
      for (let j = 0; j < inputs; j++, w++) {
        gradients[w]! += slope * from[start + j]!;
        if (back !== null) back[start + j]! += slope * weights[w]!;
      }
    }
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

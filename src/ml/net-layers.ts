/** Weights of a net and their gradients, of which layers take their part in order. */
export class NetWeights {
  readonly weights: Float64Array;
  readonly gradients: Float64Array;
  #taken = 0;

  constructor(size: number) {
    this.weights = new Float64Array(size);
    this.gradients = new Float64Array(size);
  }

  take(size: number): { readonly weights: Float64Array; readonly gradients: Float64Array } {
    const [from, to] = [this.#taken, (this.#taken += size)];
    return { weights: this.weights.subarray(from, to), gradients: this.gradients.subarray(from, to) };
  }
}

/** Even numbers from −size to size. */
export function scatter(weights: Float64Array, size: number, random: () => number): void {
  for (let i = 0; i < weights.length; i++) weights[i] = (2 * random() - 1) * size;
}

/** out = W x + b. */
export class DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly #matrix;
  readonly #bias;

  constructor(net: NetWeights, inputs: number, outputs: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.#matrix = net.take(inputs * outputs);
    this.#bias = net.take(outputs);
  }

  static size(inputs: number, outputs: number): number {
    return (inputs + 1) * outputs;
  }

  /** Weights to begin with (Glorot & Bengio 2010); biases stay 0. */
  begin(random: () => number): void {
    scatter(this.#matrix.weights, Math.sqrt(6 / (this.inputs + this.outputs)), random);
  }

  /** Reads `inputs` numbers of `from` at `at`. Four sums side by side, so that none waits for the one before. */
  forward(from: Float64Array, at: number, into: Float64Array): void {
    const weights = this.#matrix.weights;
    const bias = this.#bias.weights;
    const { inputs, outputs } = this;
    const end = at + inputs;
    for (let r = 0, w = 0; r < outputs; r++) {
      let a = bias[r]!;
      let b = 0;
      let c = 0;
      let d = 0;
      let j = at;
      for (; j + 3 < end; j += 4, w += 4) {
        a += weights[w]! * from[j]!;
        b += weights[w + 1]! * from[j + 1]!;
        c += weights[w + 2]! * from[j + 2]!;
        d += weights[w + 3]! * from[j + 3]!;
      }
      for (; j < end; j++, w++) a += weights[w]! * from[j]!;
      into[r] = a + b + (c + d);
    }
  }

  /** Adds to the gradients, and to those of what was read where they are wanted. */
  backward(at: { from: Float64Array; start: number }, slopes: Float64Array, back: Float64Array | null): void {
    const { weights, gradients } = this.#matrix;
    const { from, start } = at;
    const { inputs, outputs } = this;
    const bias = this.#bias.gradients;
    for (let r = 0, w = 0; r < outputs; r++) {
      const slope = slopes[r]!;
      bias[r]! += slope;
      for (let j = start; j < start + inputs; j++, w++) gradients[w]! += slope * from[j]!;
    }
    if (back === null) return;
    for (let r = 0, w = 0; r < outputs; r++) {
      const slope = slopes[r]!;
      for (let j = start; j < start + inputs; j++, w++) back[j]! += slope * weights[w]!;
    }
  }
}

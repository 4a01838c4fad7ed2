/** Longest step the gradients may ask for together, so that one odd row does not undo what was learnt. */
const LONGEST = 5;
const FIRST = 0.9;
const SECOND = 0.999;

/** Weights follow their gradients, each at a pace of its own (Kingma & Ba 2015), with the length of a step limited. */
export class Adam {
  readonly #rate: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(size: number, rate: number) {
    this.#rate = rate;
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  /** One step by the mean of the gradients of `rows` rows; the gradients are zero afterwards. */
  step(weights: Float64Array, gradients: Float64Array, rows: number): void {
    let squares = 0;
    for (let i = 0; i < gradients.length; i++) squares += gradients[i]! * gradients[i]!;
    const length = Math.sqrt(squares) / rows;
    const scale = (length > LONGEST ? LONGEST / length : 1) / rows;
    this.#steps++;
    const rate = (this.#rate * Math.sqrt(1 - SECOND ** this.#steps)) / (1 - FIRST ** this.#steps);
    for (let i = 0; i < weights.length; i++) {
      const gradient = gradients[i]! * scale;
      const first = (this.#first[i]! += (1 - FIRST) * (gradient - this.#first[i]!));
      const second = (this.#second[i]! += (1 - SECOND) * (gradient * gradient - this.#second[i]!));
      weights[i]! -= (rate * first) / (Math.sqrt(second) + 1e-8);
    }
    gradients.fill(0);
  }
}

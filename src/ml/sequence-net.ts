import { LstmLayer, type LstmShape } from './lstm-layer.ts';
import { DenseLayer, NetWeights } from './net-layers.ts';

/** Of the windows of a net: steps, numbers at each step, and the units of both its layers. */
export interface SequenceShape {
  readonly steps: number;
  readonly series: number;
  readonly units: number;
}

/** LSTM → repeat → LSTM → dense: what is left of a window in `units` numbers, and the window made of it again. */
export class SequenceNet {
  readonly net: NetWeights;
  /** The window made again by the last `run`. */
  readonly made: Float64Array;
  readonly #shape: SequenceShape;
  readonly #encoder: LstmLayer;
  readonly #decoder: LstmLayer;
  readonly #dense: DenseLayer;
  readonly #out: Float64Array;
  readonly #slopes: Float64Array;
  readonly #encoderSlopes: Float64Array;

  constructor(shape: SequenceShape) {
    const { steps, series, units } = shape;
    const [encoder, decoder] = lstmShapes(shape);
    this.#shape = shape;
    this.net = new NetWeights(netSize(shape));
    this.#encoder = new LstmLayer(this.net, encoder);
    this.#decoder = new LstmLayer(this.net, decoder);
    this.#dense = new DenseLayer(this.net, units, series);
    this.made = new Float64Array(steps * series);
    this.#out = new Float64Array(series);
    this.#slopes = new Float64Array((steps + 1) * units);
    this.#encoderSlopes = new Float64Array((steps + 1) * units);
  }

  begin(random: () => number): void {
    for (const layer of [this.#encoder, this.#decoder, this.#dense]) layer.begin(random);
  }

  /** Mean squared error of the window made again, over what is known of it (NaN is not). */
  run(window: Float64Array): number {
    const { steps, series, units } = this.#shape;
    const known = window.map((value) => (Number.isNaN(value) ? 0 : value));
    this.#encoder.forward(known);
    this.#decoder.forward(this.#encoder.hidden, steps * units);
    let [sum, count] = [0, 0];
    for (let t = 0; t < steps; t++) {
      this.#dense.forward(this.#decoder.hidden, (t + 1) * units, this.#out);
      for (let s = 0; s < series; s++) {
        const off = (this.made[t * series + s] = this.#out[s]!) - window[t * series + s]!;
        if (Number.isNaN(off)) continue;
        sum += off * off;
        count++;
      }
    }
    return count === 0 ? 0 : sum / count;
  }

  /** The same, and adds to the gradients. */
  learn(window: Float64Array): number {
    const { steps, series, units } = this.#shape;
    const error = this.run(window);
    const known = window.map((value) => (Number.isNaN(value) ? 0 : value));
    const count = window.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
    if (count === 0) return 0;
    this.#slopes.fill(0);
    for (let t = 0; t < steps; t++) {
      for (let s = 0; s < series; s++) {
        const off = this.made[t * series + s]! - window[t * series + s]!;
        this.#out[s] = Number.isNaN(off) ? 0 : (2 * off) / count;
      }
      const at = { from: this.#decoder.hidden, start: (t + 1) * units };
      this.#dense.backward(at, this.#out, this.#slopes);
    }
    this.#encoderSlopes.fill(0);
    const last = { from: this.#encoder.hidden, start: steps * units };
    this.#decoder.backward(last, this.#slopes, this.#encoderSlopes);
    this.#encoder.backward({ from: known, start: 0 }, this.#encoderSlopes, null);
    return error;
  }
}

/** Numbers of weights. */
export function netSize(shape: SequenceShape): number {
  const lstm = lstmShapes(shape).reduce((sum, each) => sum + LstmLayer.size(each), 0);
  return lstm + DenseLayer.size(shape.units, shape.series);
}

function lstmShapes({ steps, series, units }: SequenceShape): [LstmShape, LstmShape] {
  return [
    { steps, inputs: series, units, repeated: false },
    { steps, inputs: units, units, repeated: true },
  ];
}

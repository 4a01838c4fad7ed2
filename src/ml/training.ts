import { Adam } from './adam.ts';
import type { NetWeights } from './net-layers.ts';

/** Rows of which some are held out. */
const ENOUGH = 20;

/** How a net is trained. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  /** Share of the rows that is held out to see when to stop; 0 for none. */
  readonly share: number;
  /** Epochs without progress on what is held out before it stops. */
  readonly patience: number;
  readonly random: () => number;
}

/** A net that learns row by row. */
export interface TrainedNet {
  readonly net: NetWeights;
  /** Loss of row `index`; adds to the gradients. */
  learn(index: number): number;
  /** The loss alone, without chance. */
  loss(index: number): number;
}

/** What training came to. */
export interface Trained {
  readonly epochs: number;
  /** Mean loss on the rows that were held out, or in the last epoch where none were. */
  readonly loss: number;
}

/** Trains by Adam on batches in an order drawn anew each epoch; the weights that did best on rows held out are kept. */
export function train(model: TrainedNet, rows: number, plan: TrainingPlan): Trained {
  const { epochs, batch, random, share, patience } = plan;
  const { weights, gradients } = model.net;
  const adam = new Adam(weights.length, plan.rate);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  shuffle(order, random);
  const held = rows < ENOUGH ? 0 : Math.round(rows * share);
  const [kept, learnt] = [order.subarray(0, held), order.subarray(held)];
  let best: { loss: number; epoch: number; weights: Float64Array } = {
    ...{ loss: Number.POSITIVE_INFINITY, epoch: 0, weights: weights.slice() },
  };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(learnt, random);
    let sum = 0;
    for (let from = 0; from < learnt.length; from += batch) {
      const to = Math.min(learnt.length, from + batch);
      for (let i = from; i < to; i++) sum += model.learn(learnt[i]!);
      adam.step(weights, gradients, to - from);
    }
    const loss =
      held === 0 ? sum / learnt.length : kept.reduce((total, i) => total + model.loss(i), 0) / held;
    if (held === 0) best = { loss, epoch, weights };
    else if (loss < best.loss) best = { loss, epoch, weights: weights.slice() };
    else if (epoch - best.epoch >= patience) break;
  }
  weights.set(best.weights);
  return { epochs: best.epoch, loss: best.loss };
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}

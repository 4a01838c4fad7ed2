const STEP = 1e-5;

/** Largest difference between slopes and what small changes of each weight do to the loss, both sides. */
export function slopeError(weights: Float64Array, slopes: Float64Array, loss: () => number): number {
  let worst = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    weights[i] = weight + STEP;
    const above = loss();
    weights[i] = weight - STEP;
    const below = loss();
    weights[i] = weight;
    worst = Math.max(worst, Math.abs((above - below) / (2 * STEP) - slopes[i]!));
  }
  return worst;
}

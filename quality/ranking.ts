/** How well scores put the true ones first. */
export interface Ranking {
  /** Chance that a true one scores higher than another, ties counting half. */
  readonly auc: number;
  /** Mean precision at each true one, as scikit-learn's `average_precision_score`. */
  readonly averagePrecision: number;
}

/** Ranking of scores against truth; NaN when all or none are true. */
export function rankingOf(scores: ArrayLike<number>, truth: readonly boolean[]): Ranking {
  const order = truth.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const positives = truth.filter(Boolean).length;
  const negatives = truth.length - positives;
  let hits = 0;
  let pairs = 0;
  let averagePrecision = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let tied = 0;
    for (end = start; end < order.length && scores[order[end]!] === scores[order[start]!]; end++) {
      if (truth[order[end]!]) tied++;
    }
    const others = end - start - tied;
    pairs += others * (hits + tied / 2);
    hits += tied;
    averagePrecision += (tied / positives) * (hits / end);
  }
  return { auc: pairs / (positives * negatives), averagePrecision };
}

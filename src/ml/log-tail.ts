/** Prior of the tail's index, Gamma(1, 0.7): before any data a value twice as large is half as frequent. */
const PRIOR = 0.7;
/** More of the largest values say nothing more of the tail. */
export const TAIL_SIZE = 16;

/**
 * Share of values that are at least `value`, going by the largest ones seen (positive, descending, those beyond
 * `TAIL_SIZE` ignored) of `total`: a Pareto tail whose index is not estimated but averaged over its posterior (Hill's
 * estimator with a Gamma prior), so that few values claim little and what varies much is believed to vary more.
 */
export function tailShare(largest: readonly number[], total: number, value: number): number {
  const size = Math.min(largest.length, TAIL_SIZE);
  if (size === 0 || !(total > 0)) return 1;
  const least = largest[size - 1]!;
  let reaching = 0;
  let spread = PRIOR;
  for (let i = 0; i < size; i++) {
    if (largest[i]! >= value) reaching++;
    spread += Math.log(largest[i]! / least);
  }
  const beyond = Math.max(0, Math.log(value / least));
  // The least one is the threshold and tells nothing of the excesses.
  const smooth = size * (spread / (spread + beyond)) ** size;
  return Math.min(1, Math.max(smooth, reaching) / Math.max(total, size));
}

/** Below this chance, and beyond this distance, scores have drifted. */
const CHANCE = 1e-3;
const FAR = 0.25;
const LEAST = 32;

/** How scores moved. */
export interface ScoreDrift {
  /** By how much the share of scores above some value grew at most, 0–1. */
  readonly distance: number;
  readonly drifted: boolean;
}

/**
 * Whether scores are higher than they were: the one-sided test of Kolmogorov and Smirnov, with its chance by Smirnov's
 * limit exp(−2 n d²), and a distance that is worth something. Scores of neighbouring times are alike: hand over such
 * that are spread over whole days. Null for fewer than 32 of either; NaN is passed over.
 */
export function scoreDrift(reference: readonly number[], recent: readonly number[]): ScoreDrift | null {
  const [before, after] = [sorted(reference), sorted(recent)];
  if (before.length < LEAST || after.length < LEAST) return null;
  let distance = 0;
  let below = 0;
  for (const [i, value] of before.entries()) {
    // Of equal ones all are below what comes next.
    if (before[i + 1] === value) continue;
    while (below < after.length && after[below]! <= value) below++;
    distance = Math.max(distance, (i + 1) / before.length - below / after.length);
  }
  const size = (before.length * after.length) / (before.length + after.length);
  return { distance, drifted: distance >= FAR && Math.exp(-2 * size * distance ** 2) < CHANCE };
}

function sorted(scores: readonly number[]): Float64Array {
  return Float64Array.from(scores.filter((score) => !Number.isNaN(score))).sort();
}

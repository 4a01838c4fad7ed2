/** Columns of numbers over the points of a series. */
export interface Design {
  /** Values of the series. */
  readonly y: ArrayLike<number>;
  readonly t: ArrayLike<number>;
  /** Where the slope may change. */
  readonly changes: ArrayLike<number>;
  /** For each point the waves of its seasons. */
  readonly waves: readonly (readonly number[])[];
  /** Scales of the priors on changes of slope and on seasons. */
  readonly changeScale: number;
  readonly seasonScale: number;
}

/** Where a fit begins to look. */
export interface Start {
  readonly k: number;
  readonly m: number;
  readonly delta: Float64Array;
  readonly beta: Float64Array;
  readonly sigmaObs: number;
}

/** Noise as it may be, in values of at most 1, and the scale of slope and offset. */
const NOISE = 0.02;
const TREND_SCALE = 5;
const LEAST_NOISE = 1e-3;

/**
 * The model by least squares with normal priors in place of Prophet's: near to what it will find, so that it takes a
 * fraction of the steps (ridge regression by Cholesky's decomposition).
 */
export function startOf(design: Design): Start {
  const { y, changes, waves, changeScale, seasonScale } = design;
  const [changing, waving] = [changes.length, waves[0]?.length ?? 0];
  const size = 2 + changing + waving;
  const scales = [
    ...[TREND_SCALE, TREND_SCALE],
    ...Array.from(changes, () => changeScale),
    ...new Array<number>(waving).fill(seasonScale),
  ];
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size);
  for (let i = 0; i < y.length; i++) {
    fillRow(row, design, i);
    for (let a = 0; a < size; a++) {
      const value = row[a]!;
      if (value === 0) continue;
      right[a]! += value * y[i]!;
      for (let b = 0; b <= a; b++) matrix[a * size + b]! += value * row[b]!;
    }
  }
  for (let a = 0; a < size; a++) matrix[a * size + a]! += (NOISE / scales[a]!) ** 2;
  const found = solved(matrix, right);
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    fillRow(row, design, i);
    squares += row.reduce((sum, value, a) => sum + value * found[a]!, -y[i]!) ** 2;
  }
  return {
    ...{ k: found[0]!, m: found[1]! },
    ...{ delta: found.slice(2, 2 + changing), beta: found.slice(2 + changing) },
    sigmaObs: Math.max(LEAST_NOISE, Math.sqrt(squares / y.length)),
  };
}

function fillRow(row: Float64Array, { t, changes, waves }: Design, i: number): void {
  const time = t[i]!;
  row[0] = time;
  row[1] = 1;
  for (let c = 0; c < changes.length; c++) row[2 + c] = Math.max(0, time - changes[c]!);
  row.set(waves[i]!, 2 + changes.length);
}

/** Solves a symmetric, positive definite system of which the lower half is given; both arguments are used up. */
function solved(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j * size + j]!;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) right[i]! -= matrix[i * size + k]! * right[k]!;
    right[i]! /= matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) right[i]! -= matrix[k * size + i]! * right[k]!;
    right[i]! /= matrix[i * size + i]!;
  }
  return right;
}

import { meanPath, type Trees } from './forest-trees.ts';

/** Rows that `sumBlock` walks together through one tree; a block holds a multiple of it. */
export const ROWS_AT_ONCE = 4;

/**
 * Path lengths of one row, summed over all trees. Four trees are walked in step: each step waits for memory, and the
 * waits overlap. The comparison is a number, never a branch, as half of the branches would be mispredicted.
 */
export function sumPaths(forest: Trees, values: Float64Array, row: number): number {
  const { features, thresholds, paths, depth } = forest;
  const nodes = (1 << depth) - 1;
  const leaves = nodes + 1;
  let sum = 0;
  for (let tree = 0; tree < forest.trees; tree += 4) {
    const a = tree * nodes;
    const b = a + nodes;
    const c = b + nodes;
    const d = c + nodes;
    let i = 0;
    let j = 0;
    let k = 0;
    let l = 0;
    for (let level = 0; level < depth; level++) {
      i = 2 * i + 1 + +(values[row + features[a + i]!]! > thresholds[a + i]!);
      j = 2 * j + 1 + +(values[row + features[b + j]!]! > thresholds[b + j]!);
      k = 2 * k + 1 + +(values[row + features[c + k]!]! > thresholds[c + k]!);
      l = 2 * l + 1 + +(values[row + features[d + l]!]! > thresholds[d + l]!);
    }
    const leaf = tree * leaves - nodes;
    sum +=
      paths[leaf + i]! +
      paths[leaf + leaves + j]! +
      paths[leaf + 2 * leaves + k]! +
      paths[leaf + 3 * leaves + l]!;
  }
  return sum;
}

/**
 * The same for a block of rows, tree by tree, so that one tree stays in the nearest cache; four rows in step.
 *
 * @param values `sums.length` rows, a multiple of four
 */
export function sumBlock(forest: Trees, values: Float64Array, sums: Float64Array): void {
  const { features, thresholds, paths, depth, columns } = forest;
  const nodes = (1 << depth) - 1;
  sums.fill(0);
  for (let tree = 0; tree < forest.trees; tree++) {
    const base = tree * nodes;
    const leaf = base + tree - nodes;
    for (let r = 0; r < sums.length; r += ROWS_AT_ONCE) {
      const a = r * columns;
      const b = a + columns;
      const c = b + columns;
      const d = c + columns;
      let i = 0;
      let j = 0;
      let k = 0;
      let l = 0;
      for (let level = 0; level < depth; level++) {
        i = 2 * i + 1 + +(values[a + features[base + i]!]! > thresholds[base + i]!);
        j = 2 * j + 1 + +(values[b + features[base + j]!]! > thresholds[base + j]!);
        k = 2 * k + 1 + +(values[c + features[base + k]!]! > thresholds[base + k]!);
        l = 2 * l + 1 + +(values[d + features[base + l]!]! > thresholds[base + l]!);
      }
      sums[r]! += paths[leaf + i]!;
      sums[r + 1]! += paths[leaf + j]!;
      sums[r + 2]! += paths[leaf + k]!;
      sums[r + 3]! += paths[leaf + l]!;
    }
  }
}

/** Score of a sum of path lengths: s(x, ψ) = 2^(−E[h(x)] / c(ψ)), equation 2 of Liu, Ting & Zhou 2008. */
export function scoreOfPaths(forest: Trees, sum: number): number {
  const typical = meanPath(forest.sample);
  return typical > 0 ? 2 ** (-sum / (forest.trees * typical)) : 0.5;
}

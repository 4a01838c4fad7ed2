import { seededRandom } from '../../src/kit/random.ts';

/** Standard normal numbers (Box and Muller 1958), the same for the same seed. */
export function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Rows of standard normal numbers. */
export function matrix(rows: number, columns: number, seed: number): number[][] {
  const normal = gaussian(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
}

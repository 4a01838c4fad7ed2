import type { ApiCounts } from '../../../../src/core/api-shared.ts';

/** When each of the counts begins, epoch ms. */
export function chartTimes({ from, width, counts }: ApiCounts): readonly number[] {
  return counts.map((_, i) => from + i * width);
}

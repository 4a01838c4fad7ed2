const NOON = Date.UTC(2026, 10, 21, 12);

export const LINES_A_TURN = 97;

/** When line `n` was written, epoch ms. */
export function lineTime(n: number): number {
  return NOON + n * 20;
}

import { percent } from '../../words.ts';

/** `10 of 12 were real: 83 %, and with 95 % between 55 % and 95 %`. */
export function shareWords({
  judged,
  real,
  interval: [low, high],
}: {
  readonly judged: number;
  readonly real: number;
  readonly interval: readonly [number, number];
}): string {
  if (judged === 0) return 'none was judged yet';
  return `${real} of ${judged} were real (${percent(low)} to ${percent(high)})`;
}

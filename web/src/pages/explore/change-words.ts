import { percent, short } from '../../words.ts';

/** `3 × as many`, `+12 %`, `new`, `as before`: counts of now beside those of a time as long before. */
export function changeWords(count: number, before: number): string {
  if (count === before) return 'as before';
  if (before === 0) return 'none before';
  if (count === 0) return 'none now';
  const ratio = count / before;
  if (ratio >= 2) return `${short(Number(ratio.toPrecision(2)))} × as many`;
  if (ratio <= 0.5) return `1 in ${short(Number((1 / ratio).toPrecision(2)))}`;
  if (Math.abs(ratio - 1) < 0.02) return 'as before';
  return ratio > 1 ? `+${percent(ratio - 1)}` : `−${percent(1 - ratio)}`;
}

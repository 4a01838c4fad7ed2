/**
 * Where a number stands on a scale on which equal ratios are equal distances, for measurements of any size: a
 * logarithm that goes evenly through zero. A change of 10 % is 0.1 for a temperature as for a duration.
 *
 * @param grain below this, numbers count as nearly nothing: 1 where all are whole, a thousandth where not (a log
 * writes milliseconds as thousandths of a second)
 */
export function placeOf(value: number, grain: number): number {
  const place = Math.log1p(Math.abs(value) / grain);
  return value < 0 ? -place : place;
}

/** The number at a place of the scale. */
export function valueAt(place: number, grain: number): number {
  const value = Math.expm1(Math.abs(place)) * grain;
  return place < 0 ? -value : value;
}

/** Half of the least step between numbers around `place`: 3 % of the number, or half of one where all are whole. */
export function leastStep(place: number, grain: number): number {
  if (grain < 1) return 0.03;
  const value = Math.abs(valueAt(place, grain));
  return Math.max(0.03, (placeOf(value, grain) - placeOf(Math.max(0, value - 1), grain)) / 2);
}

/** A number as a person reads it: three digits of it, and its unit. */
export function numberWords(value: number, unit: string): string {
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  const rounded = Number(value.toFixed(digits));
  const number = rounded.toLocaleString('en-US', { maximumFractionDigits: 6 });
  return `${number}${unit === '' || unit === '%' ? unit : ` ${unit}`}`;
}

import type { ValueShare } from '../core/diff-result.ts';
import { onlyInOne, rateChange, surpriseOfDeviate } from '../kit/rate-change.ts';
import type { SlotValues } from '../templates/slot-profile.ts';

/** The same slot in both logs. */
export interface SlotPair {
  readonly a: SlotValues;
  readonly b: SlotValues;
  /** Its numbers only ever rise. */
  readonly counter: boolean;
  /** How much more unevenly values come than by chance. */
  readonly dispersion: number;
}

/** Numbers from which a median means something. */
const LEAST_NUMBERS = 20;
const LEAST_RATIO = 1.5;
/** A slot of so few numbers holds codes, not measurements. */
const FEW = 12;
/** Values shown of a slot that changed. */
const MAX_VALUES = 8;

/** A slot of measurements whose median moved by half or more, beyond chance; null when it did not. */
export function numberDifference({ a, b, counter }: SlotPair) {
  if (counter || a.facetKind !== null || !measured(a) || !measured(b)) return null;
  if (few(a) && few(b)) return null;
  const medians = [a.numbers!.quantile(0.5), b.numbers!.quantile(0.5)] as const;
  if (!(medians[0] > 0 && medians[1] > 0)) return null;
  const ratio = medians[1] / medians[0];
  if (ratio < LEAST_RATIO && ratio > 1 / LEAST_RATIO) return null;
  const deviate = Math.abs(medians[1] - medians[0]) / Math.hypot(errorOfMedian(a), errorOfMedian(b));
  return { kind: 'number' as const, surprise: surpriseOfDeviate(deviate), medians };
}

function measured({ numbers, words }: SlotValues): boolean {
  return numbers !== null && numbers.count >= LEAST_NUMBERS && words <= numbers.count / 10;
}

function few({ values }: SlotValues): boolean {
  return !values.overflowed && values.size <= FEW;
}

/** Standard error of the median, from the quartiles as if numbers were normal, and the width of a sketch's bucket. */
function errorOfMedian({ numbers }: SlotValues): number {
  const sketch = numbers!;
  const spread = (sketch.quantile(0.75) - sketch.quantile(0.25)) / 1.349;
  return Math.hypot((1.2533 * spread) / Math.sqrt(sketch.count), 0.06 * sketch.quantile(0.5));
}

/** A slot of few values in which some came, went or changed their share, beyond chance; null when none did. */
export function valueDifference({ a, b, counter, dispersion }: SlotPair) {
  if (a.values.overflowed || b.values.overflowed || (counter && !few(a))) return null;
  const counts = new Map<string, [number, number]>();
  for (const [side, slot] of [a, b].entries()) {
    for (const { value, count } of slot.values.ranked()) {
      const both = counts.get(value) ?? [0, 0];
      both[side]! += count;
      counts.set(value, both);
    }
  }
  const total = [0, 1].map((side) => [...counts.values()].reduce((n, both) => n + both[side]!, 0));
  const looked = [total[0]!, total[1]!] as const;
  if (looked[0] === 0 || looked[1] === 0) return null;
  // Where new values come all the time, one more is none.
  const restless = Math.max(a.values.singles(-1) / looked[0], b.values.singles(-1) / looked[1]) > 0.05;
  if (restless) return null;
  const changes = [...counts].map(([value, both]) => {
    const surprise =
      both[0] === 0 || both[1] === 0
        ? onlyInOne(both[0] + both[1], looked[both[0] === 0 ? 0 : 1] / (looked[0] + looked[1]), dispersion)
        : surpriseOfDeviate(rateChange({ counts: both, looked, dispersion }));
    return { value, shares: [both[0] / looked[0], both[1] / looked[1]] as const, surprise };
  });
  const changed = changes.filter((one) => one.surprise > 1 && large(one));
  if (changed.length === 0) return null;
  const surprise = Math.max(...changed.map((one) => one.surprise)) - Math.log10(changes.length);
  const values: ValueShare[] = changed
    .sort((x, y) => Math.abs(y.shares[1] - y.shares[0]) - Math.abs(x.shares[1] - x.shares[0]))
    .slice(0, MAX_VALUES)
    .map(({ value, shares }) => ({ value, shares }));
  return { kind: 'values' as const, surprise, values };
}

/** A share that moved by half of itself, or by a tenth of all. */
function large({ shares: [a, b] }: { readonly shares: readonly [number, number] }): boolean {
  const ratio = b / a;
  return ratio >= LEAST_RATIO || ratio <= 1 / LEAST_RATIO || Math.abs(b - a) >= 0.1;
}

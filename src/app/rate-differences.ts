import { onlyInOne, rateChange, surpriseOfDeviate } from '../kit/rate-change.ts';

/** A rate that changed less than this is not worth a line, however sure it is. */
const LEAST_RATIO = 1.5;
/** Surprise, corrected for the number of comparisons, from which a change is beyond chance. */
export const BEYOND_CHANCE = 2;
/** What lies beyond this is sure: a million more of them do not matter more. */
const SURE = 6;
const NEW_AND_BAD = 3;
/** Kinds of line from which it can be seen how much logs like these differ anyway. */
const ENOUGH_KINDS = 20;
/** Median of the square of a normal deviate. */
const MEDIAN_CHI_SQUARE = 0.4549;
const MOST_SURPRISE = 300;

/** How often a kind of line came on both sides, and how much more unevenly than by chance (1: by chance). */
export interface CountedPair {
  readonly counts: readonly [a: number, b: number];
  readonly dispersion: number;
}

/** How much was looked at on both sides, in hours or 1,000 lines, and how much they differ anyway (`unrestOf`). */
export interface Looked {
  readonly covers: readonly [a: number, b: number];
  readonly unrest: number;
}

/** How much more than by chance the two sides differ in most of their kinds of line, as a variance; 1 or more. */
export function unrestOf(pairs: readonly CountedPair[], covers: Looked['covers']): number {
  const squares = pairs
    .filter(({ counts: [a, b] }) => a > 0 && b > 0 && a + b >= 20)
    .map(({ counts, dispersion }) => rateChange({ counts, looked: covers, dispersion }) ** 2)
    .sort((x, y) => x - y);
  if (squares.length < ENOUGH_KINDS) return 1;
  return Math.max(1, squares[squares.length >> 1]! / MEDIAN_CHI_SQUARE);
}

/** Surprise at a kind of line that came on one side alone. */
export function surpriseOfOneSide({ counts, dispersion }: CountedPair, { covers, unrest }: Looked): number {
  const [inA, inB] = covers;
  const elsewhere = (counts[1] === 0 ? inB : inA) / (inA + inB);
  return Math.min(onlyInOne(counts[0] + counts[1], elsewhere, dispersion * unrest), MOST_SURPRISE);
}

/** A kind of line that comes more or less often in b, beyond chance among so many comparisons; null when it does not. */
export function rateDifference(
  { counts, dispersion }: CountedPair,
  { covers, unrest, looks }: Looked & { readonly looks: number },
) {
  const rates = [counts[0] / covers[0], counts[1] / covers[1]] as const;
  const ratio = rates[1] / rates[0];
  if (ratio < LEAST_RATIO && ratio > 1 / LEAST_RATIO) return null;
  const deviate = rateChange({ counts, looked: covers, dispersion: dispersion * unrest });
  const surprise = surpriseOfDeviate(deviate) - Math.log10(looks);
  if (surprise < BEYOND_CHANCE) return null;
  return { kind: ratio > 1 ? ('faster' as const) : ('slower' as const), surprise, ratio, rates };
}

/** How much attention a change of how often something comes asks for: how sure it is, how large, and how bad it reads. */
export function rateWeight(one: {
  readonly kind: 'new' | 'gone' | 'faster' | 'slower';
  readonly surprise: number;
  readonly gravity: number;
  readonly ratio?: number;
}): number {
  const sure = Math.min(SURE, one.surprise);
  const bad = 4 * (one.gravity - 0.5);
  switch (one.kind) {
    case 'new':
      // One new line that reads bad is what a comparison is made for, however little chance can say of one line.
      return (bad > 0 ? Math.max(NEW_AND_BAD, sure) : sure) + bad + 3;
    case 'gone':
      // That an error is gone is good news, that a routine line is gone may not be.
      return sure + Math.min(0, bad);
    default:
      return Math.min(sure, 3 * Math.abs(Math.log2(one.ratio ?? 1))) + bad;
  }
}

/** Weight of another value or number in a line: `size` bounds it, `more` is added. */
export function slotWeight(
  { surprise, gravity }: { readonly surprise: number; readonly gravity: number },
  { size, more }: { readonly size: number; readonly more: number },
): number {
  return Math.min(SURE, surprise, size) + 4 * (gravity - 0.5) + more;
}

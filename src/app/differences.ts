import type { Difference, DiffResult } from '../core/diff-result.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Template } from '../core/template.ts';
import { onlyInOne, rateChange, surpriseOfDeviate } from '../kit/rate-change.ts';
import type { Profile } from '../templates/profile.ts';
import type { DiffReader, Particulars } from './diff-side.ts';
import { numberDifference, type SlotPair, valueDifference } from './slot-differences.ts';

/** A rate that changed less than this is not worth a line, however sure it is. */
const LEAST_RATIO = 1.5;
/** Surprise, corrected for the number of comparisons, from which a change is beyond chance. */
const BEYOND_CHANCE = 2;
/** What lies beyond this is sure: a million more of them do not matter more. */
const SURE = 6;
const NEW_AND_BAD = 3;
/** Kinds of line from which it can be seen how much logs like these differ anyway. */
const ENOUGH_KINDS = 20;
/** Median of the square of a normal deviate. */
const MEDIAN_CHI_SQUARE = 0.4549;

/** Both logs once they were read; `covers` in hours or in 1,000 lines. */
export interface Sides {
  readonly a: DiffReader;
  readonly b: DiffReader;
  readonly covers: readonly [a: number, b: number];
  /** Epoch ms between which each log lies; NaN where it has no times. */
  readonly between: readonly [a: readonly [number, number], b: readonly [number, number]];
}

/** A kind of line in both logs. */
interface Pair {
  readonly template: Template;
  readonly a: Profile | undefined;
  readonly b: Profile | undefined;
  readonly counts: readonly [number, number];
  readonly dispersion: number;
  readonly about: Particulars;
}

/** Every difference, what matters most first, and how many kinds of line are alike. */
export function differencesOf(sides: Sides): Pick<DiffResult, 'differences' | 'alike'> {
  const pairs = pairsOf(sides);
  const unrest = unrestOf(pairs, sides);
  const slots = pairs.reduce(
    (n, { a, b }) => n + (a !== undefined && b !== undefined ? a.slots.length : 0),
    0,
  );
  const found: Difference[] = [];
  let alike = 0;
  for (const pair of pairs) {
    const common = commonOf(pair);
    const before = found.length;
    if (pair.a === undefined || pair.b === undefined) found.push(inOne(pair, common, { sides, unrest }));
    else {
      const rate = rateDifference(pair, { sides, unrest, looks: pairs.length });
      if (rate !== null) found.push({ ...common, ...rate });
      for (const change of slotDifferences(pair, sides, slots)) found.push({ ...common, ...change });
    }
    if (found.length === before) alike++;
  }
  return { differences: found.sort(byWeight), alike };
}

function pairsOf({ a, b, between }: Sides): Pair[] {
  const templates = new Set([...a.learnt.keys(), ...b.learnt.keys()]);
  return [...templates].map((template) => {
    const [inA, inB] = [a.particulars.get(template), b.particulars.get(template)];
    const uneven = [inA, inB].map((one, i) => one?.times.dispersion(...between[i]!) || 1);
    return {
      template,
      a: a.learnt.get(template),
      b: b.learnt.get(template),
      counts: [a.learnt.get(template)?.count ?? 0, b.learnt.get(template)?.count ?? 0],
      dispersion: Math.max(1, ...uneven),
      about: (inB ?? inA)!,
    };
  });
}

/** How much more than by chance these two logs differ in most of their kinds of line, as a variance; 1 or more. */
function unrestOf(pairs: readonly Pair[], { covers }: Sides): number {
  const squares = pairs
    .filter(({ counts: [a, b] }) => a > 0 && b > 0 && a + b >= 20)
    .map(({ counts, dispersion }) => rateChange({ counts, looked: covers, dispersion }) ** 2)
    .sort((x, y) => x - y);
  if (squares.length < ENOUGH_KINDS) return 1;
  return Math.max(1, squares[squares.length >> 1]! / MEDIAN_CHI_SQUARE);
}

type Common = Pick<Difference, 'template' | 'counts' | 'gravity' | 'evidence'>;

function commonOf({ template: { id, text }, counts, about }: Pair): Common {
  const gravity = gravityOf(about.severity, text);
  return { template: { id, text }, counts, gravity, evidence: about.evidence };
}

function inOne(
  { b, counts, dispersion }: Pair,
  common: Common,
  { sides, unrest }: { sides: Sides; unrest: number },
): Difference {
  const [inA, inB] = sides.covers;
  const elsewhere = (b === undefined ? inB : inA) / (inA + inB);
  const surprise = onlyInOne(counts[0] + counts[1], elsewhere, dispersion * unrest);
  return { ...common, kind: b === undefined ? 'gone' : 'new', surprise: Math.min(surprise, 300) };
}

function rateDifference(
  { counts, dispersion }: Pair,
  { sides, unrest, looks }: { sides: Sides; unrest: number; looks: number },
) {
  const looked = sides.covers;
  const rates = [counts[0] / looked[0], counts[1] / looked[1]] as const;
  const ratio = rates[1] / rates[0];
  if (ratio < LEAST_RATIO && ratio > 1 / LEAST_RATIO) return null;
  const deviate = rateChange({ counts, looked, dispersion: dispersion * unrest });
  const surprise = surpriseOfDeviate(deviate) - Math.log10(looks);
  if (surprise < BEYOND_CHANCE) return null;
  return { kind: ratio > 1 ? ('faster' as const) : ('slower' as const), surprise, ratio, rates };
}

function slotDifferences(pair: Pair, { a, b }: Sides, looks: number) {
  const inA = a.particulars.get(pair.template);
  const inB = b.particulars.get(pair.template);
  return pair.a!.slots.flatMap((slotA, index) => {
    const slots: SlotPair = {
      a: slotA,
      b: pair.b!.slots[index]!,
      // What only ever goes on is a counter, an id or a time: that it moved says nothing.
      counter: [inA, inB].some((one) => one?.sequences[index]?.counting === true),
      dispersion: Math.sqrt(pair.dispersion),
    };
    const change = numberDifference(slots) ?? valueDifference(slots);
    if (change === null) return [];
    const surprise = change.surprise - Math.log10(looks);
    return surprise < BEYOND_CHANCE ? [] : [{ ...change, surprise, slot: index + 1 }];
  });
}

function byWeight(x: Difference, y: Difference): number {
  return (
    weight(y) - weight(x) ||
    y.counts[0] + y.counts[1] - x.counts[0] - x.counts[1] ||
    (x.template.text < y.template.text ? -1 : 1)
  );
}

/** How much attention a difference asks for: how sure it is, how large, and how bad the line reads. */
function weight(one: Difference): number {
  const sure = Math.min(SURE, one.surprise);
  const bad = 4 * (one.gravity - 0.5);
  switch (one.kind) {
    case 'new':
      // One new line that reads bad is what a comparison is made for, however little chance can say of one line.
      return (bad > 0 ? Math.max(NEW_AND_BAD, sure) : sure) + bad + 3;
    case 'gone':
      // That an error is gone is good news, that a routine line is gone may not be.
      return sure + Math.min(0, bad);
    case 'faster':
    case 'slower':
      return Math.min(sure, 3 * Math.abs(Math.log2(one.ratio))) + bad;
    case 'number':
      return Math.min(sure, 3 * Math.abs(Math.log2(one.medians[1] / one.medians[0]))) + bad + 1;
    case 'values':
      return sure + bad;
  }
}

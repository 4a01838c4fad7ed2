import type { Difference, DiffResult } from '../core/diff-result.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Template } from '../core/template.ts';
import type { Profile } from '../templates/profile.ts';
import type { DiffReader, Particulars } from './diff-side.ts';
import {
  BEYOND_CHANCE,
  type CountedPair,
  type Looked,
  rateDifference,
  rateWeight,
  slotWeight,
  surpriseOfOneSide,
  unrestOf,
} from './rate-differences.ts';
import { numberDifference, type SlotPair, valueDifference } from './slot-differences.ts';

/** Both logs once they were read; `covers` in hours or in 1,000 lines. */
export interface Sides {
  readonly a: DiffReader;
  readonly b: DiffReader;
  readonly covers: readonly [a: number, b: number];
  /** Epoch ms between which each log lies; NaN where it has no times. */
  readonly between: readonly [a: readonly [number, number], b: readonly [number, number]];
}

/** A kind of line in both logs. */
interface Pair extends CountedPair {
  readonly template: Template;
  readonly a: Profile | undefined;
  readonly b: Profile | undefined;
  readonly about: Particulars;
}

/** Every difference, what matters most first, and how many kinds of line are alike. */
export function differencesOf(sides: Sides): Pick<DiffResult, 'differences' | 'alike'> {
  const pairs = pairsOf(sides);
  const looked = { covers: sides.covers, unrest: unrestOf(pairs, sides.covers) };
  const slots = pairs.reduce(
    (n, { a, b }) => n + (a !== undefined && b !== undefined ? a.slots.length : 0),
    0,
  );
  const found: Difference[] = [];
  let alike = 0;
  for (const pair of pairs) {
    const common = commonOf(pair);
    const before = found.length;
    if (pair.a === undefined || pair.b === undefined) found.push(inOne(pair, common, looked));
    else {
      const rate = rateDifference(pair, { ...looked, looks: pairs.length });
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

type Common = Pick<Difference, 'template' | 'counts' | 'gravity' | 'evidence'>;

function commonOf({ template: { id, text }, counts, about }: Pair): Common {
  const gravity = gravityOf(about.severity, text);
  return { template: { id, text }, counts, gravity, evidence: about.evidence };
}

function inOne(pair: Pair, common: Common, looked: Looked): Difference {
  const kind = pair.b === undefined ? 'gone' : 'new';
  return { ...common, kind, surprise: surpriseOfOneSide(pair, looked) };
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

function weight(one: Difference): number {
  if (one.kind === 'number')
    return slotWeight(one, { size: 3 * Math.abs(Math.log2(one.medians[1] / one.medians[0])), more: 1 });
  return one.kind === 'values'
    ? slotWeight(one, { size: Number.POSITIVE_INFINITY, more: 0 })
    : rateWeight(one);
}

import type { Figure } from '../core/finding.ts';
import type { WindowFacts } from './window-series.ts';
import type { OddMinute } from './window-spells.ts';

/** Fewer minutes say nothing about a range. */
const ENOUGH = 30;

/** What is counted of a minute, as numbers that a person reads. */
const NUMBERS: readonly (readonly [label: string, of: (facts: WindowFacts) => number])[] = [
  ['lines a minute', ({ lines }) => lines],
  ['% errors', ({ errors, lines }) => (lines === 0 ? 0 : (100 * errors) / lines)],
  ['failed logins', ({ auth }) => auth],
  ['links going down', ({ links }) => links],
  ['new kinds of line', ({ news }) => news],
  ['hosts speaking', ({ hosts }) => hosts],
];

/**
 * The numbers of an odd minute against those of the minutes of the same host, or of all: between which nearly all of
 * them lie. Empty where too few are known; numbers that are never other than now are left out.
 */
export function figuresOf({ facts, host }: OddMinute, sample: readonly WindowFacts[]): Figure[] {
  if (sample.length < ENOUGH) return [];
  return NUMBERS.flatMap(([label, of]): Figure[] => {
    if (label === 'hosts speaking' && host !== null) return [];
    const sorted = Float64Array.from(sample, of).sort();
    const at = (share: number) => rounded(sorted[Math.round(share * (sorted.length - 1))]!);
    const seen = rounded(of(facts));
    const usual = [at(0.02), at(0.98)] as const;
    return seen === usual[0] && seen === usual[1] ? [] : [{ label, usual, typical: at(0.5), seen }];
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

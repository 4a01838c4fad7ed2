import { mostSurprise } from '../core/odds.ts';

const DAY = 86_400_000;
/** What reads like a plain fault: an error, a failure. */
const FAULT = 0.55;
/** In a shorter history everything is new. */
const LEAST = 14 * DAY;
/** What comes by chance once in a hundred days, or reads as bad as can be however often it came. */
const HIGHEST = 2;

/**
 * The rank from which on an incident may interrupt a person, after so much history (ms): that of a plain fault such as
 * never was in all of it. Nobody can know of more: what came once in two weeks of history cannot be said to come once in
 * three years. After a month it is as high as it gets; that no more is told than a person bears is for the budget.
 */
export function pageLine(history: number): number {
  return Math.min(HIGHEST, mostSurprise(Math.max(LEAST, history)) + 4 * (FAULT - 0.5));
}

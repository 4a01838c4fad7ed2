import { PAGE_LINE } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';

const DAY = 86_400_000;
/** What reads like a plain fault: an error, a failure. */
const FAULT = 0.55;
/** In a shorter history everything is new. */
const LEAST = 14 * DAY;

/**
 * The rank from which on an incident may interrupt a person, after so much history (ms): that of a plain fault such as
 * never was in all of it, which is below the page line of findings for the first year. Nobody can know of more: what
 * came once in two weeks of history cannot be said to come once in three years.
 */
export function pageLine(history: number): number {
  return Math.min(PAGE_LINE, mostSurprise(Math.max(LEAST, history)) + 4 * (FAULT - 0.5));
}

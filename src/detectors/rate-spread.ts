import { LEAST_MORE, NOTED, rooted } from './rate-judge.ts';
import type { Expected } from './rate-season.ts';

/** Mean distance of counts from what is expected, when nothing is known: that of a normal one, so many times. */
const USUAL = 0.8;
const PRIOR = 10;

/** Distance on the square-root scale that is usual, given the mean of some. */
export function spreadOf(looks: number, away: number): number {
  const mean = (PRIOR * USUAL + away) / (PRIOR + looks);
  // Few occasions say little about how many lines come on one.
  return Math.max(1, 1.25 * mean) * (1 + 2 / Math.sqrt(1 + looks));
}

/** Variance of the distance that comes of not knowing a rate well, which rests on so many days like this one. */
export function doubtOf(rests: number, rate: number): number {
  return rests > 0 ? 1 / rests : 0.5 * rate;
}

/** So many lines are not yet half-way to being odd. */
export function mostOf(of: Expected, spread: number): number {
  const y = rooted(of.high) + (NOTED / 2) * spread * Math.sqrt(1 + doubtOf(of.rests, of.high));
  return Math.floor(Math.max(LEAST_MORE - 1, (y / 2) ** 2 - 0.375));
}

import { type Level, LONGEST_RANGE, type Range, USUAL_RANGE } from '../core/api-shared.ts';
import { LogsiftError } from '../core/errors.ts';
import { chance } from '../core/odds.ts';

/** A number for how bad something reads (0–1), with its word. */
export function gravityIn(value: number): {
  value: number;
  word: 'low' | 'middling' | 'high' | 'grave';
} {
  const word = value >= 0.8 ? 'grave' : value >= 0.6 ? 'high' : value >= 0.4 ? 'middling' : 'low';
  return { value, word };
}

/** −log10 of how often something comes by chance in a day, with its words. */
export function surpriseIn(value: number): { value: number; words: string } {
  return { value, words: chance(value) };
}

/** How bad a line of a severity (0–7; null or −1: none) calls itself. */
export function levelOf(severity: number | null): Level {
  if (severity === null || severity < 0) return 'unknown';
  return severity <= 3 ? 'error' : severity === 4 ? 'warning' : 'info';
}

/** A time as JSON has it: null for none. */
export function timeIn(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

/** A range as it is meant, at most the longest that is answered at once. Throws USAGE for one that ends before it begins. */
export function rangeIn(range: Range, now: number): { readonly from: number; readonly to: number } {
  const to = range.to ?? now;
  const from = range.from ?? to - USUAL_RANGE;
  if (from >= to) throw new LogsiftError('USAGE', 'wants `from` before `to`');
  if (to - from > LONGEST_RANGE) {
    throw new LogsiftError('USAGE', `wants a range of at most ${LONGEST_RANGE / 86_400_000} days`);
  }
  return { from, to };
}

/** Where a list goes on, as text that says nothing to anybody. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** What `cursorOf` was given, of these types; null for no cursor. Throws USAGE for anything else. */
export function placeOf<const Shape extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  ...shape: Shape
): { -readonly [I in keyof Shape]: Shape[I] extends 'string' ? string : number } | null {
  if (cursor === undefined) return null;
  let place: unknown = null;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Said below.
  }
  // biome-ignore lint/suspicious/useValidTypeof: the words of `shape` are types
  const fits = Array.isArray(place) && shape.every((type, i) => typeof place[i] === type);
  if (!fits)
    throw new LogsiftError('USAGE', 'the cursor wants to be the `next` of an answer to the same question');
  return place as { -readonly [I in keyof Shape]: Shape[I] extends 'string' ? string : number };
}

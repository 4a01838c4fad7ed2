import { type Level, LONGEST_RANGE, type Range, USUAL_RANGE } from '../../core/api-shared.ts';
import { LogsiftError } from '../../core/errors.ts';

/** How bad a line of a severity (0–7; null or −1: none) calls itself. */
export function levelOf(severity: number | null): Level {
  if (severity === null || severity < 0) return 'unknown';
  return severity <= 3 ? 'error' : severity === 4 ? 'warning' : 'info';
}

/** A range as it is meant, epoch ms. Throws USAGE for one that ends before it begins, or is too long to be answered at once. */
export function rangeIn(range: Range, now: number): { readonly from: number; readonly to: number } {
  const to = range.to ?? now;
  const from = range.from ?? to - USUAL_RANGE;
  if (from >= to) throw new LogsiftError('USAGE', 'wants `from` before `to`');
  if (to - from <= LONGEST_RANGE) return { from, to };
  throw new LogsiftError('USAGE', `wants a range of at most ${LONGEST_RANGE / 86_400_000} days`);
}

/** Where a list goes on, as text that says nothing to anybody. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** What `cursorOf` was given, a number and a text; null for no cursor. Throws USAGE for anything else. */
export function placeOf(cursor: string | undefined): readonly [number: number, text: string] | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string')
      return [place[0], place[1]];
  } catch {
    // Said below.
  }
  throw new LogsiftError('USAGE', 'the cursor wants to be the `next` of an answer to the same question');
}

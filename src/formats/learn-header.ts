import type { ParseContext } from '../core/format.ts';
import type { SampleLine } from './recognise.ts';

/** Leading columns of constant shape that a log's lines have in common. */
export interface LearntHeader {
  readonly columns: readonly string[];
}

/** The header that the lines of a sample share; null when they share none. */
export function learnHeader(_lines: readonly SampleLine[], _context: ParseContext): LearntHeader | null {
  return null;
}

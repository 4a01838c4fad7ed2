import type { ApiChange, ApiVerdict } from '../../core/api-shared.ts';
import { changeText } from '../../core/change-text.ts';
import type { Change, Verdict } from '../../core/incident.ts';
import { chance } from '../../core/odds.ts';
import { verdictWords } from '../../core/verdict-words.ts';

/** A time that JSON can hold: null for none. */
export function timed(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

/** How unlikely something is, as a number and in words: `once in 3 years`. */
export function surpriseOf(value: number): { value: number; words: string } {
  return { value: Math.round(100 * value) / 100, words: chance(value) };
}

/** How bad something reads, as a number and in a word. */
export function gravityOf(value: number) {
  const word = value >= 0.8 ? 'grave' : value >= 0.55 ? 'high' : value >= 0.4 ? 'middling' : 'low';
  return { value: Math.round(100 * value) / 100, word } as const;
}

/** What was said of an incident, with its words at a time (epoch ms). */
export function verdictOf(verdict: Verdict | null, now: number): ApiVerdict | null {
  if (verdict === null) return null;
  const { at, until, note } = verdict;
  return { verdict: verdict.verdict, at, until, note: note ?? null, words: verdictWords(verdict, now) };
}

/** A change; beside something that began at a time (epoch ms) it is told by how long before it was. */
export function changeOf(change: Change, began?: number): ApiChange {
  const { id, from, to, what, told, host = null, app = null } = change;
  const words = began === undefined || !Number.isFinite(began) ? what : changeText(change, began);
  return { id, from, to, what, told, host, app, words };
}

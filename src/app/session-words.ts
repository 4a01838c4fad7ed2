import { count, quoted } from '../core/words.ts';
import type { SessionExplanation } from '../ml/index.ts';

const MOST_NAMED = 3;

/** Why a session is odd, in sentences, the weightiest first. */
export function sessionReasons(
  { newKinds, newSet, length, events, shortest, longest, differences, places, ratio }: SessionExplanation,
  { by, learnt }: { readonly by: 'mix' | 'order'; readonly learnt: number },
): string[] {
  const reasons: string[] = [];
  const others = count(learnt, 'other session');
  if (newKinds.length > 0) {
    const more = newKinds.length > MOST_NAMED ? ` and ${newKinds.length - MOST_NAMED} more` : '';
    reasons.push(`None of ${others} has ${newKinds.slice(0, MOST_NAMED).map(quoted).join(', ')}${more}.`);
  }
  if (newSet)
    reasons.push(`Its kinds of line are all known, but in none of ${others} do just these come together.`);
  if (length !== null) {
    const usual = shortest === longest ? `${shortest}` : `${shortest} to ${longest}`;
    reasons.push(`It has ${count(events, 'line')}; the others have ${usual}.`);
  }
  const worth = differences.filter(({ event }) => !newKinds.includes(event));
  if (by === 'mix' && worth.length > 0) {
    const each = worth.map(
      ({ event, came, usual }) => `${quoted(event)} ${times(came)} instead of ${times(usual)}`,
    );
    reasons.push(`Beside the sessions that are most like it: ${each.join('; ')}.`);
  }
  if (by === 'order' && ratio > 1) {
    const odd = places
      .filter(({ known }) => known > 0)
      .map(({ at, event }) => `line ${at + 1} (${quoted(event)})`);
    const where = odd.length === 0 ? '' : `, first of all at ${odd.join(', ')}`;
    reasons.push(`Its lines come in an order that the others do not know${where}.`);
  }
  return reasons;
}

function times(n: number): string {
  return n === 0 ? 'not at all' : n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`;
}

import { isGuardWord } from './guard-words.ts';
import { hasMark, isSlot, wordOf } from './tokens.ts';

/** Whether a token can become a slot by comparison with other lines. */
export function canOpen(token: string): boolean {
  const word = wordOf(token);
  if (isSlot(token)) return true;
  return /[\p{L}\u0001]/u.test(word) && (hasMark(word) ? /\p{L}/u.test(word) : !isGuardWord(word));
}

/**
 * Whether a place whose words differ is a slot: `words` are the different words seen there, among lines that are
 * otherwise equal and have `anchors` more words that say something.
 */
export function isOpen(words: readonly string[], place: { anchors: number; first: boolean }): boolean {
  let plain = 0;
  let identifiers = 0;
  let slots = 0;
  for (const word of words) {
    if (isSlot(word)) slots++;
    else if (isIdentifier(word)) identifiers++;
    else plain++;
  }
  if (place.anchors === 0) return false;
  if (slots > 0) return true;
  if (identifiers >= 2) return true;
  if (place.first) return plain + 2 * identifiers >= 12;
  return plain + 2 * identifiers >= (place.anchors === 1 ? 8 : 4);
}

/** A name made by a machine: a word with a number in it. */
function isIdentifier(token: string): boolean {
  return hasMark(token);
}

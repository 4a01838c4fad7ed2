import { isGuardWord, isStateWord } from './guard-words.ts';
import { hasMark, isSlot, wordOf } from './tokens.ts';

/** Whether a token can become a slot by comparison with other lines. */
export function canOpen(token: string): boolean {
  return isSlot(token) || isOpenable(wordOf(token), isGuardWord);
}

/** Whether a slot found by comparing takes a token as its value; `proven` slots have had many. */
export function canTake(token: string, proven: boolean): boolean {
  return isOpenable(wordOf(token), proven ? isStateWord : isGuardWord);
}

function isOpenable(word: string, isGuard: (word: string) => boolean): boolean {
  return /\p{L}/u.test(word) && (hasMark(word) || !isGuard(word));
}

/** Different plain words that make a place a slot: in a message that says enough without it … */
const PLAIN_WORDS = 4;
/** … in a message of which one word would be left … */
const SHORT_WORDS = 10;
/** … and at its beginning, where most messages say what they are about. */
const FIRST_WORDS = 12;

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
  const short = place.anchors === 1;
  if (slots > 0) return !short || identifiers > 0 || plain >= 2;
  if (identifiers >= (short ? 3 : 2)) return true;
  const different = plain + 2 * identifiers;
  if (place.first) return different >= FIRST_WORDS;
  return different >= (short ? SHORT_WORDS : place.anchors === 2 ? 6 : PLAIN_WORDS);
}

/** A name made by a machine: a word with a number in it. */
function isIdentifier(token: string): boolean {
  return hasMark(token);
}

/** Where names with numbers stand, among the places that are compared. */
export function namePlaces(tokens: readonly string[], limit: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < limit && i < tokens.length; i++)
    if (hasMark(tokens[i]!) && !isSlot(tokens[i]!)) places.push(i);
  return places;
}

/** Words that say something: not slots, not signs, not words of grammar alone. */
export function anchorCount(tokens: readonly string[]): number {
  let n = 0;
  for (const token of tokens) if (isAnchor(token)) n++;
  return n;
}

/** Whether a token is such a word. */
export function isAnchor(token: string): boolean {
  const word = wordOf(token);
  return /\p{L}{2}/u.test(word) && !(word.length < 5 && isGuardWord(word));
}

import { isGuardWord, isOutcome } from './guard-words.ts';
import { hasMark, isSlot, MARK, type Token, wordOf } from './tokens.ts';

/**
 * Joins values that follow each other as a list (`<*>, <*>`, `<*> <*>`, `blk_<*> blk_<*>`), so that lists of any
 * length are alike; empty parentheses after a value get a slot.
 */
export function joinSlots(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const start = hasMark(token.text) ? listStart(out, token.text) : -1;
    if (start < 0) {
      out.push(token);
      if (token.text === ' (' && tokens[i + 1]?.text === ')' && isSlot(out.at(-2)?.text ?? '')) {
        out.push({ text: MARK, first: -1, last: -1, lead: 0, trail: 0 });
      }
      continue;
    }
    const head = out[start]!;
    out.length = start;
    out.push(
      head.first < 0
        ? { ...token, text: head.text }
        : { ...head, last: token.first < 0 ? head.last : token.last, trail: token.trail },
    );
  }
  return out;
}

/** Index in `out` of the value that `text` continues, −1 when it stands alone. */
function listStart(out: readonly Token[], text: string): number {
  const last = out.length - 1;
  if (last < 0) return -1;
  const previous = out[last]!.text;
  if (alike(previous, text)) return last;
  if (last < 1 || !alike(out[last - 1]!.text, text)) return -1;
  if (previous === ',' || previous === ';') return last - 1;
  return text === MARK && (previous === ':' || previous === '/' || previous === '|') ? last - 1 : -1;
}

/** Two values of one list: blk_1, blk_2. */
function alike(a: string, b: string): boolean {
  return wordOf(a) === wordOf(b);
}

/**
 * Turns bracketed or long lists of single words into one slot: `[TERM, HUP, INT]`, `(yarn, curi)`, and three or more
 * words with commas up to the end of a part.
 */
export function joinLists(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const end = listEnd(tokens, i);
    if (end > i) {
      const first = tokens[i]!;
      const last = tokens[end - 1]!;
      const text = first.text[0] === ' ' ? ` ${MARK}` : MARK;
      out.push({ text, first: first.first, last: last.last, lead: first.lead, trail: last.trail });
      i = end;
    } else out.push(tokens[i++]!);
  }
  return out;
}

function listEnd(tokens: readonly Token[], from: number): number {
  const before = from > 0 ? wordOf(tokens[from - 1]!.text) : '';
  if (!/^[[({:=]$/.test(before)) return from;
  let i = from;
  let items = 0;
  while (i < tokens.length && isItem(tokens[i]!)) {
    items++;
    i++;
    if (tokens[i]?.text !== ',') break;
    i++;
  }
  const after = i < tokens.length ? wordOf(tokens[i]!.text) : '';
  if (before === ':' || before === '=') return items >= 3 && /^[\])};.]?$/.test(after) ? i : from;
  return items >= 2 && /^[\])}]$/.test(after) ? i : from;
}

function isItem(token: Token): boolean {
  const word = wordOf(token.text);
  return token.first >= 0 && !isOutcome(word) && !isGuardWord(word);
}

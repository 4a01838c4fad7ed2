import { isGuardWord, isOutcome } from './guard-words.ts';
import { Quotes } from './quotes.ts';
import { isSlot, slotFor, type Token, wordOf } from './tokens.ts';
import {
  DATES,
  HEX_LETTERS,
  LONG_HEX,
  NAME_COMES,
  NO_NAME,
  NOTHING,
  TELLING_KEYS,
  UNITS,
} from './value-words.ts';

const BRACKETED_TOKENS = 100;
/** A pair `key: value` after one of these is one of many. */
const LISTS = /^[,;({[]$/;
const PLAIN_WORD = /^[a-z]+$/i;
const CASE_CHANGE = /[a-z](?=[A-Z])|[A-Z](?=[a-z])/g;
const TRUTH = /^(?:true|false|null|none|nil|undefined)$/i;

/** Where tokens stand: those of the line, the place looked at, and the token written before it. */
interface Place {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly word: string;
  readonly before: string;
  readonly written: Token | undefined;
}

/** Finds a value that begins at a place; returns the index after it, or −1. */
type Rule = (place: Place) => number;

/**
 * Turns what is a value by its place into slots: the word after `key=`, after `user`, between quotes; units after a
 * number; names of days and months beside numbers. Words that say what happened stay.
 */
export function markValues(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  const quotes = new Quotes();
  for (let at = 0; at < tokens.length; ) {
    const close = quotes.valueEnd(tokens, at);
    if (close > at) {
      out.push(tokens[at]!, slotOver(tokens, at + 1, close));
      at = close;
      continue;
    }
    const end = valueEnd(tokens, at, out.at(-1));
    if (end > at) out.push(slotOver(tokens, at, end));
    else out.push(tokens[at]!);
    at = Math.max(end, at + 1);
  }
  return out;
}

function valueEnd(tokens: readonly Token[], at: number, written: Token | undefined): number {
  const place: Place = {
    tokens,
    at,
    word: wordOf(tokens[at]!.text),
    before: at > 0 ? wordOf(tokens[at - 1]!.text) : '',
    written,
  };
  for (const rule of isWord(tokens[at]) ? WORD_RULES : SIGN_RULES) {
    const end = rule(place);
    if (end > at) return end;
  }
  return -1;
}

/** One slot for `tokens[from, to)`. */
function slotOver(tokens: readonly Token[], from: number, to: number): Token {
  let a = from;
  let b = to - 1;
  while (a < to && tokens[a]!.first < 0) a++;
  while (b > a && tokens[b]!.first < 0) b--;
  const text = slotFor(tokens[from]!.text);
  if (a === to) return { text, first: -1, last: -1, lead: 0, trail: 0 };
  const first = tokens[a]!;
  const last = tokens[b]!;
  const lead = first.lead + a - from;
  const trail = last.trail + to - b - 1;
  return { text, first: first.first, last: last.last, lead, trail };
}

function isWord(token: Token | undefined): boolean {
  return token !== undefined && token.first >= 0;
}

function isSlotAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token !== undefined && isSlot(token.text);
}

function besideSlot({ tokens, at, written }: Place): boolean {
  return (written !== undefined && isSlot(written.text)) || isSlotAt(tokens, at + 1);
}

/** `10 ms`, `1165 bytes (1.13 KB)`: the unit belongs to the number. */
const number: Rule = ({ tokens, at }) => {
  if (!isSlotAt(tokens, at)) return -1;
  if (!isUnit(tokens[at + 1])) return at + 1;
  const again =
    tokens[at + 2]?.text === ' (' &&
    isSlotAt(tokens, at + 3) &&
    isUnit(tokens[at + 4]) &&
    tokens[at + 5]?.text === ')';
  return again ? at + 6 : at + 2;
};

function isUnit(token: Token | undefined): boolean {
  return token?.text[0] === ' ' && (token.text === ' B' || UNITS.has(token.text.slice(1).toLowerCase()));
}

const truth: Rule = ({ at, word, before }) => (TRUTH.test(word) && /^[(=:,[]$/.test(before) ? at + 1 : -1);

/** `, key: word,` in a list of such pairs. */
const listed: Rule = ({ tokens, at, word, before }) => {
  if (before !== ':' || tokens[at]!.text === word || !isWord(tokens[at - 2])) return -1;
  if (isOutcome(word) || isGuardWord(word)) return -1;
  const next = tokens[at + 1]?.text ?? '';
  return LISTS.test(wordOf(tokens[at - 3]?.text ?? '')) && /^[,;)}\]]?$/.test(next) ? at + 1 : -1;
};

/** `key=word`, `key=a,b,c`, `key=Name{…}`. */
const keyed: Rule = ({ tokens, at, word, before }) => {
  const key = tokens[at - 2];
  if (before !== '=' || !isWord(key) || tokens[at + 1]?.text === '=' || isOutcome(word)) return -1;
  if (TELLING_KEYS.has(wordOf(key!.text).toLowerCase()) && PLAIN_WORD.test(word) && !TRUTH.test(word))
    return -1;
  const bracket = bracketEnd(tokens, at + 1);
  return bracket > 0 ? bracket : listEnd(tokens, at + 1);
};

/** `key=<word>` */
const angled: Rule = ({ tokens, at, word, before }) =>
  before === '<' && tokens[at - 2]?.text === '=' && tokens[at + 1]?.text === '>' && !isOutcome(word)
    ? at + 1
    : -1;

/** `key=[a, b]`, `key={…}` */
const keyedBracket: Rule = ({ tokens, at, before }) =>
  before === '=' && isWord(tokens[at - 2]) ? bracketEnd(tokens, at) : -1;

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** End of a bracket that opens at `at` with no blank before it; −1 when there is none, or it tells an outcome. */
function bracketEnd(tokens: readonly Token[], at: number): number {
  const open = tokens[at]?.text ?? '';
  const close = CLOSING[open];
  if (close === undefined) return -1;
  let depth = 0;
  const limit = Math.min(tokens.length, at + BRACKETED_TOKENS);
  for (let i = at; i < limit; i++) {
    const word = wordOf(tokens[i]!.text);
    if (word === open) depth++;
    else if (word === close && --depth === 0) return i > at + 1 ? i + 1 : -1;
    else if (isOutcome(word)) return -1;
  }
  return -1;
}

/** `a,b,c` without blanks is one value, unless the next word is a key. */
function listEnd(tokens: readonly Token[], from: number): number {
  let i = from;
  while (tokens[i]?.text === ',' && isWord(tokens[i + 1]) && tokens[i + 1]!.text[0] !== ' ') {
    const after = tokens[i + 2]?.text;
    if (after === '=' || after === ':') break;
    i += 2;
  }
  return i;
}

/** `user bob`, `user: bob` */
const named: Rule = ({ tokens, at, word }) => {
  const previous = tokens[at - 1];
  if (previous === undefined || tokens[at + 1]?.text === '=') return -1;
  if (isGuardWord(word) || NO_NAME.has(word.toLowerCase())) return -1;
  const colon = previous.text === ':' && tokens[at]!.text[0] === ' ';
  const inviting = isWord(previous) ? previous : colon ? tokens[at - 2] : undefined;
  return isWord(inviting) && NAME_COMES.has(wordOf(inviting!.text).toLowerCase()) ? at + 1 : -1;
};

/** `Accepted password for bob from <*>` */
const forWhom: Rule = ({ tokens, at, word, before }) =>
  before === 'for' && tokens[at + 1]?.text === ' from' && isSlotAt(tokens, at + 2) && !isGuardWord(word)
    ? at + 1
    : -1;

/** A dash and the like in the place of a number. */
const missing: Rule = ({ tokens, at, word, written }) => {
  if (!NOTHING.test(word) || tokens[at]!.text === word || written === undefined || !isSlot(written.text))
    return -1;
  const next = tokens[at + 1];
  return next === undefined || isSlot(next.text) || wordOf(next.text) === '"' ? at + 1 : -1;
};

/** `Jun 14`, `Mon Jul 10`, `<*> UTC` */
const date: Rule = (place) => {
  const { tokens, at, word } = place;
  const lower = word.toLowerCase();
  if (!DATES.has(lower) || word === 'may') return -1;
  if (besideSlot(place)) return at + 1;
  const next = tokens[at + 1];
  return next !== undefined && DATES.has(wordOf(next.text).toLowerCase()) && isSlotAt(tokens, at + 2)
    ? at + 1
    : -1;
};

/** Letters alone that are an id all the same: long hex, and cases that alternate as in base64. */
const letters: Rule = ({ at, word }) => {
  if (word.length < 8 || !PLAIN_WORD.test(word)) return -1;
  const changes = word.match(CASE_CHANGE)?.length ?? 0;
  return LONG_HEX.test(word) || changes >= word.length * 0.45 ? at + 1 : -1;
};

const hex: Rule = (place) => {
  const piece = HEX_LETTERS.test(place.word) && place.tokens[place.at + 1]?.text !== '=';
  return piece && besideSlot(place) ? place.at + 1 : -1;
};

const WORD_RULES: readonly Rule[] = [
  number,
  truth,
  keyed,
  listed,
  angled,
  named,
  forWhom,
  missing,
  date,
  hex,
  letters,
];
const SIGN_RULES: readonly Rule[] = [keyedBracket];

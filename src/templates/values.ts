import { isGuardWord, isStateValue } from './guard-words.ts';
import { hasMark, isSlot, type Line, MARK, slotFor, wordOf } from './tokens.ts';

const set = (words: string): Set<string> => new Set(words.split(' '));

const UNITS = set(
  'ns us µs ms msec msecs millis millisecond milliseconds microsecond microseconds nanoseconds s sec secs second ' +
    'seconds m min mins minute minutes h hr hrs hour hours d day days week weeks b byte bytes kb mb gb tb pb kib mib gib ' +
    'tib k kbyte kbytes mbyte mbytes gbyte gbytes kbps mbps gbps bps kb/s mb/s gb/s b/s kib/s mib/s gib/s bytes/s ' +
    'bytes/sec hz khz mhz ghz percent pct am pm',
);
const DATES = set(
  'jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september ' +
    'october november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday ' +
    'utc gmt est edt cst cdt mst mdt pst pdt cet cest bst msk ist jst aest aedt am pm',
);
/** The word after one of these is a name. */
const NAME_COMES = set('user username account login logname ruser hostname host rhost');
/** … unless it is one of these: user data, host key. */
const NO_NAME = set(
  'name names key keys account accounts data id ids agent group groups process space mode list directory home profile ' +
    'profiles manager service services interface level information record records database table command password ' +
    'passwords credentials controller bus bridge adapter memory cpu os system file files path port type server client ' +
    'resolution lookup string shell limit quota slice runtime context defined root-level',
);
const HTTP_METHODS = set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND');
const QUOTED_TOKENS = 80;

/**
 * Turns what is a value by its place into slots: the word after `key=`, after `user`, between quotes; units after a
 * number; names of days and months beside numbers. Words that say what happened stay.
 */
export function markValues(line: Line): Line {
  const out: Line = { tokens: [], firstWord: [], lastWord: [] };
  const { tokens } = line;
  for (let i = 0; i < tokens.length; ) {
    const end = valueEnd(line, i, out);
    if (end > i) {
      pushSlot(out, line, i, end);
      i = end;
    } else {
      out.tokens.push(tokens[i]!);
      out.firstWord.push(line.firstWord[i]!);
      out.lastWord.push(line.lastWord[i]!);
      i++;
    }
  }
  return out;
}

function pushSlot(out: Line, line: Line, from: number, to: number): void {
  let first = -1;
  let last = -1;
  for (let i = from; i < to; i++) {
    if (line.firstWord[i]! < 0) continue;
    if (first < 0) first = line.firstWord[i]!;
    last = line.lastWord[i]!;
  }
  out.tokens.push(slotFor(line.tokens[from]!));
  out.firstWord.push(first);
  out.lastWord.push(last);
}

/** Where the value that begins at token `i` ends; `i` when none begins there. */
function valueEnd(line: Line, i: number, out: Line): number {
  const { tokens, firstWord } = line;
  const word = wordOf(tokens[i]!);
  if (firstWord[i]! < 0) return i;
  const before = i > 0 ? wordOf(tokens[i - 1]!) : '';
  if (isQuote(before)) {
    const close = quotedEnd(line, i);
    if (close > i) return close;
  }
  if (isSlot(tokens[i]!)) return numberEnd(line, i);
  if (before === '=' && i > 1 && firstWord[i - 2]! >= 0 && tokens[i + 1] !== '=' && !isStateValue(word))
    return listEnd(line, i + 1);
  if (nameComes(line, i) && !hasMark(word) && !isGuardWord(word) && !NO_NAME.has(word.toLowerCase()))
    return i + 1;
  const lower = word.toLowerCase();
  const previousSlot = out.tokens.length > 0 && isSlot(out.tokens.at(-1)!);
  const nextSlot = i + 1 < tokens.length && isSlot(tokens[i + 1]!);
  if ((previousSlot || nextSlot) && DATES.has(lower) && (lower !== 'may' || word === 'May')) return i + 1;
  if (
    DATES.has(lower) &&
    i + 2 < tokens.length &&
    DATES.has(wordOf(tokens[i + 1]!).toLowerCase()) &&
    isSlot(tokens[i + 2]!)
  )
    return i + 1;
  if ((previousSlot || nextSlot) && /^(?:[0-9a-f]{2}|[a-f]{4}|[a-f]{8})$/.test(word) && word !== 'be')
    return i + 1;
  return i;
}

function isQuote(word: string): boolean {
  return word === '"' || word === "'" || word === '`';
}

/** Content of a quotation that opens before token `i`, as the index of its closing quote; `i` when it is no value. */
function quotedEnd(line: Line, i: number): number {
  const { tokens } = line;
  const open = i - 1;
  const quote = wordOf(tokens[open]!);
  const beforeOpen = open > 0 ? line.firstWord[open - 1]! : -1;
  if (beforeOpen >= 0 && tokens[open] === quote) return i;
  const closing = quote === '`' ? "'" : quote;
  const limit = Math.min(tokens.length, i + QUOTED_TOKENS);
  let close = i;
  while (close < limit) {
    const token = tokens[close]!;
    if (token === quote || token === closing) break;
    if (isStateValue(wordOf(token))) return i;
    close++;
  }
  if (close >= limit || close === i) return i;
  if (HTTP_METHODS.has(wordOf(tokens[i]!))) return i;
  return close;
}

/** `10 ms`, `5 KB`: the unit belongs to the number. */
function numberEnd(line: Line, i: number): number {
  const { tokens } = line;
  if (!isUnit(tokens[i + 1])) return i + 1;
  // the same in larger units: 1165 bytes (1.13 KB)
  const again =
    tokens[i + 2] === ' (' && tokens[i + 3] === MARK && isUnit(tokens[i + 4]) && tokens[i + 5] === ')';
  return again ? i + 6 : i + 2;
}

function isUnit(token: string | undefined): boolean {
  return (token?.startsWith(' ') ?? false) && UNITS.has(token.slice(1).toLowerCase());
}

/** `a,b,c` without blanks is one value, unless the next word is a key. */
function listEnd(line: Line, from: number): number {
  const { tokens, firstWord } = line;
  let i = from;
  while (tokens[i] === ',' && (firstWord[i + 1] ?? -1) >= 0 && !tokens[i + 1]!.startsWith(' ')) {
    if (tokens[i + 2] === '=' || tokens[i + 2] === ':') break;
    i += 2;
  }
  return i;
}

function nameComes(line: Line, i: number): boolean {
  const { tokens, firstWord } = line;
  if (i > 0 && firstWord[i - 1]! >= 0) return NAME_COMES.has(wordOf(tokens[i - 1]!).toLowerCase());
  return (
    i > 1 &&
    tokens[i - 1] === ':' &&
    tokens[i]!.startsWith(' ') &&
    NAME_COMES.has(wordOf(tokens[i - 2]!).toLowerCase())
  );
}

/** Joins slots that follow each other as a list: `<*>, <*>`, `<*> <*>`, `<*>/<*>`, and `<*> (<*>)` of a size. */
export function joinSlots(line: Line): Line {
  const out: Line = { tokens: [], firstWord: [], lastWord: [] };
  const { tokens } = line;
  for (let i = 0; i < tokens.length; i++) {
    const last = out.tokens.length - 1;
    if (hasMark(tokens[i]!) && last >= 0) {
      const gap = gapBack(out, tokens[i]!);
      if (gap >= 0) {
        out.tokens.length = gap + 1;
        out.firstWord.length = gap + 1;
        out.lastWord.length = gap + 1;
        if (line.lastWord[i]! >= 0) out.lastWord[gap] = line.lastWord[i]!;
        if (out.firstWord[gap]! < 0) out.firstWord[gap] = line.firstWord[i]!;
        continue;
      }
    }
    out.tokens.push(tokens[i]!);
    out.firstWord.push(line.firstWord[i]!);
    out.lastWord.push(line.lastWord[i]!);
    if (tokens[i] === ' (' && tokens[i + 1] === ')' && last >= 0 && isSlot(out.tokens[last]!)) {
      out.tokens.push(MARK);
      out.firstWord.push(-1);
      out.lastWord.push(-1);
    }
  }
  return out;
}

/** Two values of one list: blk_1, blk_2. */
function alike(a: string, b: string): boolean {
  return wordOf(a) === wordOf(b);
}

/** Index of the slot in `out` that the slot `token` continues, −1 when it stands alone. */
function gapBack(out: Line, token: string): number {
  const last = out.tokens.length - 1;
  const previous = out.tokens[last]!;
  if (alike(previous, token)) return last;
  if (last < 1 || !alike(out.tokens[last - 1]!, token)) return -1;
  if (previous === ',' || previous === ';') return last - 1;
  return token === MARK && (previous === ':' || previous === '/' || previous === '|') ? last - 1 : -1;
}

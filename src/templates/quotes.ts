import { isOutcome } from './guard-words.ts';
import { type Token, wordOf } from './tokens.ts';
import { HTTP_METHODS } from './value-words.ts';

const QUOTED_TOKENS = 80;
/** After one of these a quotation that a colon follows is a key: {"key":"value"}. */
const KEY_COMES = /^[{,]$/;

/** Pairs the quotation marks of one message, from left to right. */
export class Quotes {
  /** For " and ': the mark that closes the last quotation, which opens none. */
  readonly #closing: Record<string, number> = { '"': -1, "'": -1 };

  /**
   * When a quotation that is a value opens at token `at`, the index of the mark that closes it; −1 otherwise. It is
   * no value when it tells an outcome, holds a request, or is a key.
   */
  valueEnd(tokens: readonly Token[], at: number): number {
    const text = tokens[at]!.text;
    const mark = wordOf(text);
    if (mark !== '"' && mark !== "'" && mark !== '`') return -1;
    const closing = mark === '`' ? "'" : mark;
    if (this.#closing[closing] === at) return -1;
    if (text === mark && at > 0 && tokens[at - 1]!.first >= 0) return -1;
    const end = closingMark(tokens, at + 1, closing);
    if (end < 0) return -1;
    this.#closing[closing] = end;
    return isValue(tokens, at, end) ? end : -1;
  }
}

function closingMark(tokens: readonly Token[], from: number, mark: string): number {
  const limit = Math.min(tokens.length, from + QUOTED_TOKENS);
  for (let i = from; i < limit; i++) {
    const text = tokens[i]!.text;
    // a blank before and none after: that mark opens another quotation
    const opens =
      text !== mark && i + 1 < tokens.length && tokens[i + 1]!.text[0] !== ' ' && tokens[i + 1]!.first >= 0;
    if (wordOf(text) === mark && !opens) return i;
  }
  return -1;
}

function isValue(tokens: readonly Token[], open: number, close: number): boolean {
  if (close === open + 1) return false;
  if (tokens[close + 1]?.text === ':' && KEY_COMES.test(wordOf(tokens[open - 1]?.text ?? ''))) return false;
  if (close > open + 2 && HTTP_METHODS.has(wordOf(tokens[open + 1]!.text))) return false;
  for (let i = open + 1; i < close; i++) if (isOutcome(wordOf(tokens[i]!.text))) return false;
  return tokens.slice(open + 1, close).some((token) => token.first >= 0);
}

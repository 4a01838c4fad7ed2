import type { Mask } from './mask.ts';

/** The mark of a value inside a token; shown as `<*>`. */
export const MARK = '\u0001';

/**
 * A masked message as words and separators. A token begins with a blank when one stood before it, so that
 * joining the tokens gives the text.
 */
export interface Line {
  readonly tokens: string[];
  /** For each token the words of the mask it stands for, `firstWord[i]` to `lastWord[i]`; −1 for separators. */
  readonly firstWord: number[];
  readonly lastWord: number[];
}

/** Splits what `mask` holds into tokens. */
export function lineOf(mask: Mask): Line {
  const tokens: string[] = [];
  const firstWord: number[] = [];
  const lastWord: number[] = [];
  const { out, length } = mask;
  let blank = '';
  let o = 0;
  for (let w = 0; w <= mask.wordCount; w++) {
    const gapEnd = w < mask.wordCount ? mask.wordOut[w]! : length;
    for (; o < gapEnd; o++) {
      const c = out[o]!;
      if (c === 0x20) blank = ' ';
      else {
        tokens.push(blank + String.fromCharCode(c));
        firstWord.push(-1);
        lastWord.push(-1);
        blank = '';
      }
    }
    if (w === mask.wordCount) break;
    o = mask.wordOutEnd[w]!;
    tokens.push(blank + out.toString('utf8', mask.wordOut[w]!, o));
    firstWord.push(w);
    lastWord.push(w);
    blank = '';
  }
  return { tokens, firstWord, lastWord };
}

/** The word of a token, without the blank before it. */
export function wordOf(token: string): string {
  return token.charCodeAt(0) === 0x20 ? token.slice(1) : token;
}

/** The slot that takes a token's place. */
export function slotFor(token: string): string {
  return token.charCodeAt(0) === 0x20 ? ` ${MARK}` : MARK;
}

export function isSlot(token: string): boolean {
  return (
    token.charCodeAt(token.length - 1) === 1 && token.length <= 2 && (token.length === 1 || token[0] === ' ')
  );
}

/** Whether a token holds a value in part or whole. */
export function hasMark(token: string): boolean {
  return token.includes(MARK);
}

/** Text of a template for people: `<*>` for each slot. */
export function textOf(tokens: readonly string[]): string {
  return tokens.join('').replaceAll(MARK, '<*>').trimStart();
}

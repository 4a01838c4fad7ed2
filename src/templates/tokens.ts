import type { Mask } from './mask.ts';

/** The mark of a value inside a token; shown as `<*>`. */
export const MARK = '\u0001';

/**
 * One word or separator of a masked message. Its text begins with a blank when one stood before it, so that joined
 * texts are the message.
 */
export interface Token {
  readonly text: string;
  /** Words of the mask it stands for, `first` to `last`; −1 for separators. */
  readonly first: number;
  readonly last: number;
  /** Number of signs before the first and after the last word that belong to it. */
  readonly lead: number;
  readonly trail: number;
}

/** Splits what `mask` holds into tokens. */
export function tokensOf(mask: Mask): Token[] {
  const tokens: Token[] = [];
  const { out, length } = mask;
  let blank = '';
  let o = 0;
  for (let w = 0; w <= mask.wordCount; w++) {
    const gapEnd = w < mask.wordCount ? mask.wordOut[w]! : length;
    for (; o < gapEnd; o++) {
      const c = out[o]!;
      if (c === 0x20) blank = ' ';
      else {
        tokens.push({ text: blank + String.fromCharCode(c), first: -1, last: -1, lead: 0, trail: 0 });
        blank = '';
      }
    }
    if (w === mask.wordCount) break;
    o = mask.wordOutEnd[w]!;
    const text = blank + out.toString('utf8', mask.wordOut[w]!, o);
    tokens.push({ text, first: w, last: w, lead: 0, trail: 0 });
    blank = '';
  }
  return tokens;
}

/** The word of a token's text, without the blank before it. */
export function wordOf(text: string): string {
  return text.charCodeAt(0) === 0x20 ? text.slice(1) : text;
}

/** The slot that takes a token's place. */
export function slotFor(text: string): string {
  return text.charCodeAt(0) === 0x20 ? ` ${MARK}` : MARK;
}

/** Whether a token is a slot as a whole. */
export function isSlot(text: string): boolean {
  return text === MARK || (text.length === 2 && text.charCodeAt(1) === 1 && text.charCodeAt(0) === 0x20);
}

/** Whether a token holds a value in part or whole. */
export function hasMark(text: string): boolean {
  return text.includes(MARK);
}

/** Text of a template for people: `<*>` for each slot. */
export function textOf(tokens: readonly string[]): string {
  return tokens.join('').replaceAll(MARK, '<*>').trimStart();
}

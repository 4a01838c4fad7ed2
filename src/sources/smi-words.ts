/** A word of a MIB text, and the line it is on. */
export interface SmiWord {
  readonly text: string;
  readonly line: number;
}

/** What is not understood of a MIB text. */
export class SmiFault extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Comments end with their line. By the letter of ASN.1 two hyphens end them, too; that is believed only where code stands
 * on both sides, as rows of hyphens are common.
 */
const WORD =
  /(?<=\S[^\n]*)--(?!-)[^\n]*?--(?!-)(?=[^\n]*\S)|--[^\n]*|"[^"]*"|'[^']*'[BbHh]?|::=|\.\.|[A-Za-z][\w-]*|-?\d+|[^\s]/g;

/** The words of a MIB text; comments are none, a text in quotes is `""`. Throws a SmiFault for quotes that never end. */
export function smiWords(source: string): SmiWord[] {
  const words: SmiWord[] = [];
  let line = 1;
  let counted = 0;
  for (const { 0: text, index } of source.matchAll(WORD)) {
    for (; counted < index; counted++) if (source.charCodeAt(counted) === 10) line++;
    if (text.startsWith('--')) continue;
    if (text === '"') throw new SmiFault(line, 'a text that begins here has no quote at its end');
    words.push({ text: text.startsWith('"') ? '""' : text, line });
  }
  return words;
}

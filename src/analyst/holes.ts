const FIRST = 0xf0000;
const LAST = 0xffffd;
const HOLE = /[\u{f0000}-\u{ffffd}]/gu;

/**
 * What was taken out of a text, each piece held by one character that no text may bring along, so that later steps
 * neither see nor change what an earlier one put in.
 */
export class Holes {
  readonly #pieces: string[] = [];

  /** The character that stands for `piece`. */
  put(piece: string): string {
    if (FIRST + this.#pieces.length >= LAST) return '';
    this.#pieces.push(piece);
    return String.fromCodePoint(FIRST + this.#pieces.length - 1);
  }

  /** The text with every piece in its place. */
  fill(text: string): string {
    return text.replace(HOLE, (character) =>
      this.fill(this.#pieces[character.codePointAt(0)! - FIRST] ?? ''),
    );
  }
}

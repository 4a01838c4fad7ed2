/**
 * Text nobody vouches for, made fit for a terminal: what steers a terminal or hides is written out, and widths are
 * counted in columns. Everything is done in cells, so that neither a cut nor a line break falls inside an escape.
 */

/** What a terminal shows as one unit: a character with its accents, or an escape such as `\x1b`. */
export interface Cell {
  readonly shown: string;
  /** Columns it takes. */
  readonly width: number;
  /** Where it begins in the text it was made of, in UTF-16 units. */
  readonly at: number;
}

// Controls (C0, C1), format characters (bidi, zero-width, BOM, tags), lone surrogates, line and paragraph separators,
// and letters that are invisible by definition. The emoji selector U+FE0F only chooses a look: it may stay.
const STEERS = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const STEERS_ONE = new RegExp(STEERS.source, 'u');
const PLAIN = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^(?:\p{Mn}|\p{Me}|\ufe0f)$/u;
// Unicode's East Asian Width W and F, in blocks, and what is drawn as a picture.
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;
const NAMED: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': ' ' };

/**
 * `text` with everything that steers a terminal or is invisible written out: `\x1b`, `\u202e`, `\u{e0041}`; line
 * ends as `\n` and `\r`, a tab as a space. The result is one line and holds no control character.
 */
export function escapeForTerminal(text: string): string {
  return PLAIN.test(text) ? text : text.replace(STEERS, escapeOne);
}

function escapeOne(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** The cells of `text`, escaped. */
export function cells(text: string): Cell[] {
  const found: Cell[] = [];
  let at = 0;
  for (const character of text) {
    const last = found.at(-1);
    if (STEERS_ONE.test(character)) {
      const shown = escapeOne(character);
      found.push({ shown, width: shown.length, at });
    } else if (last !== undefined && ZERO_WIDTH.test(character)) {
      found[found.length - 1] = { ...last, shown: last.shown + character };
    } else {
      found.push({ shown: character, width: widthOf(character), at });
    }
    at += character.length;
  }
  return found;
}

function widthOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that `text` takes once escaped. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : widthOfCells(cells(text));
}

/** Columns that cells take together. */
export function widthOfCells(row: readonly Cell[]): number {
  let width = 0;
  for (const cell of row) width += cell.width;
  return width;
}

/** `text`, escaped, in at most `width` columns; what is left out is marked by an ellipsis. */
export function truncateToWidth(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text;
  // A cell is never narrower than 0 but a run of accents is: the slice bounds the work, not the result.
  const row = cells(text.slice(0, width * 4 + 64));
  if (widthOfCells(row) <= width && text.length <= width * 4 + 64) return shownText(row);
  return `${shownText(takeColumns(row, width - 1))}…`;
}

/** The leading cells that fit `width` columns. */
export function takeColumns(row: readonly Cell[], width: number): readonly Cell[] {
  let used = 0;
  let count = 0;
  while (count < row.length && used + row[count]!.width <= width) used += row[count++]!.width;
  return row.slice(0, count);
}

/** What cells look like, without style. */
export function shownText(row: readonly Cell[]): string {
  return row.map((cell) => cell.shown).join('');
}

/**
 * Breaks cells into rows of at most `width` columns, at blanks where there are any in the last two thirds of a row;
 * the blank a row was broken at is left out. A cell wider than `width` gets a row of its own.
 */
export function wrapCells(row: readonly Cell[], width: number): Cell[][] {
  const rows: Cell[][] = [];
  let from = 0;
  while (from < row.length) {
    let to = from + Math.max(1, takeColumns(row.slice(from, from + width + 1), width).length);
    // Accents carry no columns of their own, so the slice above may end early only at the end of the text.
    if (to < row.length && row[to]!.shown !== ' ') {
      const earliest = from + Math.floor((to - from) / 3);
      let blank = to - 1;
      while (blank > earliest && row[blank]!.shown !== ' ') blank--;
      if (blank > earliest) to = blank;
    }
    rows.push(row.slice(from, to));
    from = to;
    while (rows.length > 0 && from < row.length && row[from]!.shown === ' ') from++;
  }
  return rows.length === 0 ? [[]] : rows;
}

/** `text`, escaped and broken into lines of at most `width` columns. */
export function wrapToWidth(text: string, width: number): string[] {
  return wrapCells(cells(text), width).map((row) => shownText(row).trimEnd());
}

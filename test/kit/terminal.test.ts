import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cells,
  displayWidth,
  escapeForTerminal,
  shownText,
  truncateToWidth,
  widthOfCells,
  wrapCells,
  wrapToWidth,
} from '../../src/kit/terminal.ts';

const STEERING =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;
const LONE_SURROGATE = /\p{Cs}/u;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\r',
      '\n',
      '\t',
      '\x9b',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\ud800',
      '\u{e0041}',
      '\u0301',
    ),
    fc.constantFrom('a', 'Z', '5', ' ', ' ', '漢', '😀', 'é'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 200,
});

describe('escapeForTerminal', () => {
  test.each([
    ['\x1b[31mred', '\\x1b[31mred'],
    ['\x1b]52;c;cm0gLXJm\x07', '\\x1b]52;c;cm0gLXJm\\x07'],
    ['\x9b2J', '\\x9b2J'],
    ['over\rwritten', 'over\\rwritten'],
    ['two\nlines', 'two\\nlines'],
    ['user \u202egnp.exe', 'user \\u202egnp.exe'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['ad\u200bmin', 'ad\\u200bmin'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['nul \0 here', 'nul \\x00 here'],
    ['del \x7f', 'del \\x7f'],
    ['half \ud800 pair', 'half \\ud800 pair'],
    ['a\tb', 'a b'],
  ])('%j is shown as %j', (text, shown) => {
    expect(escapeForTerminal(text)).toBe(shown);
  });

  test.each(['plain words 123', 'naïve café', '日本語のログ', 'ok ✅ ⚠️', 'a\u0301'])(
    '%s stays as it is',
    (text) => {
      expect(escapeForTerminal(text)).toBe(text);
    },
  );

  test('nothing that steers a terminal survives, whatever the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = escapeForTerminal(text);
        expect(shown).not.toMatch(STEERING);
        expect(shown).not.toMatch(LONE_SURROGATE);
        expect(shownText(cells(text))).toBe(shown);
      }),
    );
  });
});

describe('displayWidth', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['日本', 4],
    ['😀', 2],
    ['e\u0301', 1],
    ['\x1b', 4],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncateToWidth', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['a longer line', 8, 'a longe…'],
    ['日本語', 4, '日…'],
    ['ab\x1bcd', 6, 'ab…'],
    ['ab\x1bcd', 7, 'ab\\x1b…'],
  ])('%j in %i columns is %j', (text, width, shown) => {
    expect(truncateToWidth(text, width)).toBe(shown);
  });

  test('the result fits, and is the text or a beginning of it', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, width) => {
        const shown = truncateToWidth(text, width);
        expect(widthOfCells(cells(shown))).toBeLessThanOrEqual(width);
        const whole = escapeForTerminal(text);
        expect(shown === whole || (shown.endsWith('…') && whole.startsWith(shown.slice(0, -1)))).toBe(true);
      }),
    );
  });
});

describe('wrapping', () => {
  test('breaks at blanks', () => {
    expect(wrapToWidth('the quick brown fox jumps', 11)).toEqual(['the quick', 'brown fox', 'jumps']);
  });

  test('breaks a word that is longer than a row', () => {
    expect(wrapToWidth('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  test('an empty text is one empty row', () => {
    expect(wrapToWidth('', 10)).toEqual(['']);
  });

  test('rows fit, and nothing but blanks at the breaks is lost', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 8, max: 60 }), (text, width) => {
        const rows = wrapCells(cells(text), width);
        for (const row of rows)
          expect(widthOfCells(row)).toBeLessThanOrEqual(Math.max(width, ...row.map((c) => c.width)));
        const flat = (shown: string) => shown.replaceAll(' ', '');
        expect(flat(rows.map(shownText).join(''))).toBe(flat(escapeForTerminal(text)));
      }),
    );
  });
});

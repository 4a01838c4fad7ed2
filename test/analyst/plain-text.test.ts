import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipped, oneLine, revealed } from '../../src/analyst/plain-text.ts';
import { Redactor } from '../../src/analyst/redact.ts';

const HIDDEN = /(?![\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test.each([
  ['a\u200bb', 'ab', 1],
  ['\ufeffa\u2066b\u2069', 'ab', 3],
  ['\u001b[1;31mred\u001b[0m', 'red', 2],
  ['\u001b]0;title\u0007x', 'x', 1],
  ['a\tb\r\nc', 'a b\nc', 0],
  ['\\x22q\\x22 \\u0061', '"q" a', 0],
  ['C:\\\\x \\x1b \\u0007', 'C:\\\\x \\x1b \\u0007', 0],
  ['ｗｉｄｅ', 'wide', 0],
  ['cut…', 'cut…', 0],
  ['z\u0301\u0302\u0303\u0304', 'ź\u0302\u0303', 0],
  ['\ud800x', 'x', 1],
  ['\u{e0041}\u{f0000}', '', 2],
])('%j is shown as %j', (given, text, hidden) => {
  expect(revealed(given)).toEqual({ text, hidden });
});

test('nothing that hides is left of any text, and what is plain stays plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = revealed(text).text;
      expect(once).not.toMatch(HIDDEN);
      expect(oneLine(once)).not.toMatch(/\n/);
    }),
  );
});

test('no text makes the redaction fail, or brings back what hides', () => {
  const redactor = new Redactor({
    privacy: 'pseudonyms',
    key: 'k',
    known: { hosts: ['web01'], users: ['anna'] },
  });
  const parts = fc.constantFrom(
    'web01',
    'anna',
    'user=',
    'password=',
    '%',
    '%41',
    '\\x22',
    '"',
    '@',
    '.',
    ':',
    '::',
    '-----BEGIN ',
    '=',
    ' ',
    '\n',
    '\u200b',
    '\u{f0000}',
    '10.0.0.1',
    'a.com',
    '…',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 }),
      (all) => {
        const out = redactor.text(all.join(''));
        expect(out).not.toMatch(HIDDEN);
        expect(redactor.lines([all.join('')])[0]).not.toMatch(/\n/);
        redactor.back(out);
      },
    ),
  );
});

test('a text that is cut is cut between characters', () => {
  expect(clipped('abc', 3)).toBe('abc');
  expect(clipped('abcd', 3)).toBe('ab…');
  expect(clipped('a😀😀', 4)).toBe('a😀…');
  expect(clipped('a😀😀', 3)).toBe('a…');
});

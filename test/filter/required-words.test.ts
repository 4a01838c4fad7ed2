import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requiredWords } from '../../src/filter/required-words.ts';
import { WordScan } from '../../src/filter/word-scan.ts';

describe('words that a pattern needs', () => {
  test.each([
    ['Failed password', ['Failed password'], true],
    ['Failed password|Failed publickey', ['Failed password', 'Failed publickey'], true],
    ['sshd.*Failed password', ['Failed password'], false],
    ['a\\.example\\.org', ['a.example.org'], true],
    ['disk(?: error| failure)', [' error', ' failure'], false],
    ['(?:error|failure) of \\w+', ['error', 'failure'], false],
    ['(?:optional)?word', ['word'], false],
    ['word+s', ['word'], false],
    ['lon?gword', ['gword'], false],
    ['[Ff]ailed twice', ['ailed twice'], false],
    ['[^]]longword', ['longword'], false],
    ['x{0,3}longword{2}', ['longword'], false],
    ['state: changed', [' changed'], false],
    [' changed', [' changed'], false],
    ['sshd\\[\\d+\\]', ['sshd'], false],
    ['\\(?auth failed', ['auth failed'], false],
  ])('%s', (pattern, words, whole) => {
    expect(requiredWords(pattern)).toEqual({ words, whole });
  });

  test.each([
    '\\d+',
    'abc',
    '.*',
    'longword|\\d',
    'longword|',
    '(?i)longword',
    '\\Qlong.word\\E',
    '123456',
    '(longword)?',
  ])('none can be told of %s', (pattern) => {
    expect(requiredWords(pattern)).toBeNull();
  });

  test('whatever matches holds one of them', () => {
    const atom = fc.constantFrom(
      'alpha',
      'beta ',
      'gamma',
      '\\d',
      '[xyz]',
      '.',
      '(?:alpha|delta)',
      '(?:eps|beta)',
      'zeta',
    );
    const piece = fc
      .tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{0,2}', '{2}'))
      .map((parts) => parts.join(''));
    const pattern = fc
      .array(
        fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((all) => all.join('|'));
    const text = fc
      .array(
        fc.constantFrom(
          'alpha',
          'alph',
          'aa',
          'beta ',
          'beta',
          'gamma',
          'gammaa',
          'delta',
          'eps',
          'zeta',
          '7',
          'x',
          ' ',
        ),
        {
          maxLength: 9,
        },
      )
      .map((all) => all.join(''));
    fc.assert(
      fc.property(pattern, text, (source, line) => {
        const required = requiredWords(source);
        if (required === null || !new RegExp(source).test(line)) return;
        expect(required.words.some((word) => line.includes(word))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the scan for words', () => {
  test('finds exactly the words that are there, whichever way they overlap', () => {
    const word = fc.stringMatching(/^[ab% ][ab%-]{3,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: word, anyCase: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        fc.stringMatching(/^[abAB%-]{0,40}$/),
        fc.nat(5),
        (given, line, start) => {
          const words = given.map(({ text, anyCase }) => ({
            text: anyCase ? text : text.toUpperCase(),
            anyCase,
          }));
          const scan = new WordScan(words);
          const bytes = Buffer.from(line);
          const found = new Int32Array(words.length);
          scan.end = Math.max(start, bytes.length - 1);
          const part = ` ${line.slice(start, scan.end)}`;
          const expected = words.flatMap(({ text, anyCase }, i) =>
            (anyCase ? part.toLowerCase() : part).includes(text) ? [i] : [],
          );
          // Twice, as the scan keeps notes while it runs.
          for (let round = 0; round < 2; round++) {
            const count = scan.scan(bytes, start, found);
            expect([...found.subarray(0, count)].sort((a, b) => a - b)).toEqual(expected);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('of no words finds none', () => {
    const scan = new WordScan([]);
    scan.end = 5;
    expect(scan.scan(Buffer.from('hello'), 0, new Int32Array(0))).toBe(0);
  });
});

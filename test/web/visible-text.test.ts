import { describe, expect, it } from 'vitest';
import { stretchesOf, textParts } from '../../web/src/components/visible-text.ts';

const shown = (text: string, marked: { start: number; end: number }[] = []) =>
  textParts(text, marked).map(({ text: part, kind }) => (kind === 'plain' ? part : `<${kind} ${part}>`));

describe('a line as it is shown', () => {
  it('is one piece where nothing is marked', () => {
    expect(shown('<script>alert(1)</script>')).toEqual(['<script>alert(1)</script>']);
  });

  it('names what cannot be seen, so that a line cannot pass for another', () => {
    expect(shown('a\u001b[31mb\u202ec\u0000d\u200b')).toEqual([
      'a',
      '<hidden ESC>',
      '[31mb',
      '<hidden U+202E>',
      'c',
      '<hidden NUL>',
      'd',
      '<hidden U+200B>',
    ]);
  });

  it('leaves tabs and letters of all scripts as they are', () => {
    expect(shown('a\tü 日本 🙂')).toEqual(['a\tü 日本 🙂']);
  });

  it('marks stretches in order, once, and only within the line', () => {
    const marked = [
      { start: 6, end: 99 },
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: -5, end: 0 },
    ];
    expect(shown('abcdefgh', marked)).toEqual(['<marked abc>', 'def', '<marked gh>']);
  });
});

describe('where words stand', () => {
  it('finds each, whatever its case', () => {
    expect(stretchesOf('Failed, failed', ['FAILED'])).toEqual([
      { start: 0, end: 6 },
      { start: 8, end: 14 },
    ]);
  });

  it('has an end where a word stands everywhere', () => {
    expect(stretchesOf('a'.repeat(10_000), ['a', ''])).toHaveLength(50);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DiffLine, lineDiff, withContext } from '../../src/kit/line-diff.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
const side = (lines: readonly DiffLine[], left: DiffLine['kind']) =>
  lines.filter(({ kind }) => kind !== left).map(({ text }) => text);

/** Lines in common at most, by the book. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (const [j, other] of b.entries())
      next.push(one === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}

it('holds both texts, and as much in common as they have', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const lines = lineDiff(a, b);
      expect(side(lines, 'new')).toEqual(a);
      expect(side(lines, 'gone')).toEqual(b);
      expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(common(a, b));
    }),
    { numRuns: 500 },
  );
});

it('of texts that are wholly different gives both, without trying all ways', () => {
  const [a, b] = ['x', 'y'].map((letter) => Array.from({ length: 20_000 }, (_, i) => `${letter}${i}`));
  const lines = lineDiff(['first', ...a!, 'last'], ['first', ...b!, 'last']);
  expect(side(lines, 'new')).toEqual(['first', ...a!, 'last']);
  expect(side(lines, 'gone')).toEqual(['first', ...b!, 'last']);
});

it('shows what differs with what is around it', () => {
  const before = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const after = before.toSpliced(10, 1, 'other').toSpliced(20, 0, 'more');
  const shown = withContext(lineDiff(before, after), 2).map((line) => (line === null ? '…' : line.text));
  expect(shown).toEqual(
    ['…', 'line 8', 'line 9', 'line 10', 'other', 'line 11', 'line 12', '…'].concat([
      ...['line 18', 'line 19', 'more', 'line 20', 'line 21', '…'],
    ]),
  );
});

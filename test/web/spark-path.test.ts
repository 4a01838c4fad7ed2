import { describe, expect, it } from 'vitest';
import { sparkArea, sparkPath, sparkWords } from '../../web/src/components/spark-path.ts';

const box = { width: 103, height: 23 };

describe('a small line', () => {
  it('goes from one edge to the other, and from nothing to the most', () => {
    expect(sparkPath([0, 5, 10], box)).toBe('M1.5 21.5L51.5 11.5L101.5 1.5');
  });

  it('is broken where nothing was read, and shows a point that stands alone', () => {
    expect(sparkPath([null, 4, null], box)).toBe('M51.5 1.5h.1');
    expect(sparkPath([1, null, 1, 1], { width: 33, height: 23 })).toBe('M1.5 1.5h.1M21.5 1.5L31.5 1.5');
  });

  it('lies on the floor where there was nothing, and is none where there are no values', () => {
    expect(sparkPath([0, 0], box)).toBe('M1.5 21.5L101.5 21.5');
    expect(sparkPath([], box)).toBe('');
    expect(sparkArea([], box)).toBe('');
    expect(sparkPath([Number.NaN], box)).toBe('');
  });
});

describe('what a small line says', () => {
  it('is said in words', () => {
    expect(sparkWords([])).toBe('nothing yet');
    expect(sparkWords([3, 3])).toBe('steady at 3');
    expect(sparkWords([0, 0, 1, 900])).toBe('0 to 900, most at the end');
    expect(sparkWords([900, 0, 1, null])).toBe('0 to 900, most at the beginning');
  });
});

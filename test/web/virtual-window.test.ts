import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrollToRow, windowOf } from '../../web/src/components/virtual-window.ts';

const view = { count: 5_000, rowHeight: 20, viewHeight: 400 };

describe('which rows of a long list are made', () => {
  it('makes those that are seen, and a few beyond', () => {
    expect(windowOf({ ...view, scrollTop: 0 })).toEqual({ first: 0, end: 24, top: 0, height: 100_000 });
    expect(windowOf({ ...view, scrollTop: 1_010 })).toEqual({
      first: 46,
      end: 75,
      top: 920,
      height: 100_000,
    });
  });

  it('is at the end when the list got shorter than where it was scrolled to', () => {
    const { first, end } = windowOf({ ...view, count: 30, scrollTop: 90_000 });
    expect([first, end]).toEqual([6, 30]);
  });

  it('makes none of an empty list', () => {
    expect(windowOf({ ...view, count: 0, scrollTop: 50 })).toEqual({ first: 0, end: 0, top: 0, height: 0 });
  });

  it('never makes more rows than fit into the tallest screen, and always all that are seen', () => {
    const sizes = { count: fc.nat(100_000), rowHeight: fc.integer({ min: 8, max: 80 }) };
    const places = { scrollTop: fc.nat(10_000_000), viewHeight: fc.nat(1_000_000) };
    fc.assert(
      fc.property(fc.record({ ...sizes, ...places }), (given) => {
        const { first, end, top } = windowOf(given);
        expect(end - first).toBeLessThanOrEqual(4_400 / given.rowHeight + 10);
        expect(top).toBe(first * given.rowHeight);
        if (given.viewHeight <= 4_400) {
          const most = Math.max(0, given.count * given.rowHeight - given.viewHeight);
          const scrolled = Math.min(given.scrollTop, most);
          expect(first * given.rowHeight).toBeLessThanOrEqual(scrolled);
          const seenTo = Math.min(given.count * given.rowHeight, scrolled + given.viewHeight);
          expect(end * given.rowHeight).toBeGreaterThanOrEqual(seenTo);
        }
      }),
    );
  });
});

describe('scrolling to a row', () => {
  it('stays where it is when the row is seen whole', () => {
    expect(scrollToRow(10, { ...view, scrollTop: 100 })).toBe(100);
    expect(scrollToRow(25, { ...view, scrollTop: 200 })).toBe(200);
  });

  it('goes as little as is needed', () => {
    expect(scrollToRow(2, { ...view, scrollTop: 100 })).toBe(40);
    expect(scrollToRow(30, { ...view, scrollTop: 100 })).toBe(220);
  });
});

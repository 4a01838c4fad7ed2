import { describe, expect, it } from 'vitest';
import { between, endsOf, moved, rangeOf, rangeQuery, USUAL_RANGE } from '../../web/src/time-range.ts';

const NOW = Date.UTC(2026, 2, 12, 3, 7);
const HOUR = 3_600_000;

function of(text: string) {
  return rangeOf(new URLSearchParams(text));
}

describe('a time range', () => {
  it('is read from an address, and stands in it again as it was', () => {
    for (const text of ['last=15m', 'last=30d', `from=${NOW - HOUR}&to=${NOW}`]) {
      const query = Object.entries(rangeQuery(of(text))).filter(([, value]) => value !== null);
      expect(query.map(([key, value]) => `${key}=${value}`).join('&')).toBe(text);
    }
  });

  it('is the usual one where the address makes no sense', () => {
    for (const text of [
      '',
      'last=3000y',
      'last=__proto__',
      'from=x&to=y',
      'from=1',
      `from=NaN&to=${NOW}`,
      'from=9e99&to=0',
    ])
      expect(of(text), text).toEqual(USUAL_RANGE);
  });

  it('follows the clock when it is the last so long', () => {
    expect(endsOf({ kind: 'last', span: '6h' }, NOW)).toEqual({ from: NOW - 6 * HOUR, to: NOW });
    expect(endsOf({ kind: 'between', from: 1, to: 2 }, NOW)).toEqual({ from: 1, to: 2 });
  });

  it('takes its ends in either order, is never empty and never longer than a year', () => {
    expect(between(NOW, NOW - HOUR)).toEqual({ kind: 'between', from: NOW - HOUR, to: NOW });
    expect(between(NOW, NOW)).toEqual({ kind: 'between', from: NOW - 60_000, to: NOW });
    const { from, to } = between(0, NOW) as { from: number; to: number };
    expect(to - from).toBe(366 * 24 * HOUR);
  });

  it('moves by its own length, and not beyond now', () => {
    expect(moved({ kind: 'last', span: '1h' }, 'back', NOW)).toEqual({
      ...{ kind: 'between', from: NOW - 2 * HOUR, to: NOW - HOUR },
    });
    const half = { kind: 'between', from: NOW - 1.5 * HOUR, to: NOW - 0.5 * HOUR } as const;
    expect(moved(half, 'forward', NOW)).toEqual({ kind: 'between', from: NOW - HOUR, to: NOW });
    expect(moved({ kind: 'last', span: '1h' }, 'forward', NOW)).toEqual({ kind: 'last', span: '1h' });
    expect(moved(half, 'wider', NOW)).toEqual({ kind: 'between', from: NOW - 2 * HOUR, to: NOW });
  });
});

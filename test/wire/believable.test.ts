import { describe, expect, test } from 'vitest';
import { believable } from '../../src/wire/believable.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 4, 1);

describe('what an entry claims of itself', () => {
  test('is believed as far as the broker’s clock goes', () => {
    believable({ fences: [0, 1, NOW, NOW + HOUR], times: [0, NOW, NOW + HOUR, Number.NaN, -1] }, NOW);
    believable({}, NOW);
  });

  test('is refused where everything after it would be of somebody deposed, or late', () => {
    const code = { code: 'MESSAGE_INVALID' };
    expect(() => believable({ fences: [1, Number.MAX_SAFE_INTEGER] }, NOW)).toThrow(
      expect.objectContaining(code),
    );
    expect(() => believable({ times: [NOW, NOW + 2 * HOUR] }, NOW)).toThrow(expect.objectContaining(code));
  });

  test('is believed where nobody knows when it was taken', () => {
    believable({ fences: [Number.MAX_SAFE_INTEGER], times: [8e15] }, Number.NaN);
  });
});

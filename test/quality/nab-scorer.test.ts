import { expect, test } from 'vitest';
import { earningsOf, NAB_PROFILES, type NabSeries, normalised, rawScore } from '../../quality/nab-scorer.ts';

const { standard } = NAB_PROFILES;
const ROWS = 1000;
const SERIES: NabSeries = {
  name: 'made',
  times: Array.from({ length: ROWS }, (_, i) => i),
  values: new Array(ROWS).fill(0),
  windows: [
    [400, 499],
    [700, 799],
  ],
};

/** Normalised score of a detector that is sure at these rows. */
function scoreOf(...rows: number[]): number {
  const scores = new Float64Array(ROWS);
  for (const row of rows) scores[row] = 0.9;
  return normalised(rawScore(earningsOf(SERIES, scores), 0.5, standard), 2, standard);
}

test('silence scores 0, each window seen at its first row is half of 100', () => {
  expect(scoreOf()).toBe(0);
  expect(scoreOf(400)).toBeCloseTo(50, 10);
  expect(scoreOf(400, 700)).toBeCloseTo(100, 10);
});

test('a late detection earns less, a second one in the same window nothing', () => {
  expect(scoreOf(490)).toBeLessThan(45);
  expect(scoreOf(490)).toBeGreaterThan(30);
  expect(scoreOf(400, 401, 450, 499)).toBe(scoreOf(400));
});

test('a false alarm costs .11, less shortly after a window; the first rows do not count', () => {
  const alarm = (100 * standard.falseAlarm) / 4;
  expect(scoreOf(200)).toBeCloseTo(-alarm, 10);
  expect(scoreOf(505)).toBeGreaterThan(-alarm / 4);
  expect(scoreOf(999)).toBeGreaterThan(-alarm);
  expect(scoreOf(0, 100, 149)).toBe(0);
});

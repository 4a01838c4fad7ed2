import { expect, test } from 'vitest';
import { fitEts, fitProphet } from '../../src/ml/forecast-fit.ts';

const STEP = 86_400;
const good = {
  times: Float64Array.from({ length: 40 }, (_, i) => i * STEP),
  values: Float64Array.from({ length: 40 }, (_, i) => i / 40 + (i % 3) / 50),
  future: Float64Array.of(40 * STEP, 41 * STEP),
  step: STEP,
};

test('Prophet goes on with a line, and knows that it may bend', async () => {
  const { values, changes } = await fitProphet(good);
  expect(values[0]).toBeCloseTo(1, 1);
  expect(values[1]! - values[0]!).toBeGreaterThan(0);
  expect(changes).not.toBeNull();
});

test('exponential smoothing of a thing without a season, and with one', async () => {
  expect(await fitEts(good)).toMatchObject({ changes: null });
  const weekly = Float64Array.from({ length: 42 }, (_, i) => (i % 7 === 0 ? 1 : 0.1) + (i % 2) / 100);
  const times = weekly.map((_, i) => i * STEP);
  const future = weekly.map((_, i) => (42 + i) * STEP).subarray(0, 14);
  const { values } = await fitEts({ times, values: weekly, future, step: STEP });
  expect([...values.entries()].filter(([, value]) => value > 0.5).map(([i]) => i)).toEqual([0, 7]);
});

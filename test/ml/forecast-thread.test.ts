import { expect, test } from 'vitest';
import { ForecastThread } from '../../src/ml/forecast-thread.ts';
import type { FitRequest } from '../../src/ml/forecast-worker.ts';

const STEP = 86_400;
const good: FitRequest = {
  method: 'prophet',
  times: Float64Array.from({ length: 40 }, (_, i) => i * STEP),
  values: Float64Array.from({ length: 40 }, (_, i) => i / 40 + (i % 3) / 50),
  future: Float64Array.of(40 * STEP, 41 * STEP),
  step: STEP,
};

test('what cannot be fitted is said, and the next is fitted all the same', async () => {
  const thread = new ForecastThread();
  const broken = { ...good, times: good.times.map(() => Number.NaN) };
  const replies = await Promise.all([thread.fit(good), thread.fit(broken), thread.fit(good)]);
  expect(replies.map(({ kind }) => kind)).toEqual(['fitted', 'failed', 'fitted']);
  expect(replies[2]).toEqual(replies[0]);
});

test('exponential smoothing of a thing without a season, and with one', async () => {
  const thread = new ForecastThread();
  const plain = await thread.fit({ ...good, method: 'ets' });
  expect(plain).toMatchObject({ kind: 'fitted', changes: null });
  const weekly = Float64Array.from({ length: 42 }, (_, i) => (i % 7 === 0 ? 1 : 0.1) + (i % 2) / 100);
  const times = weekly.map((_, i) => i * STEP);
  const future = weekly.map((_, i) => (42 + i) * STEP).subarray(0, 14);
  const reply = await thread.fit({ method: 'ets', times, values: weekly, future, step: STEP });
  if (reply.kind === 'failed') throw new Error(reply.message);
  expect([...reply.values.entries()].filter(([, value]) => value > 0.5).map(([i]) => i)).toEqual([0, 7]);
});

import { expect, test } from 'vitest';
import { startOf } from '../../src/ml/prophet-start.ts';

const COUNT = 400;
const t = Array.from({ length: COUNT }, (_, i) => i / (COUNT - 1));
const waves = t.map((time) => [Math.sin(40 * time), Math.cos(40 * time)]);
const priors = { changeScale: 0.05, seasonScale: 10 };

test('what a series is made of is found again', () => {
  const y = t.map((time, i) => 0.2 + 0.5 * time + 0.1 * waves[i]![0]! - 0.05 * waves[i]![1]!);
  const { k, m, delta, beta, sigmaObs } = startOf({ y, t, waves, changes: [0.25, 0.5], ...priors });
  expect([k, m, ...beta].map((value) => Number(value.toFixed(3)))).toEqual([0.5, 0.2, 0.1, -0.05]);
  expect(Math.max(...delta.map(Math.abs))).toBeLessThan(0.01);
  expect(sigmaObs).toBe(1e-3);
});

test('a bend is found where the slope may change', () => {
  const y = t.map((time) => 0.3 * time + 0.4 * Math.max(0, time - 0.5));
  const { delta } = startOf({ y, t, waves, changes: [0.25, 0.5, 0.75], ...priors });
  expect(delta[1]).toBeGreaterThan(0.3);
});

test('columns that say nothing, and values that are all the same, give numbers', () => {
  const none = t.map(() => [0]);
  const found = startOf({ y: t.map(() => 1), t, waves: none, changes: [0.5], ...priors, seasonScale: 1 });
  expect([found.k, found.m, ...found.delta, ...found.beta].every(Number.isFinite)).toBe(true);
});

import { expect, test } from 'vitest';
import { fitIsolationForest } from '../../src/ml/isolation-forest.ts';
import { massAboveVolume } from '../../src/ml/mass-volume.ts';
import { matrix } from './gaussian.ts';

const rows = (seed: number, at = 0) => matrix(200, 3, seed).map(([a, b, c]) => [at + a!, b!, at - c!]);

test('a score that tells rows from the box around them comes near 1, one that says nothing gives a half', () => {
  const far = (row: readonly number[]) => Math.hypot(...row);
  expect(massAboveVolume(rows(1), far)).toBeGreaterThan(0.85);
  expect(massAboveVolume(rows(1), (row) => -far(row))).toBeLessThan(0.15);
  expect(massAboveVolume(rows(1), () => 7)).toBe(0.5);
});

test('a forest is better on rows like those it learnt than one that learnt others', () => {
  const [own, other] = [fitIsolationForest(rows(1)), fitIsolationForest(rows(2, 6))];
  const of = (forest: typeof own) => massAboveVolume(rows(3), (row) => forest.score(row));
  expect(of(own)).toBeGreaterThan(of(other) + 0.1);
});

test('the same rows give the same', () => {
  const score = ([first]: readonly number[]) => first!;
  expect(massAboveVolume(rows(1), score, 5)).toBe(massAboveVolume(rows(1), score, 5));
});

test('missing values and constant columns are no hindrance, and a score that is none is said', () => {
  const odd = rows(1).map(([a, b], i) => [a!, 3, i % 2 === 0 ? Number.NaN : b!, Number.NaN]);
  const far = massAboveVolume(odd, ([a]) => Math.abs(a!));
  expect(far).toBeGreaterThan(0.6);
  expect(massAboveVolume(odd, ([, , c]) => c!)).toBeNaN();
  expect(massAboveVolume([], () => 1)).toBeNaN();
});

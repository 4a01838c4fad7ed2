import { expect, test } from 'vitest';
import { fitIsolationForest } from '../../src/ml/isolation-forest.ts';
import { compareMass, massAboveVolume } from '../../src/ml/mass-volume.ts';
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
  expect(massAboveVolume(rows(1), score)).toBe(massAboveVolume(rows(1), score));
});

test('missing values and constant columns are no hindrance, and a score that is none is said', () => {
  const odd = rows(1).map(([a, b], i) => [a!, 3, i % 2 === 0 ? Number.NaN : b!, Number.NaN]);
  const far = massAboveVolume(odd, ([a]) => Math.abs(a!));
  expect(far).toBeGreaterThan(0.6);
  expect(massAboveVolume(odd, ([, , c]) => c!)).toBeNaN();
  expect(massAboveVolume([], () => 1)).toBeNaN();
});

test('the error of a difference is about how far chance takes it', () => {
  const near = (row: readonly number[]) => Math.hypot(...row);
  const blurred = (row: readonly number[]) => near(row) + Math.sin(1e4 * row[0]!);
  const seeds = Array.from({ length: 60 }, (_, i) => i + 1);
  const each = seeds.map((seed) => compareMass(rows(seed), { before: near, after: blurred }));
  const differences = each.map(({ before, after }) => after - before);
  const mean = differences.reduce((sum, one) => sum + one, 0) / seeds.length;
  const spread = Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / seeds.length);
  const error = each.reduce((sum, one) => sum + one.error, 0) / seeds.length;
  expect(mean).toBeLessThan(-0.01);
  expect(error / spread).toBeGreaterThan(0.6);
  expect(error / spread).toBeLessThan(1.7);
  expect(compareMass(rows(1), { before: near, after: near })).toMatchObject({ error: 0 });
});

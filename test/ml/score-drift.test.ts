import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { scoreDrift } from '../../src/ml/score-drift.ts';

function scores(seed: number, count: number, plus = 0): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random() + plus);
}

test('scores of the same kind do not drift, however often one looks', () => {
  const reference = scores(1, 256);
  const drifted = Array.from({ length: 300 }, (_, i) => scoreDrift(reference, scores(i + 2, 256))!.drifted);
  expect(drifted.filter(Boolean)).toEqual([]);
});

test('scores that rose have drifted, by the share that is higher now', () => {
  const { distance, drifted } = scoreDrift(scores(1, 256), scores(2, 256, 0.5))!;
  expect(drifted).toBe(true);
  expect(distance).toBeCloseTo(0.5, 1);
});

test('scores that fell are no drift: nothing is odder to the model', () => {
  const { distance, drifted } = scoreDrift(scores(1, 256), scores(2, 256, -0.5))!;
  expect({ drifted, small: distance < 0.05 }).toEqual({ drifted: false, small: true });
});

test('a small rise is none that is worth a new model, however sure it is', () => {
  expect(scoreDrift(scores(1, 20_000), scores(2, 20_000, 0.1))!.drifted).toBe(false);
});

test('equal scores are at no distance, and too few say nothing', () => {
  const same = new Array(50).fill(0.5);
  expect(scoreDrift(same, same)).toEqual({ distance: 0, drifted: false });
  expect(scoreDrift(same, same.slice(0, 31))).toBeNull();
  expect(scoreDrift([...same.slice(0, 31), Number.NaN], same)).toBeNull();
});

test('the distance is that of the definition', () => {
  const [before, after] = [scores(3, 40), scores(4, 60, 0.2)];
  const above = (list: readonly number[], at: number) => list.filter((one) => one > at).length / list.length;
  const each = [...before, ...after].map((at) => above(after, at) - above(before, at));
  expect(scoreDrift(before, after)!.distance).toBeCloseTo(Math.max(...each), 12);
});

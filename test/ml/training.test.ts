import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { NetWeights } from '../../src/ml/net-layers.ts';
import { train } from '../../src/ml/training.ts';

const PLAN = { epochs: 100, batch: 10, rate: 0.1, share: 0.2, patience: 4, random: seededRandom(1) };

/** One weight that grows with every step, though it does best near 0.95. */
function greedy() {
  const net = new NetWeights(1);
  const seen = { learnt: new Set<number>(), held: new Set<number>(), calls: 0 };
  const loss = (index: number) => {
    seen.held.add(index);
    return (net.weights[0]! - 0.95) ** 2;
  };
  const learn = (index: number) => {
    seen.calls++;
    seen.learnt.add(index);
    net.gradients[0]! -= 1;
    return (net.weights[0]! - 0.95) ** 2;
  };
  return { model: { net, learn, loss }, seen };
}

test('ends when what is held out gets no better, and the best weights are kept', () => {
  const { model, seen } = greedy();
  const { epochs, loss } = train(model, 100, PLAN);
  expect(Math.abs(model.net.weights[0]! - 0.95)).toBeLessThan(0.45);
  expect(loss).toBeCloseTo((model.net.weights[0]! - 0.95) ** 2, 12);
  expect(seen.calls).toBe((epochs + PLAN.patience) * 80);
  expect(seen.held.size).toBe(20);
  expect([...seen.learnt].some((row) => seen.held.has(row))).toBe(false);
});

test('without a share, or with few rows, all are learnt from to the last epoch', () => {
  for (const [rows, share] of [
    [100, 0],
    [19, 0.5],
  ] as const) {
    const { model, seen } = greedy();
    expect(train(model, rows, { ...PLAN, share }).epochs).toBe(100);
    expect(seen.calls).toBe(100 * rows);
    expect(model.net.weights[0]).toBeGreaterThan(5);
  }
});

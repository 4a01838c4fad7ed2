import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogSketch } from '../../src/kit/log-sketch.ts';

const number = fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }));

test('quantiles are within 7 % of the true ones', () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, q) => {
        const sketch = new LogSketch();
        for (const x of list) sketch.add(x);
        const sorted = [...list].sort((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil(q * list.length)) - 1]!;
        expect(Math.abs(sketch.quantile(q) - truth)).toBeLessThanOrEqual(Math.abs(truth) * 0.07 + 1e-9);
      },
    ),
  );
});

test('a sketch of two halves merged equals the sketch of the whole', () => {
  fc.assert(
    fc.property(fc.array(number), fc.array(number), (a, b) => {
      const [left, right, whole] = [new LogSketch(), new LogSketch(), new LogSketch()];
      for (const x of a) left.add(x);
      for (const x of b) right.add(x);
      for (const x of [...a, ...b]) whole.add(x);
      left.merge(right);
      expect(left.save()).toEqual(whole.save());
    }),
  );
});

test('saved through JSON and loaded it answers the same', () => {
  const sketch = new LogSketch();
  for (const x of [0, -3, 1e-12, 5, 5, 1e300]) sketch.add(x);
  const loaded = LogSketch.load(JSON.parse(JSON.stringify(sketch.save())));
  expect(loaded.count).toBe(6);
  expect(loaded.quantile(0.5)).toBe(sketch.quantile(0.5));
  expect(loaded.max).toBe(1e300);
});

test('an empty sketch has no quantile; NaN and infinities are ignored', () => {
  const sketch = new LogSketch();
  sketch.add(Number.NaN);
  sketch.add(Number.POSITIVE_INFINITY);
  expect(sketch.count).toBe(0);
  expect(sketch.quantile(0.5)).toBeNaN();
});

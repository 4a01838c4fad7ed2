import { expect, test } from 'vitest';
import { DueFit, savedDueFit } from '../../src/detectors/due-fit.ts';
import { ThreadFits } from '../../src/ml/index.ts';

const rows = Array.from({ length: 40 }, (_, i) => [i % 7, i === 3 ? Number.NaN : i % 5]);
const plan = { kind: 'isolation-forest', input: { rows, options: { trees: 10 } }, due: 600_000 } as const;

test('after a restart the same model takes effect at the same time', () => {
  const fit = new DueFit(new ThreadFits(), plan);
  const fits = new ThreadFits();
  const restored = DueFit.load(fits, savedDueFit.parse(JSON.parse(JSON.stringify(fit.save()))));
  expect(restored.due).toBe(plan.due);
  expect(restored.take()).toEqual(fit.take());
  expect(fit.take().ok).toBe(true);
  expect(fits.counts).toMatchObject({ begun: 1, taken: 1, open: 0 });
});

test('what is dropped is not taken', () => {
  const fits = new ThreadFits();
  const fit = new DueFit(fits, plan);
  fit.drop();
  expect(fit.take().ok).toBe(false);
  expect(fits.counts).toMatchObject({ begun: 1, dropped: 1, open: 0 });
});

import { expect, test } from 'vitest';
import { ThreadFits } from '../../src/ml/thread-fits.ts';

const input = { rows: [[1], [2], [3]], options: { trees: 1 } };

test('every fit that was begun is accounted for', () => {
  const fits = new ThreadFits();
  const taken = fits.begin('isolation-forest', input);
  const failed = fits.begin('isolation-forest', {});
  const dropped = fits.begin('isolation-forest', input);
  fits.begin('isolation-forest', input);
  dropped.drop();
  expect([taken.take().ok, failed.take().ok, dropped.take().ok]).toEqual([true, false, false]);
  // Taking it again, or dropping what was taken, changes nothing.
  expect(taken.take().ok).toBe(true);
  taken.drop();
  expect(fits.counts).toEqual({ begun: 4, taken: 1, failed: 1, refused: 0, dropped: 1, open: 1 });
});

test('too many at once are refused, whatever the thread has done by then', () => {
  const fits = new ThreadFits();
  const all = Array.from({ length: 1001 }, () => fits.begin('isolation-forest', input));
  expect(all[1000]!.take()).toEqual({ ok: false, reason: 'more than 1000 fits at once' });
  expect(all[0]!.take().ok).toBe(true);
  expect(fits.begin('isolation-forest', input).take().ok).toBe(true);
  expect(fits.counts).toEqual({ begun: 1002, taken: 2, failed: 0, refused: 1, dropped: 0, open: 999 });
  for (const fit of all) fit.drop();
  expect(fits.counts.open).toBe(0);
});

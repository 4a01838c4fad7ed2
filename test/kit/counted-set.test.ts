import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CountedSet } from '../../src/kit/counted-set.ts';

const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('counts like a Map while there is room, and overflows beyond 64 distinct keys', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const set = new CountedSet();
      const model = new Map<number, number>();
      for (const k of keys) {
        set.learn(k, String(k), 1, 1);
        model.set(k, (model.get(k) ?? 0) + 1);
      }
      expect(set.overflowed).toBe(model.size > 64);
      if (set.overflowed) expect(set.size).toBeLessThanOrEqual(64);
      else expect(new Map(set.ranked().map(({ value, count }) => [Number(value), count]))).toEqual(model);
    }),
  );
});

test('keys that only one segment holds are told apart from those that several hold', () => {
  const set = new CountedSet();
  set.learn(1, 'everywhere', 5, 0b11);
  set.learn(2, 'only in 1', 5, 0b10);
  set.learn(3, 'only in 0', 5, 0b01);
  expect(set.ownSegments()).toBe(0b11);
  expect(set.singles(1)).toBe(2); // "everywhere" and "only in 0", seen from segment 1
  expect(set.known(1, 9).sort()).toEqual(['everywhere', 'only in 0']);
});

test('saved through JSON and loaded it is the same set', () => {
  const set = new CountedSet();
  for (let k = 0; k < 40; k++) set.learn(k * 7919, `v${k}`, k + 1, 1 << (k % 10));
  const loaded = CountedSet.load(JSON.parse(JSON.stringify(set.save())));
  expect(loaded.save()).toEqual(set.save());
  expect(loaded.find(7919 * 3)).toBe(set.find(7919 * 3));
});

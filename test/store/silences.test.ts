import { expect, onTestFinished, test } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { newFolder } from './places.ts';

function opened() {
  const store = Store.open({ folder: newFolder(), now: () => 1000, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}
const made = (id: string, at: number, until = 1e6) => ({ id, made: at, until, written: '{}' });

test('a silence is kept once, ended once, and every change makes another version', () => {
  const { silences } = opened();
  const versions = new Set([silences.version]);
  expect([silences.add(made('a', 1)), silences.add(made('a', 2))]).toEqual([true, false]);
  versions.add(silences.version);
  expect(silences.expire('b', { at: 5, by: 'ada' })).toBe(false);
  expect(silences.expire('a', { at: 5, by: 'ada' })).toBe(true);
  versions.add(silences.version);
  expect(silences.expire('a', { at: 6, by: 'bob' })).toBe(false);
  expect(silences.list()).toEqual([{ ...made('a', 1), expired: 5, expiredBy: 'ada' }]);
  expect(versions.size).toBe(3);
});

test('thousands of silences that are over make room, and none that holds', () => {
  const store = opened();
  const { silences } = store;
  store.write('x', () => {
    for (let i = 0; i < 2100; i++) silences.add(made(`over-${i}`, i, 5000));
    for (let i = 0; i < 100; i++) silences.add(made(`holds-${i}`, 6000));
  });
  const ids = silences.list().map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('holds'))).toHaveLength(100);
  expect(ids.filter((id) => id.startsWith('over'))).toHaveLength(2000);
  expect(ids).not.toContain('over-0');
});

test('what was hidden is noted once for each silence, the latest of it', () => {
  const store = opened();
  const { silences } = store;
  const hidden = (n: number) => ({ silence: 's', incident: `i${n}`, at: n, headline: 'x' });
  store.write('x', () => {
    for (let n = 0; n < 10_010; n++) silences.hide(hidden(n));
    silences.hide({ ...hidden(10_009), headline: 'again' });
  });
  expect(silences.hidden(0, 1e6)).toHaveLength(10_000);
  expect(silences.hidden(10_009, 10_010)).toEqual([hidden(10_009)]);
});

test('who has taken up what is told by number, in order', () => {
  const { acknowledgements } = opened();
  for (const by of ['ada', 'bob', 'eve']) acknowledgements.add({ incident: 'i', at: 1, by, note: null });
  expect(acknowledgements.after(1).map(({ by }) => by)).toEqual(['bob', 'eve']);
  expect(acknowledgements.list(2).map(({ by }) => by)).toEqual(['bob', 'eve']);
});

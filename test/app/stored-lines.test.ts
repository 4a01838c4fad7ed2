import { expect, test } from 'vitest';
import { StoredLines } from '../../src/app/stored-lines.ts';
import type { Mark } from '../../src/core/event.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { newFolder, openStore } from '../store/places.ts';

function lines(keep: 'none' | 'kept' | 'all') {
  const { store } = openStore(newFolder());
  const stored = new StoredLines(store.events, keep);
  stored.place = 'ring';
  let line = 0;
  const take = (count: number, mark: Mark = 'keep') => {
    const before = store.events.counters.added;
    for (let i = 0; i < count; i++) {
      const event = madeEvent({ line: ++line, severity: 6 });
      event.mark = mark;
      stored.take(event);
    }
    return store.events.counters.added - before;
  };
  return { stored, take };
}

test('ordinary lines are stored as far as there is room, and counted beyond', () => {
  const { stored, take } = lines('kept');
  expect(take(50_010)).toBe(50_000);
  expect(stored.left).toBe(10);
  stored.second();
  expect(take(3000)).toBe(2000);
});

test('bad lines are stored beyond it, and take no room from the ordinary ones that follow', () => {
  const { stored, take } = lines('kept');
  take(50_000);
  expect(take(20_000, 'escalate(disk)')).toBe(20_000);
  stored.second();
  expect(take(2000)).toBe(2000);
});

test('what the filter drops is stored only where everything is, and is never notable', () => {
  expect(lines('kept').take(5, 'drop')).toBe(0);
  expect(lines('none').take(5, 'escalate(disk)')).toBe(0);
  const { take } = lines('all');
  expect(take(50_010, 'drop')).toBe(50_000);
});

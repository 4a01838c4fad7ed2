import { expect, onTestFinished, test } from 'vitest';
import { lineEvent } from '../../src/app/parse-line.ts';
import { Store } from '../../src/store/store.ts';
import { newFolder } from './places.ts';

const NOON = Date.UTC(2026, 2, 1, 12);

/** A store with a line a second from each of two hosts, and the lines of the first. */
function filled() {
  const store = Store.open({ folder: newFolder(), now: () => NOON, notice: () => {} });
  onTestFinished(() => store.close());
  const lines: string[] = [];
  for (let i = 0; i < 60; i++) {
    for (const host of ['web01', 'web02']) {
      const time = new Date(NOON + i * 1000 + (host === 'web01' ? 0 : 500)).toISOString();
      const line = `<14>1 ${time} ${host} app 7 - - message ${i} of ${host}`;
      const event = lineEvent(line, { timeZone: 'UTC' });
      event.received = event.time;
      store.events.add(event);
      if (host === 'web01') lines.push(line);
    }
  }
  const source = lineEvent(lines[0]!, { timeZone: 'UTC' }).origin.source;
  return { store, lines, source };
}

test('lines before one are those of its source and host, in their order', () => {
  const { store, lines, source } = filled();
  const at = NOON + 30_000;
  const sought = { source, text: lines[30]!, from: at, to: at };
  expect(store.events.before(sought, 10)).toEqual(lines.slice(20, 30));
  expect(store.events.before({ ...sought, text: `${lines[30]!.slice(0, -3)}…` }, 2)).toEqual(
    lines.slice(28, 30),
  );
  expect(store.events.before({ ...sought, text: lines[3]!, from: NOON }, 10)).toEqual(lines.slice(0, 3));
});

test('where the line itself is not kept its time stands for it, and without one there is nothing', () => {
  const { store, source } = filled();
  const at = NOON + 30_000;
  const found = store.events.before({ source, text: 'dropped', from: at, to: at }, 4);
  expect(found.map((line) => / message (\d+) of /.exec(line)?.[1])).toEqual(['28', '28', '29', '29']);
  expect(store.events.before({ source, text: 'dropped', from: Number.NaN, to: at }, 4)).toEqual([]);
  expect(store.events.before({ source: 'another', text: 'x', from: at, to: at }, 4)).toEqual([]);
  expect(store.events.before({ source, file: '/a.log', text: 'x', from: at, to: at }, 4)).toEqual([]);
});

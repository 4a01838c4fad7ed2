import { expect, test } from 'vitest';
import { budgetOf, USUAL_BUDGET } from '../../../src/app/budget-of.ts';
import { IncidentsNow } from '../../../src/app/incidents-now.ts';
import { LiveEngine } from '../../../src/app/live-engine.ts';
import { chunksOf } from '../../../src/app/live-state.ts';
import { lineEvent } from '../../../src/app/parse-line.ts';
import { KindBook } from '../../../src/app/web/kinds.ts';
import { Store, viewStore } from '../../../src/store/store.ts';
import { temporaryFolder } from '../made-logs.ts';
import { stamped } from '../made-state.ts';

const NOW = Date.UTC(2026, 10, 18, 12);

function begin() {
  const folder = temporaryFolder();
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  const live = new LiveEngine({ rules: [], detectors: [], onEvent: () => {}, onFinding: () => {} });
  const decider = { incidents: new IncidentsNow(), budget: budgetOf(USUAL_BUDGET) };
  const parts = { live, decider };
  let taken = NOW;
  return {
    folder,
    see(host: string, text: string) {
      const event = lineEvent(stamped(NOW, host, text), { receivedAt: NOW, timeZone: 'UTC' });
      event.received = NOW;
      live.observe(event);
    },
    async save() {
      await store.snapshots.save({ taken: ++taken, chunks: chunksOf(parts, NOW), resume: new Map() });
    },
    close: () => store.close(),
  };
}

test('kinds of lines are known as of the latest snapshot, also by the ids that they had before', async () => {
  const made = begin();
  await made.save();
  const view = viewStore(made.folder);
  const book = new KindBook(() => view.snapshots);
  expect(book.now().kinds.size).toBe(0);
  made.see('web1', 'app[1]: opened the door of room blue');
  made.see('web1', 'app[1]: disk 7 is full');
  await made.save();
  const before = [...book.now().kinds.values()].find(({ text }) => text.includes('blue'))!;
  expect(before).toMatchObject({ total: 1, hosts: new Map([['web1', 1]]) });
  for (const room of ['red', 'green', 'white', 'black', 'grey', 'pink', 'brown', 'gold'])
    made.see('web2', `app[1]: opened the door of room ${room}`);
  await made.save();
  const { kinds, named, idsOf, asOf } = book.now();
  const current = named.get(before.id)!.current;
  expect(current).not.toBe(before.id);
  expect(kinds.get(current)).toMatchObject({ text: 'opened the door of room <*>', total: 9 });
  expect(idsOf(current)).toContain(before.id);
  expect(asOf).toBe(NOW + 3);
  expect(book.profileOf(current)!.slots[0]!.values.entries.length).toBe(9);
  expect(book.profileOf('00000000')).toBeNull();
  made.close();
  view.close();
});

test('a profile is found though the snapshot that it was in is gone meanwhile', async () => {
  const made = begin();
  made.see('web1', 'app[1]: disk 7 is full');
  await made.save();
  const view = viewStore(made.folder);
  const book = new KindBook(() => view.snapshots);
  const [id] = [...book.now().kinds.keys()];
  for (let i = 0; i < 3; i++) {
    made.see('web1', 'app[1]: disk 8 is full');
    await made.save();
  }
  expect(book.profileOf(id!)).toMatchObject({ count: 4 });
  made.close();
  view.close();
});

test('a folder without a snapshot has no kinds of lines', () => {
  const made = begin();
  const view = viewStore(made.folder);
  const { kinds, asOf, span } = new KindBook(() => view.snapshots).now();
  expect({ kinds: kinds.size, asOf, span }).toEqual({ kinds: 0, asOf: null, span: null });
  made.close();
  view.close();
});

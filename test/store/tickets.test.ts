import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../src/core/notifier.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { ASKED } from '../../src/store/tickets.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOW = 5000;

function opened(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-tickets-'));
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

const message = (id: string): Message => ({
  ...{ key: `${ASKED}${id}`, kind: 'page', headline: 'It is hot', body: [], time: NOW },
  findings: [{ ...madeFinding(1), id }],
});

const ask = (store: Store, id: string, channel = 'desk') =>
  writeBeside(
    store.folder,
    () => NOW,
    ({ tickets }) => tickets.ask(message(id), channel, { by: 'eve', now: NOW }),
  );

test('a ticket that is asked for beside the daemon leaves by its channel, once', () => {
  const store = opened();
  expect([ask(store, 'aa11'), ask(store, 'aa11'), ask(store, 'aa11', 'mail')]).toEqual([true, false, true]);
  const outbox = new Outbox(store);
  const { id, message: sent } = outbox.next('desk', NOW)!;
  expect(sent).toMatchObject({ headline: 'It is hot', by: 'eve' });
  outbox.delivered(id, { now: NOW, reference: 'OPS-7' });
  expect(outbox.next('desk', NOW)).toBeNull();
  expect(ask(store, 'aa11')).toBe(false);
  expect(store.tickets.of(['aa11'], ['desk'])).toEqual([
    { channel: 'desk', reference: 'OPS-7', state: 'delivered', at: NOW, by: 'eve' },
  ]);
});

test('what a channel refused can be asked for again', () => {
  const store = opened();
  ask(store, 'aa11');
  const outbox = new Outbox(store);
  outbox.refused(outbox.next('desk', NOW)!.id, { now: NOW, reason: 'no such project' });
  expect(ask(store, 'aa11')).toBe(true);
  expect(outbox.next('desk', NOW)).toMatchObject({ version: 1 });
});

test('tickets that messages opened by themselves count, too; other incidents and channels do not', () => {
  const store = opened();
  const page = { ...message('bb22'), key: 'bb22' };
  new Outbox(store).put([{ message: page, version: 0, critical: false }], {
    channels: ['desk', 'pager'],
    now: NOW,
  });
  expect(store.tickets.of(['aa11', 'bb22'], ['desk'])).toEqual([
    { channel: 'desk', reference: null, state: 'pending', at: NOW, by: null },
  ]);
  expect(store.tickets.of(['aa11'], ['desk'])).toEqual([]);
});

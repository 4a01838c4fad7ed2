import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Outbox, type OutboxMessage } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeFinding, madeMessage } from '../../src/testing/made-messages.ts';

let folder: string;
let store: Store;
let outbox: Outbox;
const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;

const open = () => {
  store = Store.open({ folder, now: () => NOW, notice: () => {} });
  outbox = new Outbox(store);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logsift-outbox-'));
  open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const made = (key: string, changes: Partial<OutboxMessage> = {}): OutboxMessage => ({
  message: { ...madeMessage(), key },
  version: 0,
  critical: false,
  ...changes,
});
const put = (keys: readonly string[], channels = ['slack'], now = NOW) =>
  outbox.put(
    keys.map((key) => made(key)),
    { channels, now },
  );

describe('a message', () => {
  test('is there once for each channel, key and version, however often it is put', () => {
    expect(put(['a'], ['slack', 'desk'])).toEqual({ ok: true, value: 2 });
    expect(put(['a'], ['slack', 'desk'])).toEqual({ ok: true, value: 0 });
    expect(outbox.put([made('a', { version: 1 })], { channels: ['slack'], now: NOW }).ok).toBe(true);
    const first = outbox.next('slack', NOW)!;
    outbox.delivered(first.id, { now: NOW });
    // A replay puts it again; it was delivered.
    expect(put(['a'])).toEqual({ ok: true, value: 0 });
    expect(outbox.next('slack', NOW)!.version).toBe(1);
  });

  test('is still there after a restart, as it was', () => {
    const message = { ...madeMessage(), findings: [{ ...madeFinding(0), from: Number.NaN }] };
    outbox.put([{ message, version: 3, critical: true }], { channels: ['slack'], now: NOW });
    store.close();
    open();
    expect(outbox.next('slack', NOW)).toMatchObject({
      message,
      version: 3,
      critical: true,
      put: NOW,
      attempts: 0,
    });
  });

  test('that cannot be read is set aside and does not hold up the rest', () => {
    put(['a', 'b']);
    store.state.exec(`UPDATE outbox SET message = '{"key":' WHERE key = 'a'`);
    expect(outbox.next('slack', NOW)!.message.key).toBe('b');
    expect(outbox.counts()).toMatchObject([{ pending: 1, refused: 1 }]);
  });
});

describe('the next one', () => {
  test('is the oldest, criticals before others, channels apart', () => {
    put(['a', 'b']);
    outbox.put([made('c', { critical: true })], { channels: ['slack', 'desk'], now: NOW });
    const order = [];
    for (let entry = outbox.next('slack', NOW); entry !== null; entry = outbox.next('slack', NOW)) {
      order.push(entry.message.key);
      outbox.delivered(entry.id, { now: NOW });
    }
    expect(order).toEqual(['c', 'a', 'b']);
    expect(outbox.next('desk', NOW)!.message.key).toBe('c');
  });

  test('waits until it is due, and those behind it wait with it, unless it gives up its place', () => {
    put(['a', 'b']);
    const { id } = outbox.next('slack', NOW)!;
    outbox.failed(id, { due: NOW + 1000, reason: 'busy' });
    expect(outbox.next('slack', NOW + 999)).toBe(null);
    expect(outbox.next('slack', NOW + 1000)).toMatchObject({ attempts: 1, message: { key: 'a' } });
    outbox.failed(id, { due: NOW + 5000, reason: 'busy', behind: true });
    expect(outbox.next('slack', NOW + 1000)!.message.key).toBe('b');
  });

  test('does not wait for years when the clock is set back', () => {
    put(['a'], ['slack'], NOW + 3650 * DAY);
    expect(outbox.next('slack', NOW)!.message.key).toBe('a');
  });
});

test('what is too old, or too much, is taken out and listed; criticals and digests are not too much', () => {
  put(['old1', 'old2'], ['slack'], NOW - 2 * DAY);
  outbox.put([made('digest', { message: { ...madeMessage(), key: 'digest', kind: 'digest' } })], {
    channels: ['slack'],
    now: NOW - 2 * DAY,
  });
  outbox.put([made('critical', { critical: true })], { channels: ['slack'], now: NOW });
  put(Array.from({ length: 10 }, (_, i) => `new${i}`));
  const [stale] = outbox.takeStale({ before: NOW - DAY, most: 8, now: NOW });
  expect(stale).toMatchObject({ channel: 'slack', all: 6 });
  expect(stale!.listed[0]).toEqual({ headline: madeMessage().headline, time: NOW - 2 * DAY });
  expect(outbox.takeStale({ before: NOW - DAY, most: 8, now: NOW })).toEqual([]);
  expect(outbox.counts()).toEqual([
    expect.objectContaining({ channel: 'slack', pending: 8, stale: 6, delivered: 0, refused: 0 }),
  ]);
  expect(outbox.next('slack', NOW)!.message.key).toBe('critical');
});

test('every message put is pending, delivered, refused or stale', () => {
  put(Array.from({ length: 40 }, (_, i) => `m${i}`));
  for (let i = 0; i < 30; i++) {
    const { id } = outbox.next('slack', NOW)!;
    if (i % 3 === 0) outbox.refused(id, { now: NOW, reason: 'no' });
    else outbox.delivered(id, { now: NOW, reference: `ref${i}` });
  }
  outbox.takeStale({ before: 0, most: 4, now: NOW });
  const [{ pending, delivered, refused, stale }] = outbox.counts() as [ReturnType<Outbox['counts']>[0]];
  expect({ pending, delivered, refused, stale }).toEqual({
    pending: 4,
    delivered: 20,
    refused: 10,
    stale: 6,
  });
  expect(outbox.reference('slack', 'm1')).toBe('ref1');
  expect(outbox.trim(NOW + 1)).toEqual({ ok: true, value: 36 });
});

test('the state of who makes messages is kept with them, whole or not at all', () => {
  outbox.put([made('a')], { channels: ['slack'], now: NOW, memo: { name: 'grouping', state: { n: 1 } } });
  expect(outbox.recall('grouping')).toEqual({ n: 1 });
  outbox.remember({ name: 'grouping', state: { n: 2 } });
  expect(outbox.recall('grouping')).toEqual({ n: 2 });
  expect(outbox.recall('other')).toBe(null);
  const broken = { name: 'No Name', state: {} };
  expect(() => outbox.put([made('b')], { channels: ['slack'], now: NOW, memo: broken })).toThrow();
  expect(outbox.counts()).toMatchObject([{ pending: 1 }]);
});

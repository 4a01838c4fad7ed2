import { expect, test } from 'vitest';
import { ModelWatch } from '../../src/app/model-watch.ts';
import { OrdersNow } from '../../src/app/orders-now.ts';
import type { ModelOrder } from '../../src/core/detector.ts';
import type { ModelReport } from '../../src/core/model-report.ts';
import type { Notice } from '../../src/core/notice.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from './made-logs.ts';

const NOW = Date.UTC(2026, 2, 1);
const all: ModelOrder = { kind: 'retrain', models: 'all' };
const back: ModelOrder = { kind: 'rollback', model: 'windows.all', version: 2 };

function opened() {
  const store = Store.open({ folder: temporaryFolder(), now: () => NOW, notice: () => {} });
  const said = (order: ModelOrder, at: number) => store.orders.add({ at, by: 'jane', order });
  const heeded: ModelOrder[] = [];
  const begin = (clock?: number) =>
    new OrdersNow({
      source: store.orders,
      obey: (order) => heeded.push(order),
      ...(clock === undefined ? {} : { now: () => clock }),
    });
  return { store, said, heeded, begin };
}

test('what is wanted is heeded once, a few seconds after it was said by the clock of the log', () => {
  const { said, heeded, begin } = opened();
  const orders = begin();
  orders.hear(NOW);
  said(all, NOW + 100);
  said(back, NOW + 60_000);
  orders.hear(NOW + 2000);
  expect([heeded, orders.next]).toEqual([[], NOW + 5100]);
  orders.hear(NOW + 5100);
  expect(heeded).toEqual([all]);
  orders.hear(NOW + 3_600_000);
  orders.hear(NOW + 7_200_000);
  expect(heeded).toEqual([all, back]);
});

test('after a restart what was heeded is not heeded again, and the rest is, at its place', () => {
  const { said, heeded, begin } = opened();
  said(all, NOW);
  const first = begin();
  first.hear(NOW + 10_000);
  said(back, NOW + 20_000);
  const second = begin();
  second.restore(JSON.parse(JSON.stringify(first.saved())));
  second.hear(NOW + 11_000);
  expect([heeded, second.next]).toEqual([[all], NOW + 25_000]);
  second.hear(NOW + 25_000);
  expect(heeded).toEqual([all, back]);
  expect(() => second.restore(['x'])).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
});

test('what was said by a clock that went wrong is heeded at once', () => {
  const { said, heeded, begin } = opened();
  said(all, NOW + 86_400_000);
  begin(NOW).hear(NOW);
  expect(heeded).toEqual([all]);
});

test('orders that another version wrote are left out', () => {
  const { store, said, heeded, begin } = opened();
  const add = "INSERT INTO model_order (at, who, wanted) VALUES (?, 'jane', ?)";
  for (const wanted of [
    { kind: 'paint' },
    { kind: 'rollback', model: 'x' },
    { kind: 'contamination', share: 2 },
  ]) {
    store.state.prepare(add).run(NOW, JSON.stringify(wanted));
  }
  said(back, NOW);
  begin().hear(NOW + 10_000);
  expect(heeded).toEqual([back]);
});

const report = (version: number, trouble: string | null = null): ModelReport => ({
  ...{ name: 'windows.all', learner: 'isolation forest', earlier: [], nextFit: null, judged: 0 },
  current: { version, fittedAt: NOW, rows: 9 },
  ...{ surprising: 0, drift: null, drifted: false, duel: null, trouble },
});

test('what is wrong with a model is said once, and that it is over; another version is worth keeping soon', () => {
  const notices: Notice[] = [];
  const watch = new ModelWatch({ notice: (one) => notices.push(one), now: () => NOW });
  const looks = [
    watch.look([report(1, 'broken')], 0),
    watch.look([report(1, 'broken')], 0),
    watch.look([report(2)], 0),
    watch.look([report(2)], 1),
    watch.look([report(2)], 1),
  ];
  expect(looks).toEqual([false, false, true, true, false]);
  expect(notices.map(({ kind, about, text }) => [kind, about, text])).toEqual([
    ['trouble', 'model:windows.all', 'broken'],
    ['recovered', 'model:windows.all', 'the model windows.all was learnt anew'],
  ]);
});

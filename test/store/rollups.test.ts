import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPacked, type Counts, packCounts } from '../../src/store/rollup-cells.ts';
import type { RollupQuery } from '../../src/store/rollups.ts';
import type { Store } from '../../src/store/store.ts';
import { type EventParts, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';
import { NOW, newFolder, openStore } from './places.ts';

const TEN = 10_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [A, B] = [madeTemplate('a <*>'), madeTemplate('b <*>')];

function add(store: Store, time: number, parts: EventParts = {}): void {
  store.rollups.add(madeEvent({ time, template: A, ...parts }));
}

const save = (store: Store) => store.snapshots.save({ taken: NOW, chunks: new Map(), resume: new Map() });

const counts = (store: Store, query: Partial<RollupQuery>) =>
  store.rollups.query({ kind: 'all', width: MINUTE, from: NOW, to: NOW + HOUR, ...query }).counts;

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

describe('packed counts', () => {
  it('come back as they were, and are added to others', () => {
    const made = fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 2 ** 40 })));
    fc.assert(
      fc.property(made, made, (one, two) => {
        const sums: Counts = new Map(one);
        expect(addPacked(packCounts(new Map(two)), sums)).toBe(true);
        const wanted: Counts = new Map(one);
        for (const [series, n] of new Map(two)) wanted.set(series, (wanted.get(series) ?? 0) + n);
        expect(sums).toEqual(wanted);
      }),
    );
  });

  it('that are cut are known as such', () => {
    expect(addPacked(packCounts(new Map([[5, 1000]])).subarray(0, 2), new Map())).toBe(false);
  });
});

describe('counts over time', () => {
  it('are had by everything, severity, host and kind of line, written or not', async () => {
    const { store } = openStore(newFolder());
    add(store, NOW, { host: 'web1', severity: 3 });
    add(store, NOW + 1, { host: 'web2', template: B, weight: 4 });
    await save(store);
    add(store, NOW + MINUTE, { host: 'web1', severity: -1, weight: 2 });
    const of = (kind: RollupQuery['kind'], ...names: string[]) =>
      counts(store, { kind, to: NOW + 2 * MINUTE, ...(names.length === 0 ? {} : { names }) });
    expect(of('all')).toEqual([5, 2]);
    expect(of('severity', '3')).toEqual([1, 0]);
    expect(of('severity', 'none')).toEqual([0, 2]);
    expect(of('host', 'web1')).toEqual([1, 2]);
    expect(of('host', 'nobody')).toEqual([0, 0]);
    expect(of('template', A.id, B.id)).toEqual([5, 2]);
    expect(of('template', B.id)).toEqual([4, 0]);
    expect(store.rollups.top({ kind: 'host', width: MINUTE, from: NOW, to: NOW + HOUR }, 5)).toEqual([
      { name: 'web2', count: 4 },
      { name: 'web1', count: 3 },
    ]);
    expect(store.rollups.counters).toEqual({ events: 7, dropped: 0 });
  });

  it('agree between resolutions, however lines come in time', async () => {
    const { store } = openStore(newFolder());
    let seed = 7;
    const next = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    for (let i = 0; i < 5000; i++) {
      add(store, NOW - next(3 * HOUR), { host: `h${next(20)}` });
      if (i % 700 === 0) await save(store);
    }
    for (const width of [TEN, MINUTE, HOUR] as const) {
      const range = { width, from: NOW - 4 * HOUR, to: NOW + HOUR };
      expect(sum(counts(store, range))).toBe(5000);
      expect(sum(counts(store, { ...range, kind: 'host' }))).toBe(5000);
    }
    const minutes = counts(store, { width: MINUTE, from: NOW - 2 * HOUR, to: NOW - HOUR });
    expect(sum(minutes)).toBe(counts(store, { width: HOUR, from: NOW - 2 * HOUR, to: NOW - HOUR })[0]);
  });

  it('are of the position of the last snapshot: what is read again after a crash is counted once', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    for (let i = 0; i < 50; i++) add(store, NOW + i * 1000, { host: `h${i}` });
    await save(store);
    // After the snapshot; lost by a crash, which closes no file properly.
    for (let i = 50; i < 80; i++) add(store, NOW + i * 1000, { host: `h${i}` });
    store.close();
    const { store: next } = openStore(folder);
    for (let i = 50; i < 100; i++) add(next, NOW + i * 1000, { host: `h${i}` });
    await save(next);
    expect(sum(counts(next, {}))).toBe(100);
    for (const i of [0, 60, 99]) expect(sum(counts(next, { kind: 'host', names: [`h${i}`] }))).toBe(1);
  });

  it('of a snapshot that could not be written are in the next one', async () => {
    const { store } = openStore(newFolder());
    add(store, NOW, { host: 'early' });
    store.state.exec('CREATE TRIGGER no BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, "no"); END');
    const failing = save(store);
    add(store, NOW + 1, { host: 'late' });
    await expect(failing).rejects.toThrow();
    store.state.exec('DROP TRIGGER no');
    expect(counts(store, {})[0]).toBe(2);
    await save(store);
    expect(counts(store, {})[0]).toBe(2);
    expect(sum(counts(store, { kind: 'host', names: ['early'] }))).toBe(1);
  });

  it('are kept as long as their resolution says, a few buckets at a time', async () => {
    const { store, clock } = openStore(newFolder());
    for (let i = 0; i < 30; i++) add(store, NOW + i * TEN);
    await save(store);
    const left = () => store.state.prepare('SELECT width, count(*) FROM rollup GROUP BY width').raw().all();
    // Three kinds of series and the one of severity, each in 30, 5 and 1 buckets.
    expect(left()).toEqual([
      [TEN, 120],
      [MINUTE, 20],
      [HOUR, 4],
    ]);
    expect(store.rollups.hasOld()).toBe(false);
    clock.now = NOW + DAY + HOUR;
    expect(store.rollups.hasOld()).toBe(true);
    expect(store.rollups.forget(100)).toBe(100);
    expect(store.rollups.forget(100)).toBe(20);
    clock.now = NOW + 15 * DAY;
    expect(store.rollups.forget(100)).toBe(20);
    expect(left()).toEqual([[HOUR, 4]]);
    clock.now = NOW + 401 * DAY;
    expect(store.rollups.forget(100)).toBe(4);
    // What is that old when it comes is not written at all.
    add(store, NOW + 380 * DAY);
    await save(store);
    expect(left()).toEqual([[HOUR, 4]]);
  });

  it('are not of lines without a time, which are counted as such', async () => {
    const { store } = openStore(newFolder());
    add(store, Number.NaN, { weight: 3 });
    add(store, NOW);
    expect(await save(store)).toMatchObject({ ok: true });
    expect(counts(store, {})[0]).toBe(1);
    expect(store.rollups.counters).toEqual({ events: 4, dropped: 3 });
  });

  it('have no more series than are told apart; the rest is one', () => {
    const { store } = openStore(newFolder());
    for (let i = 0; i < 20_100; i++) add(store, NOW, { host: `host-${i}`, template: null });
    const top = store.rollups.top({ kind: 'host', width: HOUR, from: NOW, to: NOW + HOUR }, 2);
    expect(top[0]).toEqual({ name: '(other)', count: 100 });
    expect(top[1]!.count).toBe(1);
  });

  it('that wait in too many buckets ask for a snapshot, then are dropped and counted', () => {
    const { store } = openStore(newFolder());
    const event = madeEvent({ template: A });
    let fullAt = 0;
    for (let i = 0; i < 4000 * 150; i++) {
      event.received = NOW - DAY / 2 + Math.floor(i / 150) * TEN;
      event.hostKey = i % 150;
      event.host = `h${i % 150}`;
      store.rollups.add(event);
      if (fullAt === 0 && store.rollups.full) fullAt = i;
      if (fullAt === i) expect(store.rollups.counters.dropped).toBe(0);
    }
    expect(fullAt).toBeGreaterThan(0);
    for (let j = 0; j < 10; j++) add(store, NOW + j * TEN);
    const { counters } = store.rollups;
    expect(counters.dropped).toBeGreaterThan(0);
    expect(counters.events).toBe(4000 * 150 + 10);
    const range = { width: TEN, from: NOW - DAY, to: NOW + DAY } as const;
    expect(sum(counts(store, range))).toBe(counters.events - counters.dropped);
  });
});

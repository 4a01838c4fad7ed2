import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToTable, packCounts } from '../../src/store/rollup-cells.ts';
import { widthFor } from '../../src/store/rollup-spread.ts';
import type { Store } from '../../src/store/store.ts';
import { viewStore } from '../../src/store/store.ts';
import { type EventParts, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';
import { NOW, newFolder, openStore } from './places.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [A, B] = [madeTemplate('a <*>'), madeTemplate('b <*>')];

const add = (store: Store, time: number, parts: EventParts = {}) =>
  store.rollups.add(madeEvent({ time, template: A, ...parts }));
const save = (store: Store) => store.snapshots.save({ taken: NOW, chunks: new Map(), resume: new Map() });
const listed = (counts: Float64Array | undefined) => (counts === undefined ? null : [...counts]);

describe('counts of many series at once', () => {
  it('are the same as those of each by itself, in fewer and wider stretches', async () => {
    const { store } = openStore(newFolder());
    for (let i = 0; i < 60; i++) add(store, NOW + i * MINUTE, i % 3 === 0 ? { template: B, weight: 2 } : {});
    await save(store);
    const span = { kind: 'template', width: MINUTE, from: NOW, to: NOW + HOUR } as const;
    const { from, width, bins, series } = store.rollups.spread(span, 6);
    expect({ from, width, bins }).toEqual({ from: NOW, width: 10 * MINUTE, bins: 6 });
    for (const { id } of [A, B]) {
      const { counts } = store.rollups.query({ ...span, names: [id] });
      const sums = [0, 1, 2, 3, 4, 5].map((i) =>
        counts.slice(i * 10, i * 10 + 10).reduce((a, b) => a + b, 0),
      );
      expect(listed(series.get(id)?.counts)).toEqual(sums);
      expect(series.get(id)?.sum).toBe(sums.reduce((a, b) => a + b, 0));
    }
    expect([...store.rollups.spread(span, 6, new Set([B.id])).series.keys()]).toEqual([B.id]);
  });

  it('know series by name that were named after the folder was opened', async () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    add(store, NOW, { host: 'old' });
    await save(store);
    const view = viewStore(folder);
    add(store, NOW, { host: 'young' });
    await save(store);
    const span = { kind: 'host', width: MINUTE, from: NOW, to: NOW + MINUTE } as const;
    expect([...view.rollups.spread(span, 1).series.keys()].sort()).toEqual(['old', 'young']);
    expect(view.rollups.query({ ...span, names: ['young'] }).counts).toEqual([1]);
    view.close();
  });
});

describe('a table of packed counts', () => {
  it('has what each count says, of however many bytes', () => {
    const counts = fc.array(fc.tuple(fc.nat(2999), fc.integer({ min: 1, max: 2 ** 40 })));
    fc.assert(
      fc.property(counts, counts, (one, two) => {
        const table = new Float64Array(6000);
        const rows = Int32Array.from({ length: 2500 }, (_, series) => (series % 7 === 0 ? -1 : series));
        const has = (series: number) => series < 2500 && series % 7 !== 0;
        for (const [place, packed] of [one, two].entries())
          addToTable(packCounts(new Map(packed)), table, { rows, stride: 2, place });
        for (const [place, packed] of [one, two].entries()) {
          for (const [series, n] of new Map(packed))
            expect(table[2 * series + place]).toBe(has(series) ? n : 0);
        }
        expect(table.reduce((a, b) => a + b, 0)).toBe(
          [...new Map(one), ...new Map(two)].reduce((sum, [series, n]) => sum + (has(series) ? n : 0), 0),
        );
      }),
    );
  });

  it('is not run over by what is cut', () => {
    const packed = packCounts(new Map([[5, 1000]]));
    const table = new Float64Array(10);
    expect(() =>
      addToTable(packed.subarray(0, 2), table, {
        rows: Int32Array.from({ length: 10 }, (_, i) => i),
        stride: 1,
        place: 0,
      }),
    ).not.toThrow();
    expect(table.some((n) => Number.isNaN(n))).toBe(false);
  });
});

describe('the width of buckets for a stretch', () => {
  const of = (ms: number, least: number, age = 0) =>
    widthFor({ from: NOW - age - ms, to: NOW - age, now: NOW }, least);

  it('is the widest that gives enough of them', () => {
    expect([of(30 * DAY, 60), of(DAY, 60), of(DAY, 12), of(15 * MINUTE, 60), of(MINUTE, 60)]).toEqual([
      ...[HOUR, MINUTE, HOUR, 10_000, 10_000],
    ]);
  });

  it('is one that is still kept', () => {
    expect([of(MINUTE, 60, 2 * DAY), of(MINUTE, 60, 20 * DAY), of(DAY, 60, 20 * DAY)]).toEqual([
      ...[MINUTE, HOUR, HOUR],
    ]);
  });
});

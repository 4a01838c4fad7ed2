import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { rank } from '../../src/core/finding.ts';
import type { FindingQuery } from '../../src/store/findings.ts';
import { viewStore } from '../../src/store/store.ts';
import { HOSTILE, madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';

const HOUR = 3_600_000;

const finding = (id: string, parts: Partial<Finding> = {}): Finding => ({ ...madeFinding(0), id, ...parts });

describe('findings', () => {
  it('come back as they were, with the times of a log without times, whatever their texts are', () => {
    const { store } = openStore(newFolder());
    const made = HOSTILE.map((text, i) => ({ ...madeFinding(i, text), id: `${i}` }));
    const timeless = finding('timeless', { from: Number.NaN, to: Number.NaN });
    store.findings.put([...made, timeless], NOW);
    for (const one of [...made, timeless]) {
      // A text that is no text is no longer that behind JSON.
      const wanted = { ...JSON.parse(JSON.stringify(one)), from: one.from, to: one.to };
      expect(store.findings.get(one.id)).toEqual({
        ...{ finding: wanted, rank: rank(one), firstSeen: NOW, lastSeen: NOW },
        ...{ verdict: null, verdictAt: null, verdictUntil: null },
      });
    }
  });

  it('with a known id replace it, and keep when it was first seen and what was said of it', () => {
    const { store } = openStore(newFolder());
    store.findings.put([finding('a', { count: 1 })], NOW);
    expect(store.findings.judge('a', 'expected', { at: NOW + 1, until: NOW + HOUR })).toBe(true);
    store.findings.put([finding('a', { count: 9, gravity: 1, about: { host: 'db1' } })], NOW + 5);
    expect(store.findings.get('a')).toMatchObject({
      ...{ finding: { count: 9 }, firstSeen: NOW, lastSeen: NOW + 5 },
      ...{ verdict: 'expected', verdictAt: NOW + 1, verdictUntil: NOW + HOUR },
    });
    expect(store.findings.list({ host: 'db1', limit: 5 })).toHaveLength(1);
    expect(store.findings.judge('a', null, { at: NOW })).toBe(true);
    expect(store.findings.get('a')).toMatchObject({ verdict: null, verdictAt: null, verdictUntil: null });
    expect(store.findings.judge('b', 'real', { at: NOW })).toBe(false);
  });

  it.each<[string, Omit<FindingQuery, 'limit'>, string]>([
    ['all, the latest first', {}, 'dcba'],
    ['the highest rank first', { order: 'rank' }, 'bdac'],
    ['told since', { since: NOW + 2 * HOUR }, 'dc'],
    ['told until', { until: NOW + 2 * HOUR }, 'ba'],
    ['of a detector', { detector: 'silence' }, 'c'],
    ['of a host', { host: 'web2' }, 'db'],
    ['above a rank', { minRank: 6 }, 'db'],
    ['that a person called something', { verdict: 'noise' }, 'b'],
    ['that nobody called anything', { verdict: 'none', host: 'web2' }, 'd'],
  ])('are listed: %s', (_, query, ids) => {
    const { store } = openStore(newFolder());
    const add = (id: string, hours: number, parts: Partial<Finding>) =>
      store.findings.put([finding(id, { detector: 'rate', gravity: 0.5, ...parts })], NOW + hours * HOUR);
    add('a', 0, { surprise: 5, about: { host: 'web1' } });
    add('b', 1, { surprise: 9, about: { host: 'web2' } });
    add('c', 2, { surprise: 1, about: { app: 'cron' }, detector: 'silence' });
    add('d', 3, { surprise: 7, about: { host: 'web2' } });
    store.findings.judge('b', 'noise', { at: NOW });
    const list = (limit: number) =>
      store.findings
        .list({ ...query, limit })
        .map((one) => one.finding.id)
        .join('');
    expect(list(10)).toBe(ids);
    expect(list(1)).toBe(ids[0]);
  });

  it('of no rank, by a mistake in a detector, do not keep others out', () => {
    const { store } = openStore(newFolder());
    store.findings.put([finding('a', { surprise: Number.NaN }), finding('b')], NOW);
    expect(store.findings.get('a')).toMatchObject({ rank: 0 });
    expect(store.findings.count).toBe(2);
  });

  it('are found by the beginning of their id, as people type it', () => {
    const { store } = openStore(newFolder());
    store.findings.put([finding('3fa9c2d1'), finding('3fa9ffff'), finding('77770000')], NOW);
    const ids = (prefix: string) => store.findings.startingWith(prefix).map((one) => one.finding.id);
    expect([ids('3fa9'), ids('3fa9c'), ids('7'), ids('%'), ids('4')]).toEqual([
      ['3fa9c2d1', '3fa9ffff'],
      ['3fa9c2d1'],
      ['77770000'],
      [],
      [],
    ]);
  });

  it('are forgotten by age and by number, the oldest first, a few at a time', () => {
    const { store } = openStore(newFolder());
    for (let i = 0; i < 10; i++) store.findings.put([finding(`${i}`)], NOW + i);
    const left = () => store.findings.list({ limit: 20 }).map((one) => one.finding.id);
    expect(store.findings.forget(NOW + 3, { keep: 100, most: 2 })).toBe(2);
    expect(left()).toEqual(['9', '8', '7', '6', '5', '4', '3', '2']);
    expect(store.findings.forget(NOW + 3, { keep: 100, most: 2 })).toBe(1);
    expect(store.findings.forget(NOW + 3, { keep: 5, most: 100 })).toBe(2);
    expect(left()).toEqual(['9', '8', '7', '6', '5']);
    expect(store.findings.forget(NOW, { keep: 5, most: 100 })).toBe(0);
  });

  it('can be read by another process while the daemon runs', () => {
    const folder = newFolder();
    const { store } = openStore(folder);
    const view = viewStore(folder);
    store.findings.put([finding('a')], NOW);
    expect(view.findings.list({ limit: 5 })).toHaveLength(1);
    view.close();
  });
});

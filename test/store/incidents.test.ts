import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { Store } from '../../src/store/store.ts';
import { sampleFinding } from '../report/sample-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-incidents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let stores = 0;

function opened(): Store {
  const store = Store.open({ folder: join(folder, String(stores++)), now: () => 1000, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

function incident(id: string, more: Partial<Incident> = {}): Incident {
  const root = sampleFinding();
  return {
    ...{
      id,
      aliases: [],
      state: 'open',
      headline: `incident ${id}`,
      root,
      findings: [root],
      moreFindings: 0,
    },
    ...{
      ties: [],
      category: null,
      hosts: ['web01'],
      place: null,
      from: 100,
      to: 200,
      opened: 100,
      resolved: null,
    },
    ...{ surprise: 1, gravity: 0.5, page: false, changes: [], similar: [], notes: [], verdict: null },
    ...more,
  };
}

function put(store: Store, ...incidents: readonly Incident[]): void {
  store.write('incidents', () => store.incidents.put(incidents, 1000));
}

test('an incident comes back as it was put, its times without value too', () => {
  const store = opened();
  const one = incident('aa11', { from: Number.NaN, to: Number.NaN });
  put(store, one);
  expect(store.incidents.get('aa11')).toEqual(one);
  expect(store.incidents.get('nowhere')).toBeNull();
});

test('what was merged is found under its old id, and listed once', () => {
  const store = opened();
  put(store, incident('aa11'), incident('bb22'));
  put(store, incident('aa11', { aliases: ['bb22'] }));
  expect(store.incidents.get('bb22')!.id).toBe('aa11');
  expect(store.incidents.startingWith('bb').map(({ id }) => id)).toEqual(['aa11']);
  expect(store.incidents.list({ limit: 9 }).map(({ id }) => id)).toEqual(['aa11']);
});

test('lists by time, host, state and rank', () => {
  const store = opened();
  put(
    store,
    incident('old', { from: 10, to: 20, state: 'resolved' }),
    incident('db', { from: 300, to: 400, hosts: ['db01'] }),
    incident('bad', { from: 350, to: 360, gravity: 1 }),
  );
  const ids = (query: Parameters<typeof store.incidents.list>[0]) =>
    store.incidents.list(query).map(({ id }) => id);
  expect(ids({ limit: 9 })).toEqual(['bad', 'db', 'old']);
  expect(ids({ since: 100, limit: 9 })).toEqual(['bad', 'db']);
  expect(ids({ until: 300, limit: 9 })).toEqual(['old']);
  expect(ids({ host: 'db01', limit: 9 })).toEqual(['db']);
  expect(ids({ state: 'resolved', limit: 9 })).toEqual(['old']);
  expect(ids({ minRank: 3, limit: 9 })).toEqual(['bad']);
  expect(ids({ order: 'rank', limit: 1 })).toEqual(['bad']);
});

test('a verdict stays when the incident grows, is replaced, and can be taken back', () => {
  const store = opened();
  put(store, incident('aa11'));
  const verdict = { verdict: 'noise', at: 5, until: null, note: 'UPS self-test' } as const;
  expect(store.write('verdict', () => store.incidents.judge('aa11', verdict))).toEqual({
    ok: true,
    value: true,
  });
  put(store, incident('aa11', { to: 999 }));
  expect(store.incidents.get('aa11')!.verdict).toEqual(verdict);
  store.write('verdict', () => store.incidents.judge('aa11', null));
  expect(store.incidents.get('aa11')!.verdict).toBeNull();
  expect(store.incidents.judge('nowhere', verdict)).toBe(false);
});

test('changes are kept once and found by when they went on', () => {
  const store = opened();
  const change = { id: 'c1', from: 100, to: 200, what: 'deploy api v2', told: 'ci', host: 'web01' } as const;
  store.write('change', () => {
    store.incidents.addChange(change);
    store.incidents.addChange(change);
  });
  expect(store.incidents.changes(150, 300)).toEqual([change]);
  expect(store.incidents.changes(201, 300)).toEqual([]);
});

test('what nobody saw for long is forgotten with everything that hangs on it', () => {
  const store = opened();
  put(store, incident('aa11', { aliases: ['bb22'] }));
  store.write('verdict', () => store.incidents.judge('aa11', { verdict: 'real', at: 1, until: null }));
  expect(store.incidents.forget(1001, { keep: 99, most: 10 })).toBe(1);
  expect(store.incidents.get('bb22')).toBeNull();
  expect(store.incidents.list({ host: 'web01', limit: 9 })).toEqual([]);
});

test('what was said of one that is merged is said of the whole, unless that has a word of its own', () => {
  const store = opened();
  const say = (id: string, verdict: 'real' | 'noise') =>
    store.write('verdict', () => store.incidents.judge(id, { verdict, at: 1, until: null }));
  put(store, incident('aa11'), incident('bb22'), incident('cc33'));
  say('bb22', 'noise');
  put(store, incident('aa11', { aliases: ['bb22'] }));
  expect(store.incidents.get('aa11')!.verdict).toMatchObject({ verdict: 'noise' });
  say('cc33', 'real');
  put(store, incident('aa11', { aliases: ['bb22', 'cc33'] }));
  expect(store.incidents.get('aa11')!.verdict).toMatchObject({ verdict: 'noise' });
});

test('more than are kept go, the oldest first, and changes as well', () => {
  const store = opened();
  for (let i = 0; i < 5; i++) {
    store.write('incidents', () => {
      store.incidents.put([incident(`i${i}`)], 1000 + i);
      store.incidents.addChange({ id: `c${i}`, from: i, to: 1000 + i, what: 'x', told: 'ci' });
    });
  }
  const limits = { keep: 3, most: 10 };
  expect(store.incidents.hasOld(0, 5)).toBe(false);
  expect(store.incidents.hasOld(0, 3)).toBe(true);
  expect(store.incidents.hasOld(1001, 5)).toBe(true);
  expect(store.incidents.forget(0, limits)).toBe(4);
  expect(store.incidents.list({ limit: 9 }).map(({ id }) => id)).toEqual(['i2', 'i3', 'i4']);
  expect(store.incidents.changes(0, 9e9).map(({ id }) => id)).toEqual(['c4', 'c3', 'c2']);
});

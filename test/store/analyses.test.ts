import { expect, onTestFinished, test } from 'vitest';
import type { Analysis } from '../../src/core/analysis.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { newFolder } from './places.ts';

function opened(folder = newFolder()) {
  const store = Store.open({ folder, now: () => 1000, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

function made(incident: string, at: number, changes: Partial<Analysis> = {}) {
  const analysis: Analysis = {
    ...{ incident, at, headline: 'h', happening: 'what', cause: { text: 'why', confidence: 'low' } },
    by: { kind: 'model', provider: 'ollama', model: 'm', prompt: '1' },
    ...{ urgency: 'now', findings: ['f'], unsure: ['u'] },
    actions: [
      { what: 'look', reason: 'because', command: 'uptime' },
      { what: 'wait', reason: '' },
    ],
    spent: { inputTokens: 10, outputTokens: 2, money: 0.1 },
    ...changes,
  };
  return { analysis, revision: `r${at}`, signature: 's', times: 1 };
}

test('what was said of an incident is found by each of its ids, the latest of it', () => {
  const { analyses } = opened();
  analyses.put(made('a', 1));
  analyses.put(made('b', 2));
  expect(analyses.of(['c'])).toBeNull();
  expect(analyses.of(['a'])).toEqual(made('a', 1));
  expect(analyses.of(['x', 'a', 'b'])).toEqual(made('b', 2));
  analyses.put(made('a', 3));
  expect(analyses.of(['a', 'b'])).toEqual(made('a', 3));
});

test('an explanation without a price or a cause comes back as it was', () => {
  const { analyses } = opened();
  const bare = made('a', 1, { cause: null, by: { kind: 'logsift' } });
  const { spent: _, ...analysis } = bare.analysis;
  analyses.put({ ...bare, analysis });
  expect(analyses.of(['a'])?.analysis).toEqual(analysis);
});

test('one that is like it is found by what both share, as long as it is not too old', () => {
  const { analyses } = opened();
  analyses.put(made('a', 100));
  analyses.put({ ...made('b', 200), signature: 'other' });
  expect(analyses.like('s', 100)?.analysis.incident).toBe('a');
  expect(analyses.like('s', 101)).toBeNull();
});

test('the latest five thousand are kept', () => {
  const store = opened();
  store.write('x', () => {
    for (let i = 0; i < 5010; i++) store.analyses.put(made(`i${i}`, i));
  });
  expect([9, 10].map((i) => store.analyses.of([`i${i}`]) === null)).toEqual([true, false]);
});

test('what cannot be read is as if nothing had been said', () => {
  const store = opened();
  store.analyses.put(made('a', 1));
  store.state.exec(`UPDATE analysis SET json = '{"half'`);
  expect(store.analyses.of(['a'])).toBeNull();
});

test('what was spent is summed up by hours and days, and survives', () => {
  const folder = newFolder();
  const store = opened(folder);
  const { analyses } = store;
  analyses.spend('2026-11-21T00', { calls: 1, inputTokens: 100, outputTokens: 50, money: 0.25 });
  analyses.spend('2026-11-21T00', { inputTokens: -40, outputTokens: -60, money: -0.05, answered: 1 });
  analyses.spend('2026-11-21T23', { calls: 2, cached: 3 });
  analyses.spend('2026-11-22T00', { calls: 4 });
  const day = { calls: 3, inputTokens: 60, outputTokens: 0, answered: 1, cached: 3, failed: 0, refused: 0 };
  expect(analyses.spentOn('2026-11-21')).toMatchObject(day);
  expect(analyses.spentOn('2026-11-21').money).toBeCloseTo(0.2);
  expect(analyses.spentOn('2026-11-23')).toMatchObject({ calls: 0, money: 0 });
  store.close();
  const again = opened(folder).analyses;
  expect(again.spentIn('2026-11-21T08', '2026-11-22T07').calls).toBe(6);
});

test('a command reads it and adds to it beside a daemon', () => {
  const folder = newFolder();
  const store = opened(folder);
  store.analyses.put(made('a', 1));
  writeBeside(
    folder,
    () => 0,
    ({ analyses }) => analyses.spend('2026-11-21T10', { calls: 1 }),
  );
  expect(store.analyses.spentOn('2026-11-21').calls).toBe(1);
  const view = viewStore(folder);
  onTestFinished(() => view.close());
  expect(view.analyses.of(['a'])?.times).toBe(1);
});

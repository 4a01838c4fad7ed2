import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LineWanted } from '../../src/store/lines-around.ts';
import { Store, type StoreView, viewStore } from '../../src/store/store.ts';
import { madeEvent } from '../../src/testing/made-events.ts';

const START = Date.UTC(2026, 10, 18);
const folder = mkdtempSync(join(tmpdir(), 'logsift-around-'));
let view: StoreView;

beforeAll(() => {
  const store = Store.open({ folder, now: () => START, notice: () => {} });
  for (let i = 0; i < 100; i++) {
    const host = i % 3 === 0 ? 'web1' : 'gate';
    store.events.add(madeEvent({ time: START + i * 1000, line: i + 1, host, message: `line ${i % 50}` }));
  }
  store.close();
  view = viewStore(folder);
});
afterAll(() => {
  view.close();
  rmSync(folder, { recursive: true, force: true });
});

const wanted = (more: Partial<LineWanted>): LineWanted => ({
  ...{
    source: 'made',
    file: 'made.log',
    line: null,
    text: 'line 20',
    from: START + 20_000,
    to: START + 20_000,
  },
  ...{ around: 10, same: 'all', ...more },
});
const texts = (lines: readonly { raw: string }[]) => lines.map(({ raw }) => raw);

test('the lines before and after one come in the order of the log', () => {
  const found = view.events.around(wanted({}))!;
  expect(texts(found.before)).toEqual(Array.from({ length: 10 }, (_, i) => `line ${10 + i}`));
  expect(found.line.raw).toBe('line 20');
  expect(texts(found.after)).toEqual(Array.from({ length: 10 }, (_, i) => `line ${21 + i}`));
});

test('at the ends of the log there are fewer', () => {
  const first = view.events.around(wanted({ text: 'line 0', from: START, to: START }))!;
  expect([first.before.length, first.after.length]).toEqual([0, 10]);
});

test('only those of the same host, or input, where that is asked for', () => {
  const { before, after } = view.events.around(
    wanted({ text: 'line 21', to: START + 21_000, same: 'host' }),
  )!;
  expect(new Set([...before, ...after].map(({ host }) => host))).toEqual(new Set(['web1']));
  expect(texts(after.slice(0, 2))).toEqual(['line 24', 'line 27']);
});

test('a line that comes again is the one with the number, where it is known', () => {
  const twice = { text: 'line 20', from: START, to: START + 99_000 };
  expect(view.events.around(wanted({ ...twice, line: 71 }))!.line.line).toBe(71);
  expect(view.events.around(wanted({ ...twice, line: 21 }))!.line.line).toBe(21);
});

test('a line that was cut is known by its beginning, and nothing else stands for a pattern', () => {
  expect(
    view.events.around(wanted({ text: 'line 2…', from: START + 2000, to: START + 2000 }))!.line.raw,
  ).toBe('line 2');
  expect(view.events.around(wanted({ text: 'line 20%' }))).toBeNull();
});

test('a line that is not kept, of another input or without a time is not found', () => {
  for (const more of [{ text: 'gone' }, { file: 'other.log' }, { source: 'journal' }, { from: Number.NaN }])
    expect(view.events.around(wanted(more))).toBeNull();
});

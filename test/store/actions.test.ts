import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { ActionPlan } from '../../src/core/action.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { writeBeside } from '../../src/store/write-beside.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-actions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let stores = 0;

function opened(): Store {
  const store = Store.open({ folder: join(folder, String(stores++)), now: () => 1000, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

const plan = (changes: Partial<ActionPlan> = {}): ActionPlan => ({
  ...{ id: 'a1', incident: 'i1', playbook: 'block', describe: 'blocks', argv: ['/bin/true'] },
  ...{ undo: ['/bin/false'], values: [], dryRun: false, timeout: 1000 },
  ...changes,
});
const jane = (now: number) => ({ by: 'jane', now });

test('what was offered comes back as it was, and offering it again changes nothing', () => {
  const { actions } = opened();
  actions.offer(plan(), 5);
  actions.offer(plan({ describe: 'other' }), 9);
  expect(actions.get('a1')).toEqual({
    ...plan(),
    ...{ state: 'offered', takesBack: null, by: '', at: 5, outcome: '', output: '' },
  });
  expect(actions.list({ incident: 'i1', limit: 9 })).toHaveLength(1);
  expect(actions.list({ incident: 'i2', limit: 9 })).toEqual([]);
});

test('what is under way or done is not asked for twice, what failed is', () => {
  const { actions } = opened();
  expect(actions.approve(plan(), jane(10))).toBeNull();
  expect(actions.approve(plan(), jane(11))).toBe('approved');
  actions.became('a1', 'running', { now: 12, outcome: 'begun' });
  expect(actions.approve(plan(), jane(13))).toBe('running');
  actions.became('a1', 'failed', { now: 14, outcome: 'exit code 1', output: 'x'.repeat(20_000) });
  expect(actions.get('a1')?.output).toHaveLength(8192);
  expect(actions.approve(plan(), jane(15))).toBeNull();
  actions.became('a1', 'done', { now: 16, outcome: 'done' });
  expect(actions.approve(plan(), jane(17))).toBe('done');
});

test('every step is in the book, with who asked for it and the command', () => {
  const { actions } = opened();
  actions.approve(plan(), jane(10));
  actions.became('a1', 'running', { now: 12, outcome: 'begun' });
  actions.became('a1', 'done', { now: 14, outcome: 'done' });
  expect(actions.notes(9)).toEqual([
    { at: 14, action: 'a1', state: 'done', by: 'jane', detail: 'done' },
    { at: 12, action: 'a1', state: 'running', by: 'jane', detail: 'begun' },
    { at: 10, action: 'a1', state: 'approved', by: 'jane', detail: '["/bin/true"]' },
  ]);
});

test('what was done is taken back once, by its own command', () => {
  const { actions } = opened();
  expect(actions.undo('a1', jane(1))).toBe('none');
  actions.approve(plan(), jane(10));
  expect(actions.undo('a1', jane(11))).toBe('approved');
  actions.became('a1', 'done', { now: 12, outcome: 'done' });
  expect(actions.undo('a1', jane(13))).toBeNull();
  const [undoing] = actions.inState('approved');
  expect(undoing).toMatchObject({ takesBack: 'a1', argv: ['/bin/false'], undo: null });
  expect(actions.undo('a1', jane(14))).toBe('approved');
  expect(actions.undo(undoing!.id, jane(14))).toBe('none');
});

test('how often somebody asked is counted by playbook and since when', () => {
  const { actions } = opened();
  for (const [id, now] of [
    ['a1', 10],
    ['a2', 20],
    ['a3', 30],
  ] as const)
    actions.approve(plan({ id }), { by: 'auto', now });
  actions.approve(plan({ id: 'b1', playbook: 'other' }), { by: 'auto', now: 40 });
  actions.approve(plan({ id: 'a4' }), jane(40));
  expect(actions.askedFor('block', 'auto', 10)).toBe(2);
});

test('offers are capped, and what somebody asked for is not let go of', () => {
  const store = opened();
  store.write('actions', () => {
    store.actions.approve(plan(), jane(0));
    for (let i = 0; i < 5003; i++) store.actions.offer(plan({ id: `o${i}` }), i + 1);
  });
  expect(store.actions.inState('offered')).toHaveLength(5000);
  expect(store.actions.inState('offered')[0]?.id).toBe('o3');
  expect(store.actions.get('a1')?.state).toBe('approved');
});

test('what is approved beside a daemon is seen by it, and what it does is seen beside it', () => {
  const store = opened();
  writeBeside(
    store.folder,
    () => 7,
    ({ actions }) => actions.approve(plan(), jane(7)),
  );
  expect(store.actions.inState('approved')).toHaveLength(1);
  store.write('actions', () => store.actions.became('a1', 'done', { now: 8, outcome: 'done' }));
  const view = viewStore(store.folder);
  onTestFinished(() => view.close());
  expect(view.actions.get('a1')?.state).toBe('done');
});

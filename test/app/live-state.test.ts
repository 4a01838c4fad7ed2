import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { budgetOf, USUAL_BUDGET } from '../../src/app/budget-of.ts';
import { IncidentsNow } from '../../src/app/incidents-now.ts';
import { LiveEngine } from '../../src/app/live-engine.ts';
import { chunksOf, restoreChunks } from '../../src/app/live-state.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { simulate } from '../../src/simulate/index.ts';

const SEED = 3;

/** A made day of a small network as one file that grows, in batches. */
function batches(): LiveBatch[] {
  const splitter = new LineSplitter();
  const settings = {
    seed: SEED,
    duration: 26 * 3_600_000,
    rate: 0.6,
    hosts: 14,
    scenarios: ['ssh-brute-force'],
  };
  const lines = [...simulate(settings).lines()];
  const made: LiveBatch[] = [];
  for (let at = 0; at < lines.length; at += 500) {
    const batch = splitter.push(Buffer.from(`${lines.slice(at, at + 500).join('\n')}\n`));
    if (batch === null) continue;
    made.push({
      ...batch,
      key: 'made',
      origin: { source: 'file', file: 'made.log', identity: 'made', referenceTime: Date.UTC(2026, 9, 28) },
      received: Number.NaN,
      resume: String(batch.offset),
      senders: null,
      senderOf: null,
    });
  }
  return made;
}

function begin() {
  const all = new Map<string, Finding>();
  const incidents = new IncidentsNow();
  const budget = budgetOf(USUAL_BUDGET);
  const live = new LiveEngine({
    rules: [],
    onEvent: () => {},
    onFinding(finding) {
      all.set(finding.id, finding);
      incidents.take(finding, live.engine.to);
    },
  });
  return { live, decider: { incidents, budget }, all };
}

test('a run that goes on from a snapshot finds what one run finds', () => {
  const input = batches();
  const whole = begin();
  for (const batch of input) whole.live.take(batch, 0);
  whole.live.engine.finish();

  const first = begin();
  const half = Math.floor(input.length / 2);
  for (const batch of input.slice(0, half)) first.live.take(batch, 0);
  // A reader holds the last event back in case lines follow that belong to it.
  first.live.settle();
  const chunks = chunksOf(first, 7);
  const second = begin();
  expect(restoreChunks(second, chunks)).toBe(7);
  for (const [id, finding] of first.all) second.all.set(id, finding);
  for (const batch of input.slice(half)) second.live.take(batch, 0);
  second.live.engine.finish();

  expect(whole.all.size).toBeGreaterThan(3);
  expect([...second.all.keys()].sort()).toEqual([...whole.all.keys()].sort());
  expect(second.live.engine.shown(second.all.values())).toEqual(whole.live.engine.shown(whole.all.values()));
});

test('a snapshot of what was restored is the same again', () => {
  const first = begin();
  for (const batch of batches().slice(0, 40)) first.live.take(batch, 0);
  const chunks = chunksOf(first, 7);
  const second = begin();
  restoreChunks(second, chunks);
  const again = chunksOf(second, 7);
  const different = [...chunks.keys()].filter((name) => {
    return !isDeepStrictEqual(JSON.parse(again.get(name) ?? 'null'), JSON.parse(chunks.get(name)!));
  });
  expect(different).toEqual([]);
});

test('a chunk that is not what was written is refused by its name', () => {
  const first = begin();
  const chunks = chunksOf(first, 7);
  chunks.set('engine', '{"version":2}');
  expect(() => restoreChunks(begin(), chunks)).toThrow(/chunk engine/);
});

test('models are pieces of their own, the same until others are learnt, with a word on each', () => {
  const run = begin();
  const input = batches();
  for (const batch of input.slice(0, -1)) run.live.take(batch, 0);
  const before = chunksOf(run, 7);
  run.live.take(input.at(-1)!, 0);
  const after = chunksOf(run, 8);
  expect(before.get('models/windows')!.length).toBeGreaterThan(100_000);
  expect(after.get('models/windows')).toBe(before.get('models/windows'));
  expect(after.get('detector/windows')).not.toBe(before.get('detector/windows'));
  expect(JSON.parse(after.get('models')!)).toContainEqual(
    expect.objectContaining({ name: 'windows.all', current: expect.objectContaining({ version: 1 }) }),
  );
});

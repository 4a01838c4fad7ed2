import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { budgetOf, USUAL_BUDGET } from '../../src/app/budget-of.ts';
import { loadConfig } from '../../src/app/config.ts';
import { Daemon } from '../../src/app/daemon.ts';
import { IncidentsNow } from '../../src/app/incidents-now.ts';
import { LiveEngine } from '../../src/app/live-engine.ts';
import { chunksOf } from '../../src/app/live-state.ts';
import type { Notice } from '../../src/core/notice.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from './made-logs.ts';

const MINUTE = 60_000;
/** Enough for two versions of a forest. */
const MINUTES = 2300;

/** What was learnt from a day and a half of two hosts, up to now. */
function learnt(): { chunks: Map<string, string>; now: number } {
  const now = Date.now();
  const live = new LiveEngine({ rules: [], onEvent: () => {}, onFinding: () => {} });
  const lines = Array.from({ length: 2 * MINUTES }, (_, i) => {
    const time = new Date(now - (MINUTES - (i >> 1)) * MINUTE).toISOString();
    return `${time} web${i % 2} sshd[7]: session opened for user u${i % 7}\n`;
  });
  const batch = new LineSplitter().push(Buffer.from(lines.join('')))!;
  const origin = { source: 'file', file: 'made.log', identity: 'made', referenceTime: now };
  const parts = { key: 'made', received: Number.NaN, resume: '1', senders: null, senderOf: null };
  live.take({ ...batch, ...parts, origin }, 0);
  live.settle();
  const decider = { incidents: new IncidentsNow(), budget: budgetOf(USUAL_BUDGET) };
  return { chunks: chunksOf({ live, decider }, now), now };
}

async function started(chunks: ReadonlyMap<string, string>, now: number) {
  const folder = temporaryFolder();
  const { config } = loadConfig({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [`state.folder=${join(folder, 'state')}`, 'sources=[]', 'listen=[]'],
  });
  const store = Store.open({ folder: config.state.folder, now: Date.now, notice: () => {} });
  await store.snapshots.save({ taken: now, chunks, resume: new Map() });
  const notices: Notice[] = [];
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(config.state.folder, 'ring') },
    plan: { sources: [], history: [], notes: [] },
    stdout: () => true,
    notice: (one) => void notices.push(one),
    onIncidents: () => {},
    onSecond: () => {},
    onFailure: (error) =>
      void notices.push({ kind: 'trouble', about: 'failure', text: error.message, time: 0 }),
  });
  await daemon.start(new AbortController().signal, () => {});
  const stop = async () => {
    await daemon.stop();
    store.close();
  };
  return { daemon, notices, stop };
}

test('a model that cannot be used gives way to the one before it, which is said, and a new one is learnt', async () => {
  const { chunks, now } = learnt();
  const models = JSON.parse(chunks.get('models/windows')!);
  expect(models.all.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  models.all[0].saved.paths = models.all[0].saved.paths.slice(0, 100);
  chunks.set('models/windows', JSON.stringify(models));
  const { daemon, notices, stop } = await started(chunks, now);
  const versions = () =>
    daemon.pipeline.live.engine.models().map(({ name, current }) => [name, current?.version]);
  await vi.waitFor(() => expect(notices.length).toBe(2), { timeout: 20_000, interval: 50 });
  const text = 'Version 2 of the model windows.all cannot be used: version 1 is used.';
  expect(notices).toMatchObject([
    { kind: 'trouble', about: 'model:windows.all', text: expect.stringContaining(text) },
    { kind: 'recovered', about: 'model:windows.all' },
  ]);
  expect(versions()).toContainEqual(['windows.all', 3]);
  expect(versions()).toContainEqual(['windows.hosts', 2]);
  expect(daemon.pipeline.live.engine.profiles.hostCount).toBe(2);
  await stop();
});

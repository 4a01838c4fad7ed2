import { beforeEach, expect, test, vi } from 'vitest';
import type { ModelReport } from '../../src/core/model-report.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { folderWith, runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

const AT = Date.UTC(2026, 2, 1, 12);
const DAY = 86_400_000;
const FIT = { version: 3, fittedAt: AT, rows: 4000 };

const GOOD: ModelReport = {
  ...{ name: 'windows.all', learner: 'isolation forest', current: FIT, nextFit: AT + 7 * DAY },
  earlier: [
    { version: 2, fittedAt: AT - 7 * DAY, rows: 3000 },
    { version: 1, fittedAt: AT - 14 * DAY, rows: 1440 },
  ],
  ...{ judged: 9000, surprising: 9, drift: 0.08, drifted: false, trouble: null },
  duel: {
    ...{ at: AT, taken: true, because: 'it is not worse' },
    recent: { before: 0.81, after: 0.84, rows: 240 },
    past: { before: 0.5, after: 0.48, rows: 128 },
  },
};
const POOR: ModelReport = {
  ...{ name: 'windows.hosts', learner: 'isolation forest', current: null, nextFit: null, earlier: [] },
  ...{ judged: 0, surprising: 0, drift: 0.4, drifted: true, duel: null },
  trouble: 'Version 3 of the model windows.hosts cannot be used: a new one is learnt.',
};

let folder: string;

beforeEach(async () => {
  folder = folderWith({});
  const store = Store.open({ folder, now: () => AT, notice: () => {} });
  const chunks = new Map([['models', JSON.stringify([GOOD, POOR])]]);
  await store.snapshots.save({ taken: AT, chunks, resume: new Map() });
  store.close();
});

const run = (...args: string[]) => runCli([...args, '--state', folder]);
const json = async (...args: string[]) => JSON.parse((await run('models', '--json', ...args)).stdout);

test('logsift models tells of each how fresh it is', async () => {
  const { code, stdout } = await run('models');
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "windows.all: version 3 (isolation forest)
      learnt    Sun 2026-03-01 12:00:00 +00:00, from 4,000 rows
      next      Sun 2026-03-08 12:00:00 +00:00
      surprised 0.1 % of 9,000 lately; 0.1 % is usual
      drift     0.08, within chance
      last try  Sun 2026-03-01 12:00:00 +00:00: taken, it is not worse (last day 0.81 → 0.84, a month ago 0.50 → 0.48)
      earlier   version 2 of Sun 2026-02-22 12:00:00 +00:00, version 1 of Sun 2026-02-15 12:00:00 +00:00

    windows.hosts: none yet (isolation forest)
      next      as soon as there is enough to learn from
      drift     0.40: what comes has become odder to it
      Version 3 of the model windows.hosts cannot be used: a new one is learnt.
    "
  `);
});

test('as JSON it has all of it, with times that can be read', async () => {
  const { models, waiting, ...rest } = await json();
  expect([rest, waiting]).toEqual([{ schemaVersion: 1 }, []]);
  expect(models[0]).toMatchObject({
    ...{ name: 'windows.all', nextFit: '2026-03-08T12:00:00.000Z', judged: 9000 },
    current: { version: 3, fittedAt: '2026-03-01T12:00:00.000Z', rows: 4000 },
    duel: { at: '2026-03-01T12:00:00.000Z', taken: true },
  });
  expect(models[1]).toMatchObject({ current: null, nextFit: null, trouble: POOR.trouble });
});

test('what is wanted of models is kept, for the daemon that is started next', async () => {
  expect(await run('train')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('all models are learnt'),
  });
  expect((await run('train', 'windows')).stderr).toContain('windows will be learnt anew when logsift run');
  const back = await run('models', 'rollback', 'windows.all', '2');
  expect(back.stderr).toContain('windows.all goes back to version 2 when logsift run is started');
  expect((await json()).waiting.map(({ order }: { order: object }) => order)).toEqual([
    { kind: 'retrain', models: 'all' },
    { kind: 'retrain', models: ['windows'] },
    { kind: 'rollback', model: 'windows.all', version: 2 },
  ]);
  expect((await run('models')).stderr).toContain('3 orders not heeded yet');
});

test.each([
  [['models', 'rollback', 'windows.all', '3'], 'version 3 is in use, kept are 2, 1'],
  [['models', 'rollback', 'windows.hosts', '1'], 'none is in use, none before it is kept'],
  [['models', 'rollback', 'window', '1'], 'there is no model "window": there are windows.all, windows.hosts'],
  [['models', 'rollback', 'windows.all'], 'rollback wants a model and a version'],
  [['models', 'rollback', 'windows.all', '2x'], 'rollback wants a model and a version'],
  [['models', 'rollback', 'windows.all', '2', '--quality'], '--quality does not go with rollback'],
  [['models', 'forward'], 'forward'],
  [['train', 'windows', 'wind'], 'there is no model "wind"'],
])('%j is a wrong usage', async (args, said) => {
  const { code, stderr } = await run(...args);
  expect(stderr).toContain(said);
  expect(code).toBe(2);
  expect((await json()).waiting).toEqual([]);
});

test('--quality is how many judged pages were real, by detector, with intervals', async () => {
  expect((await run('models', '--quality')).stderr).toContain('no page was judged yet');
  const now = Date.now();
  const store = Store.open({ folder, now: () => now, notice: () => {} });
  const id = 'aaaa000000000000';
  const incident = sampleIncident({ id, from: now - 60_000, to: now, aliases: [], similar: [] });
  store.write('incidents', () => store.incidents.put([incident], now));
  const message = { ...madeMessage(), key: id, findings: [sampleFinding({ id })] };
  new Outbox(store).put([{ message, version: 0, critical: false }], { channels: ['desk'], now: now - 1000 });
  store.close();
  await runCli(['verdict', id, 'real', '--state', folder]);
  const { stdout } = await run('models', '--quality');
  expect(stdout).toMatch(
    new RegExp(
      `^detector +judged +real +precision +with 95 %\\n${incident.root.detector} +1 +1 +100 % +21–100 %`,
    ),
  );
  expect((await json('--quality')).precision).toMatchObject({ pages: 1, all: { judged: 1, real: 1 } });
});

test('a running daemon hears of it within seconds', { timeout: 120_000 }, async () => {
  const daemon = await listeningDaemon();
  await daemon.run.start();
  await daemon.say([lineOf('web1', 'app', 'ready')]);
  const state = ['--state', `${daemon.folder}/state`];
  await vi.waitFor(async () => {
    expect((await runCli(['models', ...state])).stdout).toContain('windows.all: none yet');
  }, PATIENCE);
  expect((await runCli(['train', ...state])).stderr).toContain('within seconds');
  await vi.waitFor(async () => {
    const { stdout } = await runCli(['models', '--json', ...state]);
    expect(JSON.parse(stdout).waiting).toEqual([]);
  }, PATIENCE);
});

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { FitThread } from '../../src/ml/fit-thread.ts';
import type { CrossingInput } from '../../src/ml/forecast-run.ts';
import { fitIsolationForest } from '../../src/ml/index.ts';

const DAY = 86_400_000;
const rising: CrossingInput = {
  times: Array.from({ length: 40 }, (_, i) => i * DAY),
  values: Array.from({ length: 40 }, (_, i) => i + (i % 3) / 5),
  limits: [60],
};
const rows = Array.from({ length: 50 }, (_, i) => [i % 7, i % 5]);

test('a fit is waited for without a turn of the event loop, and is what it would be in line', () => {
  const thread = new FitThread();
  const fitted = thread.wait(thread.ask('isolation-forest', { rows }));
  expect(fitted).toEqual({ ok: true, model: fitIsolationForest(rows).save() });
});

test('the same input gives the same model, in whatever order', () => {
  const [one, other] = [new FitThread(), new FitThread()];
  const crossing = one.ask('crossing', rising);
  const forest = one.ask('isolation-forest', { rows });
  const fitted = one.wait(forest);
  expect(fitted.ok).toBe(true);
  expect(other.wait(other.ask('isolation-forest', { rows }))).toEqual(fitted);
  expect(other.wait(other.ask('crossing', rising))).toEqual(one.wait(crossing));
});

test('some wait and some are told', async () => {
  const thread = new FitThread();
  const heard = thread.hear(thread.ask('crossing', rising));
  const waited = thread.wait(thread.ask('crossing', rising));
  expect((await heard).fitted).toEqual(waited);
  expect(waited.ok).toBe(true);
});

test('what cannot be fitted says why, and the next is fitted all the same', () => {
  const thread = new FitThread();
  const jobs = [
    thread.ask('isolation-forest', { rows: [] }),
    thread.ask('toString', {}),
    thread.ask('isolation-forest', { rows, options: () => {} }),
    thread.ask('isolation-forest', { rows }),
  ];
  expect(jobs.map((job) => thread.wait(job))).toMatchObject([
    { ok: false, reason: expect.stringContaining('there is none') },
    { ok: false, reason: 'nothing is fitted that is called "toString"' },
    { ok: false, reason: expect.stringContaining('could not be cloned') },
    { ok: true },
  ]);
});

test('a fit that does not end is given up, and those behind it are fitted by another thread', () => {
  const thread = new FitThread(5000);
  const windows = Array.from({ length: 500 }, (_, i) => Array.from({ length: 24 }, (_, k) => (i * k) % 7));
  const endless = thread.ask('sequence-autoencoder', {
    windows,
    options: { epochs: 10_000, earlyStopping: { share: 0 } },
  });
  const next = thread.ask('isolation-forest', { rows });
  expect(thread.wait(endless)).toEqual({ ok: false, reason: 'it took longer than 5 s' });
  expect(thread.wait(next).ok).toBe(true);
});

test('a thread that never answers is not waited for again and again', () => {
  const thread = new FitThread(1);
  const jobs = Array.from({ length: 10 }, () => thread.ask('isolation-forest', { rows }));
  expect(jobs.every((job) => !thread.wait(job).ok)).toBe(true);
  const reason = 'the thread that fits does not work here';
  expect(thread.wait(thread.ask('isolation-forest', { rows }))).toEqual({ ok: false, reason });
});

test('code that trapped is not gone on with', async () => {
  const thread = new FitThread();
  // A time that is none makes the model trap.
  const series = { times: rising.times, values: rising.values, step: Number.NaN };
  const broken = await thread.hear(
    thread.ask('forecast', { series, options: { method: 'ets', horizon: DAY } }),
  );
  expect(broken).toMatchObject({ spoilt: true });
  expect(thread.wait(thread.ask('crossing', rising)).ok).toBe(true);
});

test('a fit that nobody waits for keeps no program from ending', () => {
  const url = new URL('../../src/ml/fit-thread.ts', import.meta.url).href;
  const code = `import { fitThread } from '${url}';
    fitThread.ask('isolation-forest', { rows: [[1], [2]], options: { trees: 10000 } });
    console.log('end');`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([stdout.trim(), status]).toEqual(['end', 0]);
});

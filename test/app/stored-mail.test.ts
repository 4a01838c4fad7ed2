import { expect, test } from 'vitest';
import { Pipeline } from '../../src/app/pipeline.ts';
import { storedMail } from '../../src/app/stored-mail.ts';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { MailCounts } from '../../src/mailstats/counts.ts';
import { simulate } from '../../src/simulate/index.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { temporaryFolder } from './made-logs.ts';

const HOUR = 3_600_000;
const folder = temporaryFolder();
const start = Date.UTC(2026, 9, 20);
const span = { from: start, to: start + 26 * HOUR, timeZone: 'UTC' };

function batches(): LiveBatch[] {
  const splitter = new LineSplitter();
  const settings = { duration: 26 * HOUR, rate: 0.5, hosts: 14, start, scenarios: ['mail-deferrals'] };
  const lines = [...simulate(settings).lines()].filter((line) => line.includes('postfix'));
  const made: LiveBatch[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const batch = splitter.push(Buffer.from(`${lines.slice(at, at + 100).join('\n')}\n`));
    if (batch === null) continue;
    made.push({
      ...{ ...batch, key: 'made', received: Number.NaN, resume: String(batch.offset) },
      origin: { source: 'file', file: 'made.log', identity: 'made', referenceTime: start + 30 * HOUR },
      ...{ senders: null, senderOf: null },
    });
  }
  return made;
}

const pipeline = () =>
  new Pipeline({
    ...{ rules: [], detectors: [], timeZone: 'UTC', mail: new MailCounts('UTC') },
    onEvent: () => {},
  });

/** Takes batches in and keeps a snapshot of it, as a daemon would. */
async function run(name: string, work: (store: Store) => Promise<void>) {
  const path = `${folder}/${name}`;
  const store = Store.open({ folder: path, now: () => span.to, notice: () => {} });
  await work(store);
  store.close();
  const view = viewStore(path);
  const report = storedMail(view, span);
  view.close();
  return report;
}

test('mail that was counted before a restart and after it is what would have been without one', async () => {
  const all = batches();
  const keep = async (store: Store, of: Pipeline) => {
    expect(await store.snapshots.save({ taken: span.to, ...of.state(span.to) })).toMatchObject({ ok: true });
  };
  const whole = await run('whole', async (store) => {
    const one = pipeline();
    for (const batch of all) one.take(batch, span.to);
    await keep(store, one);
  });
  const broken = await run('broken', async (store) => {
    const first = pipeline();
    for (const batch of all.slice(0, 9)) first.take(batch, span.to);
    await keep(store, first);
    // What is read after the last snapshot is read again.
    first.take(all[9]!, span.to);
    const second = pipeline();
    const [snapshot] = [...store.snapshots.whole()];
    second.restore(snapshot!);
    for (const batch of all.slice(9)) second.take(batch, span.to);
    await keep(store, second);
  });
  expect(whole!.totals.received).toBeGreaterThan(200);
  expect(whole!.days).toHaveLength(2);
  expect(broken).toEqual(whole);
});

test('where there was no mail nothing is said of it', async () => {
  const report = await run('none', async (store) => {
    await store.snapshots.save({ taken: span.to, ...pipeline().state(span.to) });
  });
  expect(report).toBeNull();
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/app/config.ts';
import { Daemon } from '../../src/app/daemon.ts';
import { Health } from '../../src/app/health.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import { MessagesOut } from '../../src/app/messages-out.ts';
import type { Notice } from '../../src/core/notice.ts';
import type { Status } from '../../src/core/status.ts';
import { liveSources } from '../../src/sources/live.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { Receiver } from '../../src/testing/receiver.ts';

/** A running logsift that follows one file, with everything that looks after it. */
async function running() {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-health-'));
  const log = join(folder, 'app.log');
  writeFileSync(log, '');
  const receiver = await Receiver.start();
  const { config } = loadConfig({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [
      `state.folder=${join(folder, 'state')}`,
      'http.listen=127.0.0.1:0',
      'learn.warm_start=false',
      `watchdog.heartbeat=${receiver.url('/beat')}`,
      'watchdog.interval=1s',
    ],
  });
  const notices: Notice[] = [];
  const store = Store.open({
    folder: config.state.folder,
    now: Date.now,
    notice: (one) => void notices.push(one),
  });
  const messages = new MessagesOut({
    channels: [],
    outbox: new Outbox(store),
    grouping: {
      groupBy: config.messages.group_by,
      cooldown: config.messages.cooldown,
      digestAfter: () => Number.NaN,
    },
    now: Date.now,
    random: () => 0,
    log: () => {},
  });
  let health: Health | null = null;
  const options = liveSources.file.schema.parse({ paths: [log] });
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(config.state.folder, 'ring') },
    plan: { sources: [{ type: 'file', options }], history: [], notes: [] },
    stdout: () => true,
    notice: (one) => void notices.push(one),
    onIncidents: (incidents) => messages.findings(incidents.map(({ incident }) => pageOf(incident))),
    onSecond: (now) => health?.second(now),
    onFailure: (error) => {
      throw error;
    },
  });
  health = new Health({
    ...{ daemon, messages, store, node: 'web01', version: '0.0.0', config, env: {} },
    notice: (one) => void notices.push(one),
  });
  await health.start();
  onTestFinished(async () => {
    await health.stopping();
    await daemon.stop();
    await messages.stop();
    await health.stop();
    store.close();
    await receiver.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = (path: string) => fetch(`http://127.0.0.1:${health.port}${path}`);
  const status = async () => (await (await ask('/status')).json()) as Status;
  return { daemon, health, log, receiver, notices, ask, status };
}

async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 1000 && !(await done()); i++) await sleep(20);
}

test('a daemon is seen from outside: starting, ready, its lines, its heartbeat', async () => {
  const { daemon, log, receiver, ask, status } = await running();
  expect((await ask('/readyz')).status).toBe(503);
  expect(await status()).toMatchObject({ state: 'starting', ready: false });
  await daemon.start(AbortSignal.timeout(60_000), () => {});
  expect((await ask('/readyz')).status).toBe(200);
  expect((await ask('/healthz')).status).toBe(200);
  await sleep(1500);
  // Nothing flows yet.
  expect(receiver.requests).toEqual([]);
  const lines = Array.from(
    { length: 500 },
    (_, i) => `2026-11-21T12:00:00Z web01 app[7]: request ${i} served\n`,
  );
  appendFileSync(log, lines.join(''));
  // The intake tells of its inputs every second or so, behind the lines themselves.
  await until(async () => (await status()).inputs.some((input) => input.lines >= 500));
  const { pipeline, inputs, node } = await status();
  expect(node).toBe('web01');
  expect(pipeline).toMatchObject({ lines: 500, dropped: 0 });
  expect(pipeline.lines).toBe(pipeline.events + pipeline.own + pipeline.folded + pipeline.empty);
  expect(pipeline.linesIn).toBe(pipeline.lines + pipeline.underWay);
  expect(inputs.find(({ name }) => name === log)).toMatchObject({ lines: 500, trouble: null, understood: 1 });
  await until(() => receiver.requests.length >= 2);
  expect(receiver.requests.slice(0, 2)).toMatchObject([{ path: '/beat', body: '' }, { path: '/beat' }]);
  expect(await (await ask('/metrics')).text()).toContain('logsift_lines_total 500');
});

test('a heartbeat that does not arrive is said once, without its address', async () => {
  const { daemon, log, receiver, notices } = await running();
  receiver.behaviour = { status: 500 };
  await daemon.start(AbortSignal.timeout(60_000), () => {});
  const said = () => notices.filter(({ about }) => about === 'heartbeat');
  for (let i = 0; i < 200 && (receiver.requests.length < 3 || said().length === 0); i++) {
    appendFileSync(log, `2026-11-21T12:00:00Z web01 app[7]: request ${i} served\n`);
    await sleep(100);
  }
  expect(said()).toMatchObject([{ kind: 'trouble', text: 'the heartbeat does not arrive: it answered 500' }]);
  receiver.behaviour = { status: 200 };
  await until(() => said().length > 1);
  expect(said()[1]).toMatchObject({ kind: 'recovered' });
  expect(JSON.stringify(said())).not.toContain('/beat');
});

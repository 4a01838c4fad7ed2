import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadWithTopology } from '../../../src/app/topology-of.ts';
import { signInLink, writtenOf } from '../../../src/app/web/link.ts';
import { addUser, newToken } from '../../../src/app/web/people.ts';
import type { EngineAnswers } from '../../../src/app/web/plan.ts';
import { WebThread } from '../../../src/app/web/thread.ts';
import { askPlace } from '../../../src/cli/place.ts';
import type { Scope } from '../../../src/core/api-access.ts';
import type { Notice } from '../../../src/core/notice.ts';
import { Store } from '../../../src/store/store.ts';
import { writeBeside } from '../../../src/store/write-beside.ts';
import { madeStatus } from '../../health/made-status.ts';
import { certificates } from '../../sources/certificates.ts';
import { temporaryFolder } from '../made-logs.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };
const ANSWERS: EngineAnswers = {
  monitor: async ({ path }) => ({ code: 200, text: `engine: ${path}\n` }),
  status: () => madeStatus(),
} as EngineAnswers;

/** The thread of a state folder that a daemon has. */
function thread(set: readonly string[] = [], answers: Partial<EngineAnswers> = {}) {
  const folder = temporaryFolder();
  const store = Store.open({ folder: join(folder, 'state'), now: Date.now, notice: () => {} });
  const loaded = loadWithTopology({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [`state.folder=${store.folder}`, 'http.listen=127.0.0.1:0', ...set],
  });
  const notices: Notice[] = [];
  const watched: [string, number][] = [];
  const web = new WebThread({
    plan: { config: loaded.config, written: writtenOf(loaded), version: '0.0.0', clock: null },
    answers: { ...ANSWERS, ...answers },
    ...{ notice: (one) => notices.push(one), now: Date.now },
    onWatch: (topic, watchers) => watched.push([topic, watchers]),
  });
  onTestFinished(async () => {
    await web.stop();
    store.close();
  });
  const write: Parameters<typeof addUser>[1] = (work) => writeBeside(store.folder, Date.now, work);
  const token = (scope: Scope) => {
    const made = newToken({ name: 'test', scope, days: 1 }, 'test', Date.now());
    write(({ tokens }) => tokens.add(made.mark, made.token));
    return { Authorization: `Bearer ${made.secret}` };
  };
  const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${web.port}${path}`, { headers });
  return { web, notices, watched, get, write, token, config: loaded.config };
}

test('it owns the port: the engine answers monitoring, the thread what is in the store', async () => {
  const { web, get, token } = thread();
  await web.start();
  expect(await (await get('/healthz')).text()).toBe('engine: /healthz\n');
  expect((await get('/api/v1/users')).status).toBe(401);
  expect(await (await get('/api/v1/users', token('admin'))).json()).toEqual({ schemaVersion: 1, users: [] });
});

test('an engine that does not answer is said to be stalled, and the store is shown all the same', async () => {
  const { web, get, token } = thread([], { monitor: () => new Promise(() => {}) });
  await web.start();
  const slow = get('/healthz');
  expect((await get('/api/v1/tokens', token('admin'))).status).toBe(200);
  const answer = await slow;
  expect([answer.status, await answer.text()]).toEqual([503, 'stalled: the engine does not answer\n']);
});

test('an engine that stands still does not keep people from looking', async () => {
  const { web, token } = thread();
  await web.start();
  const { port } = web;
  const { Authorization } = token('admin');
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const asked = new Worker(
    `const { workerData } = require('node:worker_threads');
     fetch('http://127.0.0.1:${port}/api/v1/tokens', { headers: { Authorization: '${Authorization}' } })
       .then((answer) => Atomics.store(workerData, 0, answer.status));`,
    { eval: true, workerData: answered },
  );
  onTestFinished(() => void asked.terminate());
  // Nothing else happens on this thread until it was answered.
  const until = performance.now() + 30_000;
  while (Atomics.load(answered, 0) === 0 && performance.now() < until);
  expect(answered[0]).toBe(200);
});

test('a port that is taken is said with address and port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await vi.waitFor(() => expect(other.listening).toBe(true), PATIENCE);
  const { port } = other.address() as AddressInfo;
  const { web } = thread([`http.listen=127.0.0.1:${port}`]);
  await expect(web.start()).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining(`:${port}: another program listens there`),
  });
});

test('a thread that fails is started again, counted and said, and sessions hold', async () => {
  const { web, get, notices, write, config } = thread(['http.listen=127.0.0.1:0']);
  await web.start();
  const keep = (mark: string, until: number) => write(({ sessions }) => sessions.putLink(mark, until));
  const link = signInLink(web.url!, config, { keep, now: Date.now() });
  const signedIn = await fetch(link, { redirect: 'manual' });
  const headers = { cookie: signedIn.headers.get('set-cookie')!.split(';')[0]! };
  // No JSON can be made of it.
  web.publish('lines', { n: 1n });
  await vi.waitFor(() => expect(web.port).toBe(null), PATIENCE);
  await vi.waitFor(() => expect(web.port).not.toBe(null), PATIENCE);
  expect(web.status().restarts).toBe(1);
  expect(notices.map(({ kind, about }) => [kind, about])).toEqual([
    ['trouble', 'dashboard'],
    ['recovered', 'dashboard'],
  ]);
  expect((await get('/healthz')).status).toBe(200);
  expect(await (await get('/api/v1/session', headers)).json()).toMatchObject({
    caller: { name: 'this machine' },
  });
});

test('what is published reaches who listens, is counted, and dropped when it is not kept up with', async () => {
  const { web, get, token, watched } = thread();
  await web.start();
  const stop = new AbortController();
  const { body } = await fetch(`http://127.0.0.1:${web.port}/api/v1/live`, {
    headers: token('read'),
    signal: stop.signal,
  });
  await vi.waitFor(() => expect(watched.length).toBeGreaterThan(0), PATIENCE);
  const [topic] = watched[0]!;
  expect(web.isWatched(topic)).toBe(true);
  for (let n = 0; n < 500; n++) web.publish('nobody', { n });
  expect(web.status()).toMatchObject({ published: 500, dropped: 300 });
  await body!.cancel();
  stop.abort();
  await vi.waitFor(() => expect(web.isWatched(topic)).toBe(false), PATIENCE);
  await vi.waitFor(() => {
    web.publish('nobody', {});
    expect(web.status().dropped).toBe(300);
  }, PATIENCE);
  expect((await get('/healthz')).status).toBe(200);
});

describe('an address that others can reach', () => {
  const open = 'http.listen=0.0.0.0:0';

  test('has no dashboard without TLS and somebody to sign in, and monitoring as ever', async () => {
    const { web, get } = thread([open]);
    await web.start();
    expect(web.url).toBe(null);
    expect(web.remarks).toEqual([
      expect.stringMatching(/http\.tls\.cert.*trusted_proxies.*logsift user add/),
    ]);
    expect(await (await get('/metrics')).text()).toBe('engine: /metrics\n');
    for (const path of ['/', '/api/v1/session', '/api/v1/incidents'])
      expect(await (await get(path)).text()).toBe(`engine: ${path}\n`);
  });

  test('has one over TLS as soon as there is somebody, who may not look before the first password is changed', async () => {
    const folder = temporaryFolder();
    const { server } = certificates((name) => join(folder, name));
    const tls = [`http.tls.cert=${server.cert}`, `http.tls.key=${server.key}`];
    const { web, write } = thread([open, ...tls]);
    await web.start();
    const place = { name: `127.0.0.1:${web.port}`, cert: server.cert };
    const ask = (
      path: string,
      how: { method?: string; headers?: { [name: string]: string }; body?: string } = {},
    ) => askPlace(place, path, { ...how, signal: AbortSignal.timeout(20_000) });
    expect((await ask('/api/v1/session')).text).toBe('engine: /api/v1/session\n');
    const first = await addUser({ name: 'ada', role: 'admin', now: Date.now() }, write);
    expect(JSON.parse((await ask('/api/v1/session')).text)).toMatchObject({
      caller: null,
      signIn: 'password',
    });
    const login = await ask('/api/v1/login', {
      ...{ method: 'POST', body: JSON.stringify({ name: 'ada', password: first }) },
      headers: { 'Content-Type': 'application/json', 'X-Logsift': '1' },
    });
    expect(JSON.parse(login.text)).toMatchObject({ caller: { name: 'ada', mustChange: true } });
    await expect(
      askPlace({ ...place, cert: null }, '/healthz', { signal: AbortSignal.timeout(5000) }),
    ).rejects.toThrow();
  });

  test('says which file of TLS cannot be read', async () => {
    const { web } = thread([open, 'http.tls.cert=/nowhere/cert.pem', 'http.tls.key=/nowhere/key.pem']);
    await expect(web.start()).rejects.toMatchObject({ code: 'TLS_INVALID' });
  });
});

test('strangers get nothing but the way in', async () => {
  const { web, get } = thread();
  await web.start();
  const document = (await (await get('/api/v1/openapi.json')).json()) as {
    readonly paths: { readonly [path: string]: { readonly [method: string]: object } };
  };
  const open: string[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      const url = `http://127.0.0.1:${web.port}/api/v1${path.replace(/\{\w+\}/g, 'abcd1234')}`;
      const answer = await fetch(url, {
        method: method.toUpperCase(),
        headers: { 'X-Logsift': '1', ...(method === 'get' ? {} : { 'Content-Type': 'application/json' }) },
        ...(method === 'get' ? {} : { body: '{}' }),
      });
      await answer.body?.cancel();
      if (answer.status !== 401) open.push(`${method} ${path}`);
    }
  }
  expect(open.sort()).toEqual(['get /session', 'post /login', 'post /logout']);
  expect(Object.keys(document.paths).length).toBeGreaterThan(10);
  for (const path of [
    '/debug/pprof/heap',
    '/api/v1/debug',
    '/api/v1/../status',
    '/api',
    '/json/list',
    '/.git/config',
  ])
    expect([404, 200]).toContain((await get(path)).status);
});

import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from '../sources/network-peer.ts';
import { runCli, startCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

/** Signs in by a link; gives what to ask with from then on. */
async function signedIn(link: string) {
  const answer = await fetch(link, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const api = (path: string, body?: object) =>
    fetch(new URL(`/api/v1${path}`, link), {
      headers: { cookie, 'X-Logsift': '1', 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  return { status: answer.status, api };
}

test('the running daemon prints a link, `logsift dashboard` another, and each signs in once', async () => {
  const daemon = await listeningDaemon();
  await daemon.run.start();
  const [first] = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(daemon.run.output) ?? [];
  const asked = await runCli(['dashboard', '--config', daemon.run.config, '--state', daemon.run.state]);
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\S+\?token=[\w-]{43}\n$/) });
  for (const link of [first!, asked.stdout.trim()]) {
    const { api } = await signedIn(link);
    const session = (await (await api('/session')).json()) as { caller: { role: string }; readOnly: boolean };
    expect(session).toMatchObject({ caller: { role: 'admin' }, readOnly: false });
    expect((await (await signedIn(link)).api('/users')).status).toBe(401);
  }
});

test('what was kept can be looked at without a daemon, and nothing be changed', async () => {
  const daemon = await listeningDaemon();
  await daemon.run.start();
  await daemon.say([lineOf('web01', 'guard', 'PAGE intruder')]);
  await vi.waitFor(async () => expect((await daemon.status()).pipeline.lines).toBe(1), PATIENCE);
  const state = ['--state', daemon.run.state];
  const made = await runCli(['token', 'create', 'ci', '--scope', 'read', ...state]);
  await daemon.run.end('SIGTERM');
  const http = await freePort();
  const child = startCli(['dashboard', '--no-open', ...state, '--set', `http.listen=127.0.0.1:${http}`]);
  const [link] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const { api } = await signedIn(link.trim());
  expect(await (await api('/session')).json()).toMatchObject({ readOnly: true, caller: { role: 'admin' } });
  expect((await api('/home')).status).toBe(200);
  expect((await api('/tokens', { name: 'x', scope: 'read' })).status).toBe(409);
  const headers = { Authorization: `Bearer ${made.stdout.trim()}` };
  expect((await fetch(new URL('/api/v1/home', link), { headers })).status).toBe(200);
  expect((await fetch(new URL('/healthz', link))).status).toBe(503);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('where there is nothing to show, that is said', async () => {
  const daemon = await listeningDaemon();
  const state = ['--state', join(daemon.folder, 'nowhere')];
  const port = await freePort();
  const none = await runCli(['dashboard', ...state, '--set', `http.listen=127.0.0.1:${port}`]);
  expect(none).toMatchObject({ code: 2, stdout: '' });
  const off = await runCli(['dashboard', ...state, '--set', 'http.listen=off']);
  expect(off).toMatchObject({ code: 2, stderr: expect.stringContaining('http.listen: off') });
});

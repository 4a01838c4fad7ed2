import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Posts } from '../../src/health/posts.ts';
import { madeStatus } from './made-status.ts';
import { MonitoredServer } from './monitored-server.ts';

const TOKEN = 'a-token-that-nobody-guesses';
let server: MonitoredServer;
let taken: unknown[] = [];

async function listening(token?: string): Promise<void> {
  taken = [];
  server = new MonitoredServer({
    ...{ address: '127.0.0.1', status: () => madeStatus(), stalled: () => null },
    changes: {
      ...(token === undefined ? {} : { token }),
      take(body) {
        taken.push(body);
        return { code: 201, text: '{"id":"c1"}\n' };
      },
    },
  });
  await server.start();
}
afterEach(() => server.stop());

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
}

function post(body: string, { path = '/changes', method = 'POST', headers = {} }: Asked = {}) {
  return new Promise<{ code: number; text: string }>((done, fail) => {
    const all = { 'Content-Type': 'application/json', ...headers };
    const options = { host: '127.0.0.1', port: server.port, path, method, headers: all };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => done({ code: response.statusCode!, text }));
    });
    asked.on('error', fail).end(body);
  });
}

const DEPLOY = '{"what":"deploy api v2"}';

describe('what is posted', () => {
  test('is taken from this machine when there is no token', async () => {
    await listening();
    expect(await post(DEPLOY)).toEqual({ code: 201, text: '{"id":"c1"}\n' });
    expect(taken).toEqual([{ what: 'deploy api v2' }]);
  });

  test('is taken of whoever has the token, and of nobody else', async () => {
    await listening(TOKEN);
    const bearer = (token: string) => post(DEPLOY, { headers: { Authorization: `Bearer ${token}` } });
    expect((await post(DEPLOY)).code).toBe(401);
    expect((await bearer(`${TOKEN}x`)).code).toBe(401);
    expect(taken).toEqual([]);
    expect((await bearer(TOKEN)).code).toBe(201);
    expect((await bearer('wrong')).text).not.toContain(TOKEN);
  });

  test('is refused from web pages, as a form, and by another method', async () => {
    await listening();
    expect((await post(DEPLOY, { headers: { Origin: 'https://evil.example' } })).code).toBe(405);
    expect((await post(DEPLOY, { headers: { Host: 'evil.example' } })).code).toBe(405);
    expect((await post(DEPLOY, { headers: { 'Content-Type': 'text/plain' } })).code).toBe(415);
    expect((await post(DEPLOY, { method: 'PUT' })).code).toBe(405);
    expect((await post(DEPLOY, { path: '/status' })).code).toBe(405);
    expect(taken).toEqual([]);
  });

  test('that is no JSON, too long or too much is refused with the reason', async () => {
    await listening();
    expect(await post('{')).toMatchObject({ code: 400, text: expect.stringContaining('not JSON') });
    expect((await post('')).code).toBe(400);
    const long = await post(JSON.stringify({ what: 'x'.repeat(70_000) }));
    expect(long.code).toBe(413);
    const codes = new Set<number>();
    for (let i = 0; i < 130; i++) codes.add((await post(DEPLOY)).code);
    expect(codes).toEqual(new Set([201, 429]));
  });

  test('that never ends is given up, and others are answered', async () => {
    await listening();
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    socket.write(
      'POST /changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    expect((await post(DEPLOY)).code).toBe(201);
    socket.destroy();
    expect((await post(DEPLOY)).code).toBe(201);
    expect(taken).toHaveLength(2);
  });
});

test('without a token other machines may not, with one they may', () => {
  const from = (remote: string, token?: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
    const posts = new Posts({ token, take: () => ({ code: 201, text: '' }) });
    return posts.answer({ method: 'POST', path: '/changes', headers, remote, body: DEPLOY }, 0);
  };
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(from(address).code).toBe(201);
  for (const address of ['10.0.0.9', '2001:db8::1', '']) expect(from(address).code).toBe(403);
  expect(from('10.0.0.9', TOKEN).code).toBe(201);
});

test('what comes through a proxy is not of this machine', async () => {
  await listening();
  expect((await post(DEPLOY, { headers: { 'X-Forwarded-For': '127.0.0.1' } })).code).toBe(403);
  expect(taken).toEqual([]);
});

test('a server that takes no changes says so', async () => {
  server = new MonitoredServer({
    address: '127.0.0.1',
    status: () => madeStatus(),
    stalled: () => null,
  });
  await server.start();
  expect((await post(DEPLOY)).code).toBe(405);
});

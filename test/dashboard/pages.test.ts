import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { madeDashboard } from './made-dashboard.ts';
import { madePage } from './made-page.ts';

async function listening(publicUrl: string | null = null) {
  const files = madePage(temporaryFolder());
  const site = { address: '127.0.0.1', port: 0, publicUrl };
  const made = await madeDashboard([], { files, site });
  await made.dashboard.start();
  onTestFinished(() => made.dashboard.stop());
  const { port } = made.dashboard;
  /** The whole answer to a path as it stands, which no client would send so. */
  const raw = (path: string) =>
    new Promise<string>((done, fail) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
      );
      socket.setEncoding('latin1').on('data', (piece: string) => {
        text += piece;
      });
      socket.on('end', () => done(text)).on('error', fail);
    });
  const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { raw, get };
}

describe('the page', () => {
  test('is served for every address of it, and finds its scripts from any depth', async () => {
    const { get } = await listening();
    expect(await (await get('/')).text()).toContain('src="./assets/app-1.js"');
    expect(await (await get('/incidents?last=1d')).text()).toContain('src="./assets/app-1.js"');
    expect(await (await get('/incident/3fa9c2d1')).text()).toContain('src="../assets/app-1.js"');
    expect(await (await get('/host/web01.example.org:22/x')).text()).toContain('src="../../assets/app-1.js"');
    for (const name of ['web01.example.org', '10.0.0.1', 'a%2Fb', 'srv.js', '%2e%2e%2fetc'])
      expect(await (await get(`/host/${name}`)).text(), name).toContain('src="../assets/app-1.js"');
    expect((await get('/login')).headers.get('cache-control')).toBe('no-store');
  });

  test('has its files, packed where that is wanted, and kept for good where their names say what is in them', async () => {
    const { get, raw } = await listening();
    const script = await get('/assets/app-1.js');
    expect(await script.text()).toBe('run()');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await get('/icon.svg')).headers.get('cache-control')).toBe('no-store');
    expect((await raw('/assets/app-1.js')).endsWith('run()')).toBe(true);
    const packed = await fetch(script.url, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
  });

  test('lies below a path of a proxy, whether that takes it away or not', async () => {
    const { get } = await listening('https://ops.example.org/logs');
    for (const path of ['/logs/incident/1', '/incident/1'])
      expect(await (await get(path)).text()).toContain('src="../assets/app-1.js"');
    expect(await (await get('/logs/assets/app-1.js')).text()).toBe('run()');
    expect(((await (await get('/logs/api/v1/session')).json()) as { base: string }).base).toBe('/logs/');
  });

  test('is not changed by anybody', async () => {
    const { get } = await listening();
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await fetch((await get('/')).url, { method })).status).toBe(405);
  });
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%2fsecret.js',
  '/assets/..%5c..%5csecret.js',
  '/....//secret.js',
  '//etc/passwd',
  '/etc/passwd.js',
  '/assets/passwd.js',
  '/linked.js',
  '/secret.js',
  '/notes.txt',
  '/index.html%00.js',
  '/assets/%00',
  '/file:///etc/passwd',
  '/assets/',
  '/assets/__proto__.js',
  '/constructor.js',
])('a path leads to no other file: %s', async (path) => {
  const { raw } = await listening();
  const answer = await raw(path);
  expect(answer).not.toMatch(/hunter2|root:/);
  expect(answer).toMatch(/^HTTP\/1\.1 (?:404|400|200) /);
  if (answer.startsWith('HTTP/1.1 200')) expect(answer).toContain('app-1.js');
});

test('without a page the API is served all the same, and says so', async () => {
  const made = await madeDashboard();
  expect(await made.ask('GET', './', { as: null })).toMatchObject({ status: 404 });
  expect((await made.get('/session', null)).status).toBe(200);
});

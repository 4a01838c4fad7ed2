import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineRoute, defineStream } from '../../src/dashboard/route.ts';
import { isNetwork } from '../../src/dashboard/site.ts';
import { type Made, madeDashboard } from './made-dashboard.ts';

let changes = 0;
const change = defineRoute({
  ...{ method: 'POST', path: '/change', role: 'viewer', describe: 'Changes.', answer: z.object({}) },
  handle() {
    changes++;
    return {};
  },
});
const stream = defineStream({
  ...{ path: '/live', role: 'viewer', describe: 'Live.', events: { tick: z.object({}) } },
  topics: () => ['tick'],
});
const made = (more = {}) => madeDashboard([change], { streams: [stream], ...more });

/** The headers of a page that was signed in by a link. */
const page = ({ access }: Made, port = 8514) => {
  const secret = access.sessions.beginByLink(access.sessions.link())!;
  return { cookie: `logsift_${port}=${secret}`, 'x-logsift': '1' };
};

describe('a page of another site', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:9999' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  test.each(foreign)('changes nothing over somebody’s session: %o', async (headers) => {
    const dashboard = await made();
    changes = 0;
    const answer = await dashboard.ask('POST', '/change', {
      ...{ as: null, body: {} },
      headers: { ...page(dashboard), ...headers },
    });
    expect([answer.status, changes]).toEqual([403, 0]);
  });

  test.each(foreign)('reads nothing and hears nothing: %o', async (headers) => {
    const dashboard = await made();
    for (const path of ['/session', '/live'])
      expect(
        (await dashboard.ask('GET', path, { as: null, headers: { ...page(dashboard), ...headers } })).status,
      ).toBe(403);
    expect(dashboard.hub.counters().joined).toBe(0);
  });

  test('cannot send the header that a change wants, and without it there is none', async () => {
    const dashboard = await made();
    changes = 0;
    const { cookie } = page(dashboard);
    const ask = (headers: { readonly [name: string]: string }) =>
      dashboard.ask('POST', '/change', { as: null, body: {}, headers: { cookie, ...headers } });
    expect((await ask({})).status).toBe(403);
    expect((await ask({ 'x-logsift': '1', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask({ 'x-logsift': '1', origin: 'http://127.0.0.1:8514' })).status).toBe(200);
    expect(changes).toBe(2);
  });

  test('cannot sign its visitor in, or send a form', async () => {
    const dashboard = await made();
    const body = { name: 'a', password: 'b' };
    expect((await dashboard.ask('POST', '/login', { as: null, body })).status).toBe(403);
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])
      expect(
        (
          await dashboard.dashboard.app.inject({
            ...{ method: 'POST', url: '/api/v1/change', payload: 'a=b' },
            headers: { ...page(dashboard), host: '127.0.0.1:8514', 'content-type': type },
          })
        ).statusCode,
      ).toBe(415);
  });

  test('is told by no header that it may', async () => {
    const dashboard = await made();
    const answer = await dashboard.ask('OPTIONS' as 'GET', '/change', {
      ...{ as: null },
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

test('a name that was made to lead here is refused on loopback, but for the public one', async () => {
  const dashboard = await made();
  for (const host of ['evil.example', 'evil.example:8514', '127.0.0.1.evil.example'])
    expect((await dashboard.ask('GET', '/session', { headers: { host } })).status).toBe(403);
  for (const host of ['localhost:8514', '127.0.0.1', '[::1]:8514'])
    expect((await dashboard.ask('GET', '/session', { headers: { host } })).status).toBe(200);
  const site = { address: '127.0.0.1', port: 8514, publicUrl: 'https://ops.example.org/logs' };
  const behind = await made({ site });
  expect((await behind.ask('GET', '/session', { headers: { host: 'ops.example.org' } })).status).toBe(200);
  expect((await behind.ask('GET', '/session', { headers: { host: 'ops.example.com' } })).status).toBe(403);
});

describe('where others can listen', () => {
  const site = { address: '0.0.0.0', port: 8514, publicUrl: 'https://ops.example.org' };
  const from = async (remoteAddress: string, headers: { readonly [name: string]: string }) => {
    const dashboard = await made({ site, trustedProxies: ['10.0.0.0/8'] });
    const answer = await dashboard.dashboard.app.inject({
      ...{ method: 'GET', url: '/api/v1/session', remoteAddress },
      headers: { host: 'ops.example.org', ...headers },
    });
    return answer.statusCode;
  };

  test('nobody is talked to in the clear', async () => {
    expect(await from('192.0.2.7', {})).toBe(403);
    expect(await from('127.0.0.1', {})).toBe(200);
  });

  test('the declared proxy is believed, and nobody else who says to be one', async () => {
    const said = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
    expect(await from('10.1.2.3', said)).toBe(200);
    expect(await from('192.0.2.7', said)).toBe(403);
  });

  test('a proxy that is not declared is told to be', async () => {
    const dashboard = await made();
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    expect(await dashboard.ask('GET', '/session', { headers })).toMatchObject({
      status: 403,
      json: { error: expect.stringContaining('http.trusted_proxies') },
    });
  });

  test('cookies are for this host alone, over TLS', async () => {
    const dashboard = await made({ site, trustedProxies: ['10.0.0.0/8'] });
    const answer = await dashboard.dashboard.app.inject({
      ...{ method: 'POST', url: '/api/v1/logout', remoteAddress: '10.1.2.3', payload: {} },
      headers: {
        ...{ host: 'ops.example.org', 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' },
        ...{ origin: 'https://ops.example.org', 'x-logsift': '1' },
      },
    });
    expect(answer.headers['set-cookie']).toMatch(/^__Host-logsift=;.* Path=\/;.* Secure;/);
  });
});

test('what one address may ask in a while has an end, and others are answered', async () => {
  const dashboard = await made();
  const ask = async (remoteAddress: string) =>
    (
      await dashboard.dashboard.app.inject({
        ...{ method: 'GET', url: '/api/v1/session', remoteAddress, headers: { host: 'localhost' } },
      })
    ).statusCode;
  const codes = new Set<number>();
  for (let i = 0; i < 1200; i++) codes.add(await ask('192.0.2.7'));
  expect(codes).toEqual(new Set([200, 429]));
  expect(await ask('192.0.2.8')).toBe(200);
  expect(dashboard.dashboard.refused).toBeGreaterThan(0);
});

test('networks are told from what is none', () => {
  expect(['10.0.0.0/8', '::1', '2001:db8::/32', '192.0.2.1'].every(isNetwork)).toBe(true);
  expect(
    ['', 'proxy', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', '10.0.0.0/'].some(isNetwork),
  ).toBe(false);
});

test('every answer has the policy, whatever it is', async () => {
  const dashboard = await made();
  for (const path of ['/session', '/nothing', './', './../x', '/session?x=1', './%zz']) {
    const { headers } = await dashboard.ask('GET', path, { as: null });
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  }
});

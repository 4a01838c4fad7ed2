import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadWithTopology } from '../../../src/app/topology-of.ts';
import { refusalOf, webAccess, webAudit } from '../../../src/app/web/access.ts';
import { dashboardUrl, signInLink } from '../../../src/app/web/link.ts';
import { Views } from '../../../src/app/web/views.ts';
import { markOf } from '../../../src/dashboard/sessions.ts';
import { Store } from '../../../src/store/store.ts';
import { temporaryFolder } from '../made-logs.ts';

const NOW = Date.UTC(2026, 10, 21);

function httpOf(...set: string[]) {
  const request = { env: {}, home: '/nowhere', hostname: 'web01', root: false, files: [] };
  return loadWithTopology({ ...request, set: set.map((one) => `http.${one}`) }).config.http;
}

function access(readOnly: boolean) {
  const folder = join(temporaryFolder(), 'state');
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  const views = new Views(folder);
  const troubles: string[] = [];
  const options = {
    ...{ folder, views, readOnly, links: true, now: () => NOW },
    onTrouble: (text: string) => troubles.push(text),
  };
  onTestFinished(() => {
    views.close();
    store.close();
  });
  return { store, troubles, world: webAccess(options), audit: webAudit(options) };
}

const session = { mark: 'm', user: null, made: NOW, seen: NOW };
const entry = { who: 'ada', by: null, address: '::1', what: 'POST /x', about: '{}', status: 200 };

test('loopback needs nothing, any other address who may and how nobody listens', () => {
  expect(refusalOf(httpOf(), false)).toBe(null);
  expect(refusalOf(httpOf('listen=[::1]:8514'), false)).toBe(null);
  const open = httpOf('listen=0.0.0.0:8514');
  expect(refusalOf(open, true)).toMatch(/TLS .* or a declared proxy/);
  expect(refusalOf(open, true)).not.toContain('logsift user');
  const tls = httpOf('listen=0.0.0.0:8514', 'tls.cert=/c.pem', 'tls.key=/k.pem');
  expect(refusalOf(tls, false)).toContain('logsift user add');
  expect(refusalOf(tls, true)).toBe(null);
  const proxied = httpOf('listen=:8514', 'public_url=https://x.example', 'trusted_proxies=[10.0.0.1]');
  expect(refusalOf(proxied, true)).toBe(null);
});

test('a proxy that is declared has a public address to go with it', () => {
  expect(() => httpOf('trusted_proxies=[10.0.0.1]')).toThrow(/public_url is missing/);
  expect(() => httpOf('public_url=https://x.example', 'trusted_proxies=[proxy]')).toThrow(/10\.0\.0\.0\/8/);
});

test('people are sent to where they reach it, and links are for loopback', () => {
  const keep = () => {};
  expect(dashboardUrl(httpOf(), 8514)).toBe('http://127.0.0.1:8514/');
  expect(dashboardUrl(httpOf('listen=[::1]:8514'), 8514)).toBe('http://[::1]:8514/');
  const url = 'public_url=https://x.example/logs';
  expect(dashboardUrl(httpOf(url), 8514)).toBe('http://127.0.0.1:8514/');
  expect(dashboardUrl(httpOf(url, 'trusted_proxies=[127.0.0.1]'), 8514)).toBe('https://x.example/logs/');
  const open = httpOf('listen=0.0.0.0:8514', 'tls.cert=/c.pem', 'tls.key=/k.pem');
  expect(dashboardUrl(open, 8514)).toBe('https://127.0.0.1:8514/');
  expect(signInLink('https://127.0.0.1:8514/', { http: open }, { keep, now: NOW })).not.toContain('token');
  expect(signInLink('http://127.0.0.1:8514/', { http: httpOf() }, { keep, now: NOW })).toMatch(
    /\?token=[\w-]{43}$/,
  );
});

test('of sessions, links and tokens the store has only what nobody can use', () => {
  const { store, world } = access(false);
  const kept: string[] = [];
  const link = signInLink(
    'http://127.0.0.1/',
    { http: httpOf() },
    { keep: (mark) => kept.push(mark), now: NOW },
  );
  const secret = link.split('token=')[1]!;
  expect(kept).toEqual([markOf(secret)]);
  world.sessions.putLink(kept[0]!, NOW + 1000);
  expect(world.sessions.takeLink(secret, NOW)).toBe(false);
  expect(world.sessions.takeLink(kept[0]!, NOW)).toBe(true);
  expect(world.sessions.takeLink(kept[0]!, NOW)).toBe(false);
  world.sessions.put(session);
  expect(store.sessions.find('m')).toEqual(session);
});

test('without a daemon nothing is written', () => {
  const { store, world, audit } = access(true);
  world.sessions.put(session);
  audit(entry);
  expect(() => world.users.setPassword('ada', 'x')).toThrow(/no daemon/);
  expect([store.sessions.find('m'), store.audit.list(1)]).toEqual([null, []]);
  expect(world.sessions.find('m')).toEqual(session);
});

test('what cannot be written is said, and keeps nobody out', () => {
  const { store, world, audit, troubles } = access(false);
  store.close();
  // A database that is damaged, or a disk that is full.
  store.state.close();
  const broken = webAccess({
    ...{ folder: '/dev/null/nowhere', readOnly: false, links: true, now: () => NOW },
    views: new Views('/dev/null/nowhere'),
    onTrouble: (text) => troubles.push(text),
  });
  broken.sessions.put(session);
  expect(broken.sessions.find('m')).toEqual(session);
  expect(troubles).toEqual([expect.stringContaining('sessions cannot be written')]);
  expect(world.sessions.find('other')).toBe(null);
  audit(entry);
});

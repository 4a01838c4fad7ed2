import { beforeAll, expect, it } from 'vitest';
import { accessPages, addUser } from '../../../src/app/web/people.ts';
import type { WebBase } from '../../../src/app/web/routes.ts';
import { hashed } from '../../../src/dashboard/passwords.ts';
import { accessRoutes } from '../../../src/dashboard/routes-access.ts';
import { markOf } from '../../../src/dashboard/sessions.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { type MadeState, madeState } from '../made-state.ts';

const NOW = Date.UTC(2026, 10, 18, 12);
const PASSWORD = 'correct horse battery';

let state: MadeState;
let page: Made;
let headers: Record<string, string>;
beforeAll(async () => {
  state = await madeState([], { now: NOW });
  // Of all that the dashboard has, these pages use these.
  const base = { ...state.parts, write: state.write } as unknown as WebBase;
  page = await madeDashboard(accessRoutes(accessPages(base)));
  page.users.set('ada', { name: 'ada', role: 'admin', password: await hashed(PASSWORD), mustChange: false });
  const { headers: got } = await page.ask('POST', '/login', {
    as: null,
    body: { name: 'ada', password: PASSWORD },
    headers: { 'x-logsift': '1' },
  });
  headers = { cookie: String(got['set-cookie']).split(';')[0]!, 'x-logsift': '1' };
}, 60_000);

const asAda = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
  page.ask(method, path, { as: null, headers, ...(body === undefined ? {} : { body }) });

it('a person makes tokens, whose secrets are shown once and kept as hashes, and revokes them', async () => {
  const { status, json } = await asAda('POST', '/tokens', { name: 'grafana', scope: 'read', days: 30 });
  expect(status, JSON.stringify(json)).toBe(200);
  expect(json.token).toMatchObject({ name: 'grafana', scope: 'read', by: 'ada', used: null });
  const listed = await asAda('GET', '/tokens');
  expect(listed.json.tokens).toEqual([json.token]);
  expect(listed.text).not.toContain(json.secret);
  expect(state.parts.store.tokens.find(markOf(json.secret))).toMatchObject({ name: 'grafana' });
  expect((await asAda('DELETE', `/tokens/${json.token.id}`)).status).toBe(200);
  expect((await asAda('DELETE', `/tokens/${json.token.id}`)).status).toBe(404);
  expect((await asAda('GET', '/tokens')).json.tokens).toEqual([]);
});

it('a token makes no tokens, and only admins see them, people and the log', async () => {
  expect((await page.post('/tokens', { name: 'more', scope: 'read' }, 'admin')).status).toBe(403);
  for (const path of ['/tokens', '/users', '/audit'])
    expect([path, (await page.get(path, 'operator')).status]).toEqual([path, 403]);
  expect((await asAda('POST', '/tokens', { name: '<script>', scope: 'read' })).status).toBe(400);
  expect((await asAda('DELETE', '/tokens/..%2f..%2fx')).status).toBe(400);
});

it('people are listed without anything of their passwords', async () => {
  await addUser({ name: 'bob', role: 'viewer', now: NOW }, state.write);
  const { json, text } = await page.get('/users', 'admin');
  expect(json.users).toEqual([{ name: 'bob', role: 'viewer', made: NOW, mustChange: true }]);
  expect(text).not.toMatch(/scrypt|password"/);
});

it('the audit log goes on page by page, the latest first', async () => {
  for (let i = 0; i < 5; i++)
    state.write(({ audit }) =>
      audit.add({
        at: NOW + i,
        who: 'ada',
        by: 'password',
        address: '127.0.0.1',
        what: `POST /made/${i}`,
        about: '{}',
        status: 200,
      }),
    );
  const what: string[] = [];
  let cursor = '';
  for (;;) {
    const { json } = await page.get(`/audit?limit=2${cursor}`, 'admin');
    what.push(...json.items.map((one: { what: string }) => one.what));
    if (json.next === null) break;
    cursor = `&cursor=${json.next}`;
  }
  expect(what).toEqual([4, 3, 2, 1, 0].map((i) => `POST /made/${i}`));
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { settingsWorld } from '../../../src/app/web/settings.ts';
import { settingsRoutes } from '../../../src/dashboard/routes-settings.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { logFile, temporaryFolder } from '../made-logs.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.UTC(2026, 10, 18, 12);
const PATIENCE = { timeout: 60_000, interval: 100 };

/** Four quiet days, and on the last one a break-in. */
function made(): string[] {
  const lines: string[] = [];
  for (let at = NOW - 4 * DAY; at < NOW; at += MINUTE) {
    lines.push(
      stamped(
        at,
        'gate',
        `sshd[77]: Accepted publickey for alice from 10.0.0.7 port ${4000 + ((at / MINUTE) % 900)} ssh2`,
      ),
    );
    if (at !== NOW - 6 * 60 * MINUTE) continue;
    for (let i = 0; i < 400; i++)
      lines.push(
        stamped(
          at + 100 + i * 100,
          'gate',
          `sshd[${900 + i}]: Failed password for root from 203.0.113.9 port ${5000 + i} ssh2`,
        ),
      );
    lines.push(
      stamped(at + 50_000, 'gate', 'sshd[999]: Accepted password for root from 203.0.113.9 port 6001 ssh2'),
    );
  }
  return lines;
}

const got: string[] = [];
let server: Server;
let state: MadeState;
let page: Made;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    got.push(body);
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook-token-4711`;
  const log = logFile(temporaryFolder(), 'auth.log', made());
  const hook = { type: 'webhook', name: 'hook', url, allow_private: true };
  state = await madeState([], {
    now: NOW,
    set: [
      `sources=${JSON.stringify([{ type: 'file', paths: [log] }])}`,
      `notifiers=${JSON.stringify([hook])}`,
    ],
  });
  const values = [{ key: 'notifiers.0.url', value: '(hidden)', from: 'x.yaml:1:1' }];
  const plan = { written: { files: ['x.yaml'], values, notes: ['a note'] } };
  page = await madeDashboard(settingsRoutes(settingsWorld({ ...state.parts, plan })));
}, 60_000);
afterAll(() => void server.close());

const get = async (path: string) => {
  const { status, json } = await page.get(path);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};

it('the configuration is shown as it was written, without secrets', async () => {
  expect(await get('/settings/config')).toEqual({
    ...{ schemaVersion: 1, files: ['x.yaml'], notes: ['a note'] },
    values: [{ key: 'notifiers.0.url', value: '(hidden)', from: 'x.yaml:1:1' }],
  });
});

describe('a receiver', () => {
  it('is tested by a message that really goes out, or is only shown', async () => {
    expect(await get('/settings/receivers')).toMatchObject({
      receivers: [{ name: 'hook', type: 'webhook', state: null }],
    });
    const shown = await page.post('/settings/receivers/test', { name: 'hook', dryRun: true });
    expect(shown.json).toMatchObject({ sent: null, rendered: expect.stringContaining('nothing is wrong') });
    expect(got).toEqual([]);
    const { json, text } = await page.post('/settings/receivers/test', { name: 'hook' });
    expect(json).toMatchObject({ sent: true, reason: null });
    expect(got).toEqual([expect.stringContaining('Test of logsift')]);
    expect(text).not.toContain('hook-token-4711');
  });

  it('that there is not, or that who only looks asks for, is refused', async () => {
    expect((await page.post('/settings/receivers/test', { name: 'other' })).status).toBe(400);
    expect((await page.post('/settings/receivers/test', { name: 'hook' }, 'viewer')).status).toBe(403);
  });
});

describe('a backtest', () => {
  it('is made in a thread of its own, kept, and shown day by day', async () => {
    expect(await get('/settings/backtest')).toMatchObject({ last: null, running: null, trouble: null });
    const begun = await page.post('/settings/backtest', { days: 2, learn: 2 });
    expect(begun.json.running).toMatchObject({ by: 'token operator', began: NOW });
    expect((await page.post('/settings/backtest', {})).status).toBe(400);
    await vi.waitFor(async () => expect((await get('/settings/backtest')).running).toBeNull(), PATIENCE);
    const { last, trouble } = await get('/settings/backtest');
    expect(trouble).toBeNull();
    expect(last).toMatchObject({
      by: 'token operator',
      made: NOW,
      since: NOW - 2 * DAY,
      lines: 4 * 1440 + 401,
    });
    expect(last.days.map(({ day }: { day: string }) => day)).toEqual([
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
    ]);
    expect(last.days[2].incidents).toBeGreaterThan(0);
    expect(last.pages.length + last.digest.length).toBeGreaterThan(0);
  });

  it('that is under way can be given up', async () => {
    await page.post('/settings/backtest', { days: 2, learn: 2 });
    const { json } = await page.ask('DELETE', '/settings/backtest', { as: 'operator' });
    expect(json).toMatchObject({ running: null, trouble: null });
    expect((await page.post('/settings/backtest', { days: 1000 })).status).toBe(400);
  });
});

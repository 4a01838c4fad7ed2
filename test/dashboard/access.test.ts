import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hashed, isPassword, weakness } from '../../src/dashboard/passwords.ts';
import { defineRoute } from '../../src/dashboard/route.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { type Made, madeDashboard } from './made-dashboard.ts';
import { madePage } from './made-page.ts';

const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;
// Made once, as it takes its time.
const HASH = await hashed(PASSWORD);

const look = defineRoute({
  ...{ method: 'GET', path: '/look', role: 'viewer', describe: 'Looks.', answer: z.object({}) },
  handle: () => ({}),
});

async function withAda(more: { readonly mustChange?: boolean } = {}): Promise<Made> {
  const made = await madeDashboard([look]);
  made.users.set('ada', { name: 'ada', role: 'operator', password: HASH, mustChange: false, ...more });
  return made;
}

const login = (made: Made, name: string, password: string, headers = {}) =>
  made.ask('POST', '/login', {
    as: null,
    body: { name, password },
    headers: { 'x-logsift': '1', ...headers },
  });

/** `name=secret` of the cookie that an answer sets. */
function cookieOf(headers: { readonly [name: string]: unknown }): string {
  return String(headers['set-cookie']).split(';')[0]!;
}

const who = async (made: Made, cookie: string) =>
  (await made.ask('GET', '/session', { as: null, headers: { cookie } })).json.caller?.name ?? null;

describe('signing in by name', () => {
  test('gives a session in a cookie that no script and no other site gets at', async () => {
    const made = await withAda();
    const answer = await login(made, 'ada', PASSWORD);
    expect(answer).toMatchObject({ status: 200, json: { caller: { name: 'ada', role: 'operator' } } });
    expect(answer.headers['set-cookie']).toMatch(
      /^logsift_8514=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    expect(await who(made, cookieOf(answer.headers))).toBe('ada');
    expect(answer.text).not.toContain(cookieOf(answer.headers).split('=')[1]);
  });

  test('fails alike for a wrong password and for a name that nobody has', async () => {
    const made = await withAda();
    const wrong = await login(made, 'ada', 'wrong');
    const nobody = await login(made, 'eve', 'wrong');
    const odd = await login(made, "' OR 1=1 --", 'wrong');
    expect([wrong.status, nobody.status, odd.status]).toEqual([401, 401, 401]);
    expect(nobody.text).toBe(wrong.text);
    expect(odd.text).toBe(wrong.text);
    expect(wrong.headers['set-cookie']).toBe(undefined);
  });

  test('nobody has no password that would fit', async () => {
    for (const given of ['', 'nobody', '\0']) expect(await isPassword(given, null)).toBe(false);
    expect(await isPassword(PASSWORD, HASH)).toBe(true);
    for (const kept of ['', 'x', 'scrypt$1$1$1$$', 'scrypt$1073741824$8$1$AAAA$AAAA', `md5${HASH.slice(6)}`])
      expect(await isPassword(PASSWORD, kept)).toBe(false);
  });

  test('is heard more and more slowly while it fails, also for a name that nobody has', async () => {
    for (const name of ['ada', 'eve']) {
      const made = await withAda();
      for (let i = 0; i < 5; i++) expect((await login(made, name, 'wrong')).status).toBe(401);
      const late = await login(made, name, PASSWORD);
      expect(late).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
      made.pass(1000);
      expect((await login(made, name, 'wrong')).status).toBe(401);
      expect(await login(made, name, 'wrong')).toMatchObject({ headers: { 'retry-after': '2' } });
    }
  });

  test('is slowed down by address, too, whichever names are tried', async () => {
    const made = await withAda();
    for (let i = 0; i < 5; i++) await login(made, `name${i}`, 'wrong');
    expect((await login(made, 'ada', PASSWORD)).status).toBe(429);
    made.pass(2 * HOUR);
    expect((await login(made, 'ada', PASSWORD)).status).toBe(200);
  });

  test('is not over a session that was planted before', async () => {
    const made = await withAda();
    const planted = `logsift_8514=${'A'.repeat(43)}`;
    const answer = await login(made, 'ada', PASSWORD, { cookie: planted });
    expect(cookieOf(answer.headers)).not.toBe(planted);
    expect(await who(made, planted)).toBe(null);
    const again = await login(made, 'ada', PASSWORD, { cookie: cookieOf(answer.headers) });
    expect(cookieOf(again.headers)).not.toBe(cookieOf(answer.headers));
    // The one before is over.
    expect(await who(made, cookieOf(answer.headers))).toBe(null);
  });

  test('is written down with the name that was given, whether it worked or not', async () => {
    const made = await withAda();
    await login(made, 'eve', 'wrong');
    await login(made, 'ada', PASSWORD);
    expect(made.audited.map(({ who: name, what, status }) => [name, what, status])).toEqual([
      ['eve', 'POST /login', 401],
      ['ada', 'POST /login', 200],
    ]);
    expect(JSON.stringify(made.audited)).not.toContain('wrong');
  });
});

describe('a first password', () => {
  test('has to be changed before anything else', async () => {
    const made = await withAda({ mustChange: true });
    const answer = await login(made, 'ada', PASSWORD);
    expect(answer.json.caller.mustChange).toBe(true);
    const headers = { cookie: cookieOf(answer.headers), 'x-logsift': '1' };
    const change = (old: string, fresh: string) =>
      made.ask('POST', '/password', { as: null, headers, body: { old, new: fresh } });
    const looked = async (cookie: string) =>
      (await made.ask('GET', '/look', { as: null, headers: { cookie } })).status;
    expect(await looked(headers.cookie)).toBe(403);
    expect((await change('wrong', 'another good one')).status).toBe(403);
    expect((await change(PASSWORD, PASSWORD)).status).toBe(400);
    expect((await change(PASSWORD, 'short')).status).toBe(400);
    const changed = await change(PASSWORD, 'another good one');
    expect(changed.status).toBe(200);
    expect(made.users.get('ada')!.mustChange).toBe(false);
    // Who had the first password is out.
    expect(await who(made, headers.cookie)).toBe(null);
    expect(await who(made, cookieOf(changed.headers))).toBe('ada');
    expect(await looked(cookieOf(changed.headers))).toBe(200);
  });

  test('and no other may be easy to guess', () => {
    expect(weakness('short', 'ada')).not.toBe(null);
    expect(weakness('aaaaaaaaaaaaaaaa', 'ada')).not.toBe(null);
    expect(weakness('my-name-is-ada-so', 'ada')).not.toBe(null);
    expect(weakness('x'.repeat(300), 'ada')).not.toBe(null);
    expect(weakness(PASSWORD, 'ada')).toBe(null);
  });
});

describe('a session', () => {
  test('ends after half a day unused, and after a month in any case', async () => {
    const made = await withAda();
    const first = cookieOf((await login(made, 'ada', PASSWORD)).headers);
    made.pass(11 * HOUR);
    expect(await who(made, first)).toBe('ada');
    made.pass(13 * HOUR);
    expect(await who(made, first)).toBe(null);
    const second = cookieOf((await login(made, 'ada', PASSWORD)).headers);
    for (let hours = 0; hours < 30 * 24; hours += 10) {
      expect(await who(made, second)).toBe('ada');
      made.pass(10 * HOUR);
    }
    made.pass(HOUR);
    expect(await who(made, second)).toBe(null);
  });

  test('ends by signing out', async () => {
    const made = await withAda();
    const cookie = cookieOf((await login(made, 'ada', PASSWORD)).headers);
    const out = await made.ask('POST', '/logout', {
      as: null,
      headers: { cookie, 'x-logsift': '1' },
      body: {},
    });
    expect(out.headers['set-cookie']).toContain('Max-Age=0');
    expect(await who(made, cookie)).toBe(null);
  });

  test('is over at once for somebody who was removed, and goes with their role', async () => {
    const made = await withAda();
    const cookie = cookieOf((await login(made, 'ada', PASSWORD)).headers);
    made.users.set('ada', { ...made.users.get('ada')!, role: 'viewer' });
    const answer = await made.ask('GET', '/session', { as: null, headers: { cookie } });
    expect(answer.json.caller.role).toBe('viewer');
    made.users.delete('ada');
    expect(await who(made, cookie)).toBe(null);
  });
});

describe('a token', () => {
  test('that is none, forged or over is refused, and not taken for no token', async () => {
    const made = await madeDashboard();
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const claims = Buffer.from('{"sub":"admin","role":"admin"}').toString('base64url');
    for (const authorization of [
      `Bearer ${none}.${claims}.`,
      'Bearer x',
      'Bearer token-for-tests-of-nobody',
      'Basic YWRtaW46YWRtaW4=',
      'Bearer ',
    ])
      expect(await made.ask('GET', '/session', { as: null, headers: { authorization } })).toMatchObject({
        status: 401,
      });
    for (const [mark, token] of made.tokens) made.tokens.set(mark, { ...token, until: 1 });
    expect((await made.get('/session', 'admin')).status).toBe(401);
  });
});

describe('a link of this machine', () => {
  const page = (made: Made, path: string, headers = {}) => made.ask('GET', `.${path}`, { as: null, headers });

  test('signs in once, as admin, and leaves the address', async () => {
    const made = await madeDashboard([], { files: madePage(temporaryFolder()) });
    const link = made.access.sessions.link();
    const answer = await page(made, `/incidents?token=${link}`);
    expect(answer).toMatchObject({ status: 303, headers: { location: './incidents' } });
    expect(answer.headers['set-cookie']).toContain('HttpOnly; SameSite=Strict');
    expect(await who(made, cookieOf(answer.headers))).toBe('this machine');
    const again = await page(made, `/incident/3fa9?token=${link}`);
    expect(again).toMatchObject({ status: 303, headers: { location: '../login?why=link' } });
    expect(again.headers['set-cookie']).toBe(undefined);
    const mine = { cookie: cookieOf(answer.headers) };
    const back = await page(made, `/incident/3fa9?token=${link}`, mine);
    expect(back).toMatchObject({ status: 303, headers: { location: './3fa9' } });
  });

  test('is not used up by a browser that looks ahead, and not good for ever', async () => {
    const made = await madeDashboard([], { files: madePage(temporaryFolder()) });
    const link = made.access.sessions.link();
    expect((await page(made, `/?token=${link}`, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(503);
    expect((await page(made, `/?token=${link}`)).headers.location).toBe('./');
    const old = made.access.sessions.link();
    made.pass(HOUR);
    expect((await page(made, `/?token=${old}`)).headers.location).toBe('./login?why=link');
  });

  test('is none where others can reach the address', async () => {
    const site = { address: '0.0.0.0', port: 8514, publicUrl: null };
    const made = await madeDashboard([], {
      files: madePage(temporaryFolder()),
      site,
      world: { links: false },
    });
    const link = made.access.sessions.link();
    expect((await page(made, `/?token=${link}`)).headers['set-cookie']).toBe(undefined);
    expect((await made.get('/session', null)).json.signIn).toBe('password');
  });
});

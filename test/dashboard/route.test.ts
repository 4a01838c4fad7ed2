import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LogsiftError } from '../../src/core/errors.ts';
import { ApiProblem } from '../../src/dashboard/problem.ts';
import { defineRoute } from '../../src/dashboard/route.ts';
import { madeDashboard } from './made-dashboard.ts';

const numbers = defineRoute({
  ...{ method: 'GET', path: '/numbers/:id', role: 'viewer', describe: 'Numbers.' },
  params: z.strictObject({ id: z.string().regex(/^[a-f\d]+$/, 'wants an id') }),
  query: z.strictObject({ most: z.coerce.number().int().max(10).default(3) }),
  answer: z.object({ id: z.string(), numbers: z.array(z.number()) }),
  handle: ({ params, query }) => ({
    id: params.id,
    numbers: Array.from({ length: query.most }, (_, i) => i),
  }),
});
const said: string[] = [];
const say = defineRoute({
  ...{ method: 'POST', path: '/numbers/:id/say', role: 'operator', describe: 'Says it.' },
  params: z.strictObject({ id: z.string() }),
  body: z.strictObject({ note: z.string().max(10) }),
  answer: z.object({}),
  handle({ body, caller }) {
    said.push(`${caller.name}: ${body.note}`);
    return {};
  },
});
const failing = (error: Error) =>
  defineRoute({
    ...{ method: 'GET', path: '/failing', role: 'viewer', describe: 'Fails.', answer: z.object({}) },
    handle() {
      throw error;
    },
  });

describe('a declared route', () => {
  test('gets what was asked, checked, and its answer has a version', async () => {
    const { get } = await madeDashboard([numbers]);
    expect((await get('/numbers/ab12?most=2')).json).toEqual({
      schemaVersion: 1,
      id: 'ab12',
      numbers: [0, 1],
    });
    expect((await get('/numbers/ab12')).json.numbers).toHaveLength(3);
  });

  test('says what is wrong with a question, and where', async () => {
    const { get, post } = await madeDashboard([numbers, say]);
    expect(await get('/numbers/ab12?most=11')).toMatchObject({ status: 400, json: { field: 'query.most' } });
    expect(await get('/numbers/ab12?moist=1')).toMatchObject({ status: 400, json: { schemaVersion: 1 } });
    expect(await get('/numbers/xyz')).toMatchObject({ status: 400, json: { error: 'path.id: wants an id' } });
    expect(await post('/numbers/a/say', { note: 'far too long a note' })).toMatchObject({ status: 400 });
    expect(await post('/numbers/a/say', { note: 'x', more: 1 })).toMatchObject({ status: 400 });
    expect(await get('/nothing')).toMatchObject({ status: 404 });
  });

  test('is not answered to strangers, nor to those who may less', async () => {
    const { get, post } = await madeDashboard([numbers, say]);
    expect((await get('/numbers/ab12', null)).status).toBe(401);
    expect(await post('/numbers/a/say', { note: 'x' }, 'viewer')).toMatchObject({
      status: 403,
      json: { error: expect.stringContaining('wanted the role operator') },
    });
    expect((await post('/numbers/a/say', { note: 'hello' }, 'admin')).status).toBe(200);
    expect(said).toEqual(['token admin: hello']);
  });

  test('is written down when it changes something, also when it was refused', async () => {
    const { get, post, audited } = await madeDashboard([numbers, say]);
    await get('/numbers/ab12');
    await post('/numbers/ab/say', { note: 'x' }, 'viewer');
    await post('/numbers/ab/say', { note: 'x' });
    await post('/numbers/ab/say', { note: 'x' }, null);
    const what = 'POST /numbers/:id/say';
    expect(audited).toEqual([
      { who: 'token viewer', by: 'token', address: '127.0.0.1', what, about: '{"id":"ab"}', status: 403 },
      { who: 'token operator', by: 'token', address: '127.0.0.1', what, about: '{"id":"ab"}', status: 200 },
    ]);
  });

  test('tells nobody what went wrong inside', async () => {
    const secret = await madeDashboard([failing(new Error('password=hunter2 in /etc/secret'))]);
    const got = await secret.get('/failing');
    expect(got).toMatchObject({ status: 500, json: { schemaVersion: 1 } });
    expect(got.text).not.toContain('hunter2');
    expect(secret.errors).toHaveLength(1);
    const locked = await madeDashboard([failing(new LogsiftError('STATE_LOCKED', 'it is busy'))]);
    expect(await locked.get('/failing')).toMatchObject({ status: 503, json: { code: 'STATE_LOCKED' } });
    const known = await madeDashboard([failing(new ApiProblem(409, 'it is over already'))]);
    expect(await known.get('/failing')).toMatchObject({ status: 409, json: { error: 'it is over already' } });
  });

  test('changes nothing where no daemon is at work', async () => {
    const { get, post } = await madeDashboard([numbers, say], { readOnly: true });
    expect((await get('/numbers/ab12')).status).toBe(200);
    expect((await post('/numbers/ab/say', { note: 'x' })).status).toBe(409);
  });
});

test('the OpenAPI document names every route with what it wants', async () => {
  const { get } = await madeDashboard([numbers, say]);
  const { json } = await get('/openapi.json', null);
  expect(json.openapi).toBe('3.1.1');
  expect(json.paths['/numbers/{id}'].get).toMatchObject({
    operationId: 'getNumbersById',
    parameters: [
      { name: 'id', in: 'path', required: true },
      { name: 'most', in: 'query', required: false },
    ],
  });
  const answer = json.paths['/numbers/{id}'].get.responses[200].content['application/json'].schema;
  expect(answer.required).toEqual(['schemaVersion', 'id', 'numbers']);
  expect(json.paths['/numbers/{id}/say'].post.requestBody.required).toBe(true);
});

test('GET /session says who one is', async () => {
  const { get } = await madeDashboard();
  expect((await get('/session', null)).json).toMatchObject({ caller: null, signIn: 'link', base: '/' });
  expect((await get('/session', 'operator')).json.caller).toMatchObject({
    name: 'token operator',
    role: 'operator',
  });
});

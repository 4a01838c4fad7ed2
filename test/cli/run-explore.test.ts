import { expect, test, vi } from 'vitest';
import { newToken } from '../../src/app/web/people.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

test('a running logsift is explored, its models ordered about and its past looked through over the API', {
  timeout: 120_000,
}, async () => {
  const daemon = await listeningDaemon({ yaml: 'store: { keep: all }' });
  await daemon.run.start();
  const made = newToken({ name: 'test', scope: 'operate', days: 1 }, 'test', Date.now());
  writeBeside(daemon.run.state, Date.now, ({ tokens }) => tokens.add(made.mark, made.token));
  const headers = { Authorization: `Bearer ${made.secret}`, 'Content-Type': 'application/json' };
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into
  const ask = async (path: string, body?: object): Promise<any> => {
    const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${daemon.http}/api/v1${path}`, { headers, ...how });
    const json = await answer.json();
    expect(answer.status, JSON.stringify(json)).toBe(200);
    return json;
  };

  await daemon.say(
    Array.from({ length: 200 }, (_, i) => lineOf(`web0${i % 3}`, 'app', `request ${i} took ${i % 50} ms`)),
  );
  const found = () => ask('/events?text=request&limit=200');
  await vi.waitFor(async () => expect((await found()).items).toHaveLength(200), PATIENCE);
  expect(
    (await ask('/events?host=web01&text=%22took%207%20ms%22')).items.map((one: { app: string }) => one.app),
  ).toContain('app');

  // What is known of kinds of lines comes with a snapshot.
  const kinds = () => ask('/templates?text=took');
  await vi.waitFor(
    async () => expect((await kinds()).items).toMatchObject([{ count: 200, hosts: 3 }]),
    PATIENCE,
  );
  const [{ id }] = (await kinds()).items;
  expect((await ask(`/templates/${id}`)).slots.at(-1).numbers).toMatchObject({ min: 0, max: 49 });
  expect((await ask('/host?name=web01')).kinds).toMatchObject([{ id, count: 67 }]);
  expect((await ask('/filter')).counted.lines).toBeGreaterThanOrEqual(200);
  const tried = await ask('/filter/try', { match: { regex: ['took [0-9] ms'] } });
  expect(tried).toMatchObject({ problem: null, matches: 40, kinds: [{ id }] });

  expect(await ask('/models/retrain', { models: 'all' })).toMatchObject({ running: true });
  const { values } = await ask('/settings/config');
  expect(values).toContainEqual(expect.objectContaining({ key: 'store.keep', value: 'all' }));
  expect((await ask('/models')).running).toBe(true);

  expect((await ask('/settings/backtest', { days: 1, learn: 0 })).running).not.toBeNull();
  const past = () => ask('/settings/backtest');
  await vi.waitFor(async () => expect((await past()).running).toBeNull(), PATIENCE);
  expect(await past()).toMatchObject({ trouble: null, last: { by: 'token test' } });
  expect((await past()).last.lines).toBeGreaterThanOrEqual(200);
});

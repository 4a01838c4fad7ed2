import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { IncidentPage } from '../../src/core/api-incidents.ts';
import { freePort } from '../sources/network-peer.ts';
import { clusterFixture, PATIENCE, valueIn } from './cluster-fixture.ts';
import { runCli } from './run-cli.ts';

const MINUTES = 60_000;

test('what people say at a dashboard beside the cluster takes effect where it is decided, and is known to who decides next', {
  timeout: 3 * MINUTES,
}, async () => {
  const { cluster, log, yaml, arrived, told } = await clusterFixture();
  const port = await freePort();
  await Promise.all([
    cluster.add('decide-1', { role: 'decide', yaml: yaml.decide }),
    cluster.add('serve', { role: 'serve', yaml: `http: { listen: '127.0.0.1:${port}' }\n` }),
    cluster.add('work', { role: 'collect,filter,detect', yaml: yaml.rules + yaml.collect }),
  ]);
  await cluster.add('decide-2', { role: 'decide', yaml: yaml.decide });
  const { state } = cluster.nodes.get('serve')!;
  const made = await runCli(['token', 'create', 'desk', '--scope', 'operate', '--state', state]);
  expect(made.code).toBe(0);
  const headers = { Authorization: `Bearer ${made.stdout.trim()}`, 'Content-Type': 'application/json' };
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, init);
    const text = await answer.text();
    expect([path, answer.status, text]).toEqual([path, 200, text]);
    return JSON.parse(text) as T;
  };

  log.page('walrus');
  await arrived(['walrus']);
  // What is kept of it, and what became of it, is to be seen.
  const incidents = () => ask<IncidentPage>('/incidents');
  await vi.waitFor(async () => expect((await incidents()).items.length).toBe(1), PATIENCE);
  const { id } = (await incidents()).items[0]!;
  await vi.waitFor(
    async () => expect(JSON.stringify(await ask('/events?host=walrus'))).toContain('coolant low in walrus'),
    PATIENCE,
  );
  await ask(`/incidents/${id}/ack`, { note: 'on my way' });
  await ask(`/incidents/${id}/verdict`, { verdict: 'real', note: 'a leak' });
  await ask('/silences', {
    ...{ match: { host: ['heron'] }, reason: 'maintenance', until: Date.now() + 60 * MINUTES },
  });
  const until = new Date(Date.now() + 60 * MINUTES).toISOString();
  const beside = [
    'silence',
    'add',
    '--host',
    'quince',
    '--until',
    until,
    '--reason',
    'beside',
    '--state',
    state,
  ];
  expect(await runCli(beside)).toMatchObject({ code: 0 });

  const known = (name: string) => {
    const folder = cluster.nodes.get(name)!.state;
    return {
      acknowledged: valueIn(folder, 'SELECT count(*) FROM acknowledgement'),
      judged: valueIn(folder, 'SELECT count(*) FROM judgement'),
      silenced: valueIn(folder, 'SELECT count(*) FROM silence'),
    };
  };
  const everything = { acknowledged: 1, judged: 1, silenced: 2 };
  for (const name of ['decide-1', 'decide-2'])
    await vi.waitFor(() => expect(known(name)).toEqual(everything), PATIENCE);
  const silent = async (marker: string) => {
    log.page('heron');
    log.page('quince');
    log.page(marker);
    await arrived([marker]);
    for (const host of ['heron', 'quince'])
      expect(told().filter(({ text }) => text.includes(`PAGE coolant low in ${host}`))).toEqual([]);
  };
  // What was said takes effect five seconds later by the clock of the log.
  await pause(6000);
  await silent('maple');
  const decides = cluster.nodes.get('decide-1')!.output.includes('decides from now on');
  const [first, second] = decides ? ['decide-1', 'decide-2'] : ['decide-2', 'decide-1'];
  await cluster.nodes.get(first!)!.end('SIGKILL');
  await vi.waitFor(
    () => expect(cluster.nodes.get(second!)!.output).toContain('decides from now on'),
    PATIENCE,
  );
  await silent('violet');
  expect(known(second!)).toEqual(everything);
});

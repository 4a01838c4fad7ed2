import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { pageOf } from '../../src/app/incidents-now.ts';
import github from '../../src/notifiers/github.ts';
import { Receiver } from '../../src/testing/receiver.ts';
import { GithubServer } from '../notifiers/github-server.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { DAY, MessagesBench } from './messages-bench.ts';

test('ten crashes between opening a ticket and noting it leave one ticket, which is closed at the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-tickets-'));
  const receiver = await Receiver.start();
  onTestFinished(async () => {
    await receiver.stop();
    rmSync(folder, { recursive: true });
  });
  const server = new GithubServer('robot');
  const program = fileURLToPath(new URL('./messages-child.ts', import.meta.url));
  let opened = 0;
  const crash = async (state: 'page' | 'over', { unnoted }: { readonly unnoted: boolean }) => {
    const before = opened;
    receiver.asked = (request) => {
      const answer = server.answer(request);
      const last = request.method === 'GET' ? server.issues.length > 0 : request.path.endsWith('/issues');
      if (last) opened++;
      // What was asked for is done; nobody is told so any more.
      return last && unnoted ? 'hang' : answer;
    };
    const child = spawn(process.execPath, [program, folder, receiver.url(''), state, 'github'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((done) => child.on('close', done));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const done = () => (unnoted ? opened > before : said.includes('idle'));
    for (let i = 0; i < 2000 && !done(); i++) await sleep(10);
    child.kill('SIGKILL');
    await ended;
  };
  for (let n = 0; n < 10; n++) {
    await crash('page', { unnoted: true });
    expect(server.tickets).toEqual([expect.objectContaining({ closed: false, comments: [] })]);
  }
  await crash('page', { unnoted: false });
  await crash('page', { unnoted: false });
  expect(server.tickets).toEqual([expect.objectContaining({ closed: false, comments: [] })]);
  await crash('over', { unnoted: false });
  await crash('over', { unnoted: false });
  expect(server.tickets).toEqual([expect.objectContaining({ closed: true, comments: [expect.anything()] })]);
});

test('a ticket has what changes meanwhile, nobody else is told, also where the ticket is gone', async () => {
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  const server = new GithubServer('robot');
  receiver.asked = (request) => server.answer(request);
  const grouping = { groupBy: ['id'], cooldown: 30 * DAY, digestAfter: () => Number.NaN } as const;
  const bench = await MessagesBench.start(['ops'], { grouping });
  const place = {
    url: receiver.url(''),
    allow_private: true,
    token: 'robot',
    repository: 'example/operations',
  };
  const context = { now: () => bench.now, write: () => {} };
  const notifier = github.create(github.schema.parse(place), context);
  await bench.add({ name: 'desk', notifier, updates: true });
  const tell = (...hosts: string[]) => bench.out.findings([pageOf(sampleIncident({ hosts }))]);
  tell('sw-a-4');
  await bench.settle();
  tell('sw-a-4', 'sw-b-1');
  await bench.turn(60_000, 8, () => server.issues[0]!.comments.length > 0);
  expect(server.issues[0]!.comments).toEqual([expect.stringContaining('other hosts, too')]);
  server.issues.length = 0;
  tell('sw-a-4', 'sw-b-1', 'sw-c-1');
  const refused = () => bench.out.channels.find(({ name }) => name === 'desk')!.refused;
  await bench.turn(60_000, 20, () => refused() > 0);
  expect(refused()).toBe(1);
  expect(server.issues).toEqual([]);
  await bench.turn(60_000, 2);
  expect(bench.told('ops').filter(({ kind }) => kind !== 'self')).toMatchObject([{ kind: 'page' }]);
});

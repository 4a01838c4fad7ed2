import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/app/channel-sender.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import terminal from '../../src/notifiers/terminal.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { DAY, MessagesBench } from './messages-bench.ts';

const grouping = { groupBy: ['id'], cooldown: 30 * DAY, digestAfter: (now: number) => now + DAY } as const;

test('the end of what was told is told as well, short where nothing that was sent can be changed', async () => {
  const shown: string[] = [];
  const context = { now: () => 0, write: (text: string) => void shown.push(text) };
  const screen: Channel = {
    ...{ name: 'screen', updates: terminal.updates },
    notifier: terminal.create(terminal.schema.parse({}), context),
  };
  const bench = await MessagesBench.start(['team'], { grouping });
  const receiver = bench.receivers.get('team')!;
  await bench.add(screen);
  const incident = sampleIncident();
  bench.out.findings([pageOf(incident)]);
  await bench.settle();
  bench.now += 3_600_000;
  bench.out.findings([pageOf({ ...incident, state: 'resolved', resolved: bench.now })]);
  await bench.settle();
  const [page, end, ...none] = receiver.requests.map(({ body }) => JSON.parse(body));
  expect(none).toEqual([]);
  expect(end).toMatchObject({ kind: 'resolve', key: page.key, findings: [{ id: incident.id }] });
  expect(end.headline).toMatch(/^Over after .*: /);
  expect(shown).toHaveLength(2);
  expect(shown[1]).toContain('Over after');
  expect(shown[1]!.split('\n').length).toBeLessThan(shown[0]!.split('\n').length / 2);
});

test('after a crash the end is told under the key of the page, once', async () => {
  const bench = await MessagesBench.start(['team']);
  const team = bench.receivers.get('team')!;
  await bench.out.stop();
  bench.store.close();
  const program = fileURLToPath(new URL('./messages-child.ts', import.meta.url));
  const crash = async (state: 'page' | 'over') => {
    const before = team.requests.length;
    const child = spawn(process.execPath, [program, bench.folder, team.url(), state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((done) => child.on('close', done));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (let i = 0; i < 2000 && !said.includes('idle'); i++) await sleep(10);
    child.kill('SIGKILL');
    await ended;
    return team.requests.slice(before).map(({ body }) => JSON.parse(body));
  };
  const [page] = await crash('page');
  // As a replay brings it again.
  expect(await crash('page')).toEqual([]);
  expect(await crash('over')).toMatchObject([{ kind: 'resolve', key: page.key }]);
  expect(await crash('page')).toEqual([]);
  expect(await crash('over')).toEqual([]);
});

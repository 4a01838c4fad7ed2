import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Receiver } from '../../src/testing/receiver.ts';
import { runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

interface Heard {
  readonly kind: string;
  readonly key: string;
  readonly headline: string;
  readonly findings: readonly { readonly id: string }[];
}

/** A daemon whose first channel is told, and whose second after so long. */
async function daemonWith(after: string, more = '') {
  const [ops, boss] = [await Receiver.start(), await Receiver.start()];
  const channel = (name: string, { url }: { url: () => string }) =>
    `  - { type: webhook, name: ${name}, url: '${url()}', allow_private: true }\n`;
  const yaml = `notifiers:
${channel('ops', { url: () => ops.url() })}${channel('boss', { url: () => boss.url() })}budget: 100/day
topology: { window: 1s }
routes: { receivers: [ops], escalate: { after: ${after}, to: [boss] } }
${more}`;
  const daemon = await listeningDaemon({ yaml });
  onTestFinished(async () => {
    await ops.stop();
    await boss.stop();
  });
  const heard = (receiver: Receiver) => receiver.requests.map(({ body }) => JSON.parse(body) as Heard);
  const cli = (...args: string[]) =>
    runCli([...args, '--config', daemon.run.config, '--state', daemon.run.state]);
  return { daemon, cli, ops: () => heard(ops), boss: () => heard(boss) };
}

test('what nobody acknowledges goes to the next, once, also when logsift is killed meanwhile', async () => {
  const { daemon, ops, boss } = await daemonWith('6s');
  // A crash before that leads to one more copy, which is another test's affair.
  const noted = () =>
    vi.waitFor(async () => {
      const { channels } = await daemon.status();
      expect(channels.map(({ pending }) => pending)).toEqual([0, 0]);
    }, PATIENCE);
  await daemon.run.start();
  await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  await vi.waitFor(() => expect(ops()).toHaveLength(1), PATIENCE);
  await noted();
  await daemon.run.end('SIGKILL');
  await daemon.run.start();
  await vi.waitFor(() => expect(boss()).toHaveLength(1), PATIENCE);
  await noted();
  await daemon.run.end('SIGKILL');
  await daemon.run.start();
  await sleep(3000);
  expect(ops()).toHaveLength(1);
  expect(boss()).toMatchObject([{ kind: 'page', key: ops()[0]!.key }]);
  expect(boss()[0]!.headline).toMatch(/^Nobody has acknowledged this for .*: alpha: Somebody is to know/);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
}, 180_000);

test('what somebody has taken up goes to nobody else, and those who were told are told who has it', async () => {
  const { daemon, ops, boss, cli } = await daemonWith('25s');
  await daemon.run.start();
  await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  await vi.waitFor(() => expect(ops()).toHaveLength(1), PATIENCE);
  const [page] = ops();
  const told = Date.now();
  expect(await cli('ack', page!.findings[0]!.id, '--by', 'ada')).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(ops()).toHaveLength(2), PATIENCE);
  expect(ops()[1]).toMatchObject({ kind: 'ack', key: page!.key });
  expect(ops()[1]!.headline).toMatch(/^Taken up by ada: /);
  await sleep(Math.max(0, told + 28_000 - Date.now()));
  expect(boss()).toEqual([]);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
}, 180_000);

test('a silence that is made beside the daemon is heeded, listed with what it hid, and when it ends that is told', async () => {
  const { daemon, ops, cli } = await daemonWith('1h');
  await daemon.run.start();
  expect(await cli('silence', 'add', '--host', 'beta', '--for', '1h', '--reason', 'moved')).toMatchObject({
    code: 0,
  });
  const silenced = () =>
    daemon.status().then(({ incidents, silences }) => [incidents.silenced, silences.active]);
  await vi.waitFor(async () => expect(await silenced()).toEqual([0, 1]), PATIENCE);
  await daemon.say([lineOf('beta', 'pump', 'PAGE the pump stands still')]);
  await vi.waitFor(async () => expect(await silenced()).toEqual([1, 1]), PATIENCE);
  await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  await vi.waitFor(() => expect(ops()).toHaveLength(1), PATIENCE);
  expect(ops()[0]!.headline).toContain('alpha');
  const { stdout } = await cli('silence', 'list', '--json');
  const [one] = JSON.parse(stdout).silences;
  expect(one).toMatchObject({
    state: 'active',
    hidden: 1,
    wouldHaveShown: [{ headline: expect.stringContaining('beta') }],
  });
  expect((await cli('silence', 'expire', one.id)).code).toBe(0);
  await vi.waitFor(
    () =>
      expect(
        ops()
          .map(({ headline }) => headline)
          .join(),
      ).toContain('beta'),
    {
      ...PATIENCE,
      timeout: 90_000,
    },
  );
  expect(await daemon.run.end('SIGTERM')).toBe(0);
}, 240_000);

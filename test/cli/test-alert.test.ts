import { afterEach, beforeEach, expect, test } from 'vitest';
import { Receiver } from '../../src/testing/receiver.ts';
import { folderWith, runCli } from './run-cli.ts';

let receiver: Receiver;
let file: string;
const SECRET = 'T0PS3CRETdeadbeef';

beforeEach(async () => {
  receiver = await Receiver.start();
  const url = receiver.url(`/${SECRET}`);
  file = `${folderWith({
    'logsift.yaml': `notifiers:
  - { type: webhook, name: desk, url: "${url}", allow_private: true }
  - { type: slack, name: team, url: "${url}", allow_private: true }
  - { type: terminal }
`,
  })}/logsift.yaml`;
});
afterEach(() => receiver.stop());

test('the message is shown as each channel sends it, and sent once to each', async () => {
  const { code, stdout, stderr } = await runCli(['test-alert', '--config', file]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(receiver.requests).toHaveLength(2);
  expect(receiver.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
    { kind: 'test', headline: expect.stringContaining('nothing is wrong') },
    { blocks: expect.any(Array) },
  ]);
  expect(stdout.match(/nothing is wrong/g)).toHaveLength(3);
  expect(stderr).toContain('it was sent to desk');
  expect(stdout + stderr).not.toContain(SECRET);
});

test('one that cannot be sent is said, without secrets, and in the exit code', async () => {
  receiver.behaviour = { status: 404, body: `no hook ${SECRET}` };
  const { code, stderr } = await runCli(['test-alert', '--config', file, '--to', 'team']);
  expect(code).toBe(1);
  expect(receiver.requests).toHaveLength(1);
  expect(stderr).toContain('it could not be sent to team: the receiver answered 404: no hook ***');
  expect(stderr).not.toContain(SECRET);
});

test('a dry run sends nothing', async () => {
  const { code, stdout } = await runCli(['test-alert', '--config', file, '--dry-run']);
  expect(code).toBe(0);
  expect(receiver.requests).toEqual([]);
  expect(stdout).toContain('── to terminal');
});

test('a channel that is not there is a wrong usage, with the nearest that is', async () => {
  const { code, stderr } = await runCli(['test-alert', '--config', file, '--to', 'teem']);
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean team?');
});

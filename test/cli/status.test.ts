import { afterEach, beforeEach, expect, test } from 'vitest';
import { madeStatus } from '../health/made-status.ts';
import { MonitoredServer } from '../health/monitored-server.ts';
import { freePort } from '../sources/network-peer.ts';
import { folderWith, runCli } from './run-cli.ts';

let server: MonitoredServer;
let address: string;

beforeEach(async () => {
  server = new MonitoredServer({
    address: '127.0.0.1',
    status: () => madeStatus(),
    stalled: () => null,
  });
  await server.start();
  address = `127.0.0.1:${server.port}`;
});
afterEach(() => server.stop());

test('what the running logsift says is shown', async () => {
  const { code, stdout } = await runCli(['status', '--address', address]);
  expect(code).toBe(0);
  expect(stdout).toContain('logsift 0.1.0 on web01: running');
});

test('as JSON it is all there', async () => {
  const { code, stdout } = await runCli(['status', '--address', address, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(madeStatus());
});

test('it is asked where the configuration says', async () => {
  const folder = folderWith({ 'logsift.yaml': `http:\n  listen: ${address}\n` });
  const { code, stdout } = await runCli(['status', '--config', `${folder}/logsift.yaml`]);
  expect(code).toBe(0);
  expect(stdout).toContain('web01');
});

test('when nobody answers that is said, and how to start it', async () => {
  await server.stop();
  const { code, stderr } = await runCli(['status', '--address', address]);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /No logsift answers on 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Start it with logsift run/,
  );
});

test('an address that is none is a wrong usage', async () => {
  const { code, stderr } = await runCli(['status', '--address', 'http://x/']);
  expect(code).toBe(2);
  expect(stderr).toContain('--address wants HOST:PORT');
});

test('a fleet wants a bus, and one that answers', async () => {
  const alone = folderWith({ 'logsift.yaml': 'node: { name: one }\n' });
  const none = await runCli(['status', '--fleet', '--config', `${alone}/logsift.yaml`]);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('--fleet needs a `bus:` in the configuration');
  const port = await freePort();
  const away = folderWith({ 'logsift.yaml': `bus: { type: redis, port: ${port} }\n` });
  const { code, stderr } = await runCli(['status', '--fleet', '--config', `${away}/logsift.yaml`]);
  expect(code).toBe(3);
  expect(stderr).toContain(`The bus cannot be asked: Redis at 127.0.0.1:${port} does not answer`);
  const both = await runCli(['status', '--fleet', '--address', address]);
  expect(both.code).toBe(2);
}, 60_000);

import { afterEach, beforeEach, expect, test } from 'vitest';
import { madeStatus } from '../health/made-status.ts';
import { MonitoredServer } from '../health/monitored-server.ts';
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

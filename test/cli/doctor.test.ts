import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Check } from '../../src/core/diagnosis.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort, sendDatagrams, udpSender } from '../sources/network-peer.ts';
import { DaemonRun } from './daemon-run.ts';
import { folderWith, runCli } from './run-cli.ts';

const PATIENCE = { timeout: 20_000, interval: 200 };
const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

async function doctor(...args: string[]): Promise<{ code: number | null; checks: readonly Check[] }> {
  const { code, stdout } = await runCli(['doctor', '--json', ...args]);
  return { code, checks: (JSON.parse(stdout) as { checks: readonly Check[] }).checks };
}

/** What is said of an area, `STATE: TEXT` each. */
function said(checks: readonly Check[], area: Check['area']): string[] {
  return checks.filter((check) => check.area === area).map(({ state, text }) => `${state}: ${text}`);
}

async function quiet(more = ''): Promise<string> {
  const [syslog, http] = [await freePort(), await freePort()];
  return `sources: []\nlisten: ['127.0.0.1:${syslog}']\nhttp: { listen: '127.0.0.1:${http}' }\n${more}`;
}

test('where nothing is wrong there is a line for each area, and the exit code is 0', async () => {
  const folder = folderWith({ 'logsift.yaml': await quiet() });
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  const args = ['doctor', '--config', join(folder, 'logsift.yaml'), '--state', join(folder, 'state')];
  const { code, stdout } = await runCli(args);
  expect(stdout).toMatch(/^ok {7}configuration {2}.*logsift\.yaml: fine \(\d+ rules\)$/m);
  expect(stdout).toMatch(/^warning {2}daemon {9}logsift is not running\n {4}sudo systemctl start logsift/m);
  expect(stdout).toMatch(/^ok {7}ports {10}syslog udp 127\.0\.0\.1:\d+, .*: all free$/m);
  expect(stdout).toMatch(/^ok {7}permissions {4}/m);
  expect(stdout).toMatch(/\n\nNothing is wrong; \d warnings?\.\n$/);
  expect(code).toBe(0);
});

test('a port that another program has is wrong, by name of the program, and the exit code is 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const folder = folderWith({
    'logsift.yaml': `sources: []\nlisten: ['tcp://127.0.0.1:${port}']\nhttp: { listen: 'off' }\n`,
  });
  const { code, checks } = await doctor('--config', join(folder, 'logsift.yaml'), '--state', folder);
  expect(said(checks, 'ports')).toEqual([
    expect.stringMatching(new RegExp(`^wrong: syslog tcp 127.0.0.1:${port}: .*\\(process ${process.pid}\\)`)),
  ]);
  expect(checks.find(({ area }) => area === 'ports')!.fix).toEqual([`sudo ss -lnp 'sport = :${port}'`]);
  expect(code).toBe(1);
});

test('a port below 1024 without the right for it is wrong, with what gives the right', async () => {
  const start = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  const folder = folderWith({
    'logsift.yaml': `sources: []\nlisten: ['udp://127.0.0.1:514']\nhttp: { listen: 'off' }\n`,
  });
  const drop = process.getuid!() === 0 ? ['setpriv', '--bounding-set=-net_bind_service'] : [];
  const args = [process.execPath, MAIN, 'doctor', '--json', '--config', join(folder, 'logsift.yaml')];
  const [command, ...rest] = [...drop, ...args, '--state', folder];
  const { checks } = JSON.parse(spawnSync(command!, rest, { encoding: 'utf8' }).stdout) as {
    checks: readonly Check[];
  };
  const [of] = checks.filter(({ area }) => area === 'ports');
  // In some containers everybody may.
  if (start <= 514) expect(of!.state).toBe('ok');
  else {
    expect(of).toMatchObject({
      state: 'wrong',
      text: expect.stringContaining('ports below 1024 want a right'),
    });
    expect(of!.fix).toContain('sudo sysctl -w net.ipv4.ip_unprivileged_port_start=514');
  }
});

test('a configuration that is not understood is said with its place, and the machine is looked at all the same', async () => {
  const folder = folderWith({ 'logsift.yaml': 'htpp: 1\nworkers: none\n' });
  const { code, checks } = await doctor('--config', join(folder, 'logsift.yaml'));
  expect(said(checks, 'configuration')).toEqual([
    expect.stringMatching(/^wrong: .*logsift\.yaml:1:1: .*htpp/),
    expect.stringMatching(/^wrong: .*logsift\.yaml:2:10: /),
  ]);
  expect(said(checks, 'clock')).toHaveLength(1);
  expect(code).toBe(1);
});

test('files and pipes that cannot be read, and a state folder that everybody reads, are named with what mends them', async () => {
  const folder = folderWith({ 'plain.log': '' });
  const state = join(folder, "it's state");
  mkdirSync(state);
  const sources = `sources:\n  - { type: file, paths: ['${folder}/gone/*.log', '${folder}/plain.log'] }\n  - { type: fifo, path: '${folder}/plain.log' }\n`;
  writeFileSync(join(folder, 'logsift.yaml'), `${sources}listen: []\nhttp: { listen: 'off' }\n`);
  const { code, checks } = await doctor('--config', join(folder, 'logsift.yaml'), '--state', state);
  const found = said(checks, 'permissions');
  expect(found).toContainEqual(
    expect.stringMatching(/^warning: .*gone\/\*\.log is not there: there is no folder/),
  );
  expect(found).toContainEqual(expect.stringMatching(/^wrong: .*plain\.log is no named pipe$/));
  expect(found).toContainEqual(expect.stringMatching(/^warning: everybody may read the state folder/));
  // A path in a command is one word of a shell, whatever it is.
  expect(checks.flatMap(({ fix }) => fix)).toContain(`sudo chmod 0700 '${folder}/it'\\''s state'`);
  expect(code).toBe(1);
});

test('of a running logsift its ports are ours, what came is said, and senders whose clock is off are named', {
  timeout: 90_000,
}, async () => {
  const folder = temporaryFolder();
  const [port, http] = [await freePort(), await freePort()];
  const daemon = new DaemonRun(
    folder,
    `sources:
  - { type: syslog, udp: '127.0.0.1:${port}', tcp: false, receive_buffer: 256 MiB }
http: { listen: '127.0.0.1:${http}' }
learn: { warm_start: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const lines = Array.from({ length: 5 }, (_, i) => [
    `<13>1 ${at(2 * 3_600_000)} sw-a app - - - ahead ${i}`,
    `<13>1 ${at(-700_000)} sw-b app - - - behind ${i}`,
    `<13>1 ${at(0)} sw-c app - - - right ${i}`,
  ]).flat();
  const socket = await udpSender();
  onTestFinished(() => void socket.close());
  await sendDatagrams(socket, port, lines);
  const args = ['--config', daemon.config, '--state', daemon.state];
  const checks = await vi.waitFor(async () => {
    const found = await doctor(...args);
    expect(said(found.checks, 'arrival')[0]).toMatch(/^ok: 15 lines came/);
    expect(said(found.checks, 'clock').join()).toContain('sw-a');
    return found.checks;
  }, PATIENCE);
  expect(said(checks, 'daemon')).toEqual([expect.stringMatching(/^ok: it runs, as process \d+/)]);
  expect(said(checks, 'ports')).toEqual([expect.stringMatching(/: all ours$/)]);
  expect(said(checks, 'buffers')).toEqual([expect.stringMatching(/^warning: .*net\.core\.rmem_max.*268 MB/)]);
  const clocks = said(checks, 'clock').find((text) => text.includes('other clocks'))!;
  expect(clocks).toContain('sw-a is 2 hours ahead (its time zone?)');
  expect(clocks).toContain('sw-b is 12 minutes behind');
  expect(clocks).not.toContain('sw-c');
  // Whoever else asks may not see whose a port is, and has rights of its own.
  if (process.getuid!() === 0) {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, MAIN];
    chmodSync(folder, 0o755);
    chmodSync(daemon.config, 0o644);
    const [command, ...rest] = [...nobody, 'doctor', '--json', ...args];
    const { stdout } = spawnSync(command!, rest, {
      encoding: 'utf8',
      env: { ...process.env, HOME: '/nonexistent' },
    });
    const seen = (JSON.parse(stdout) as { checks: readonly Check[] }).checks;
    expect(said(seen, 'ports')).toEqual([expect.stringMatching(/: all ours$/)]);
    expect(said(seen, 'permissions')).toEqual([expect.stringMatching(/^ok: logsift runs as another user/)]);
  }
  // The running one has another configuration than the one that is asked about.
  writeFileSync(
    daemon.config,
    readFileSync(daemon.config, 'utf8').replace(`:${port}'`, `:${await freePort()}'`),
  );
  const other = await doctor(...args);
  expect(said(other.checks, 'ports')).toEqual([expect.stringMatching(/^warning: .*does not listen there/)]);
});

test('what is typed on a device has the address and the port that it can reach', async () => {
  const folder = folderWith({
    'open.yaml': `sources: []\nlisten: ['udp://192.0.2.7:5514', 'tcp://192.0.2.7:6014']\n`,
    'near.yaml': 'sources: []\n',
  });
  const show = async (device: string, ...more: string[]) =>
    (await runCli(['doctor', '--show', device, ...more])).stdout;
  const open = ['--config', join(folder, 'open.yaml')];
  expect(await show('cisco', ...open)).toContain('\nlogging host 192.0.2.7 transport udp port 5514\n');
  expect(await show('IOS-XE', ...open)).toContain('\nlogging host 192.0.2.7 transport udp port 5514\n');
  expect(await show('rsyslog', ...open)).toContain('target="192.0.2.7" port="6014" protocol="tcp"');
  expect(await show('cisco', '--address', '[2001:db8::1]:514')).toContain(
    'logging host 2001:db8::1 transport udp port 514',
  );
  // Where nobody else can send, that comes first.
  expect(await show('juniper', '--config', join(folder, 'near.yaml'))).toMatch(
    /^# First here: logsift listens on 127\.0\.0\.1:5514 alone.*\nlisten: \[':5514'\]\n/,
  );
});

test('devices that are not known, and addresses that are none, are a wrong usage', async () => {
  const unknown = await runCli(['doctor', '--show', 'cicso']);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean cisco?') });
  expect((await runCli(['doctor', '--show', 'cisco', '--address', 'a b'])).code).toBe(2);
  expect((await runCli(['doctor', '--address', 'a:1'])).code).toBe(2);
  expect((await runCli(['doctor', '--show', 'list'])).stdout).toMatch(/^cisco +Cisco IOS, IOS XE$/m);
});

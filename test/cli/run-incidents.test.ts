import { appendFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';
import { runCli } from './run-cli.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const RULES = `
owner: ops@example.org
rules:
  - id: reactor
    action: escalate
    category: power
    page: true
    match: { regex: 'coolant lost' }
    reason: the plant is in danger
    until: 2030-01-01
    test: { match: ['Mar  1 02:00:00 plc1 ctl[7]: coolant lost'] }
`;
const TOPOLOGY = `
hosts:
  plc1: { parent: gate, notes: 'valve replaced in May' }
  gate: { runbook: 'https://wiki/gate' }
categories: { power: { runbook: call facilities } }
`;

test('the incidents of a running logsift have notes, changes and history, and heed verdicts', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  const port = await freePort();
  for (const [name, text] of [
    ['app.log', ''],
    ['rules.yaml', RULES],
    ['net.yaml', TOPOLOGY],
  ] as const)
    writeFileSync(join(folder, name), text);
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: '127.0.0.1:${port}', token: open-sesame-1234 }
learn: { warm_start: false }
rules: { files: [rules.yaml] }
topology: { file: net.yaml, window: 2s }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  const cli = (...args: string[]) => runCli([...args, '--config', daemon.config, '--state', daemon.state]);
  const write = (text: string) => appendFileSync(log, `${new Date().toISOString()} ${text}\n`);
  const incidents = async () =>
    (
      JSON.parse((await cli('incidents', '--json', '--min-rank', '3', '--top', 'all')).stdout) as {
        incidents: Incident[];
      }
    ).incidents;
  const until = async (fits: (all: readonly Incident[]) => boolean) =>
    vi.waitFor(async () => {
      const all = await incidents();
      expect(fits(all)).toBe(true);
      return all;
    }, PATIENCE);

  const told = await cli('change', 'new pump firmware', '--host', 'gate');
  expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining('noted: new pump firmware') });
  const url = `http://127.0.0.1:${port}/changes`;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ what: 'deploy of something else', host: 'web01' });
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401);
  const authorized = { ...headers, Authorization: 'Bearer open-sesame-1234' };
  expect((await fetch(url, { method: 'POST', headers: authorized, body })).status).toBe(201);
  write('plc1 ctl[7]: reloading configuration');
  write('plc1 ctl[7]: coolant lost');

  const [first] = await until((all) => all.length === 1);
  const story = (await cli('incident', first!.id)).stdout;
  expect(story).toContain('new pump firmware (gate)');
  expect(story).toContain('ctl: configuration reloaded');
  expect(story).not.toContain('something else');
  expect(story).toContain('plc1: valve replaced in May');
  expect(story).toContain('power, runbook: call facilities');
  await vi.waitFor(() => expect(daemon.output).toContain('message page'), PATIENCE);
  await vi.waitFor(() => expect(daemon.output).toContain('The whole story: logsift incident'), PATIENCE);
  expect(daemon.output).toContain('valve replaced in May');

  const said = await cli('verdict', first!.id.slice(0, 8), 'noise', '--note', 'a drill');
  expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining('1 of the 1 page') });
  const listed = await cli('verdict');
  expect(listed.stdout).toContain('a drill');
  expect(await daemon.end('SIGTERM')).toBe(0);
});

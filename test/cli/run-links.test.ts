import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Receiver } from '../../src/testing/receiver.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort } from '../sources/network-peer.ts';
import { runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

interface Told {
  readonly kind: string;
  readonly headline: string;
  readonly actions?: readonly { readonly label: string; readonly url: string }[];
}

test('links in a message reach the running logsift: it is taken up, and a playbook is run', {
  timeout: 90_000,
}, async () => {
  const folder = temporaryFolder();
  const [script, marks] = [join(folder, 'act'), join(folder, 'marks')];
  writeFileSync(script, `#!/bin/sh\necho "$@" >> ${marks}\n`, { mode: 0o755 });
  writeFileSync(
    join(folder, 'playbooks.yaml'),
    `playbooks:
  - name: block
    describe: blocks an address
    match: {}
    values: { address: { type: address, line: '^PAGE intruder at (\\S+)$' } }
    command: [${script}, <address>]
    dry_run: false
`,
  );
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  receiver.behaviour = { status: 200 };
  const yaml = `playbooks: { files: [playbooks.yaml] }
notifiers: [{ type: webhook, name: desk, url: '${receiver.url()}', allow_private: true }]`;
  const daemon = await listeningDaemon({ folder, yaml });
  const http = await freePort();
  const config = readFileSync(daemon.run.config, 'utf8');
  const address = `http://127.0.0.1:${http}`;
  writeFileSync(
    daemon.run.config,
    config.replace(/^http: .*$/m, `http: { listen: '127.0.0.1:${http}', public_url: '${address}/' }`),
  );
  await daemon.run.start();
  await daemon.say([lineOf('web01', 'guard', 'PAGE intruder at 203.0.113.7')]);
  const told = () => receiver.requests.map(({ body }) => JSON.parse(body) as Told);
  await vi.waitFor(
    () => expect(told().filter(({ actions }) => actions !== undefined)).not.toEqual([]),
    PATIENCE,
  );
  const { actions = [] } = told().find((one) => one.actions !== undefined)!;
  const url = (label: string) => actions.find((one) => one.label === label)!.url;
  expect(url('Take it up')).toMatch(new RegExp(`^${address}/do/`));
  expect(await (await fetch(url('Do: block'))).text()).toContain(`${script} 203.0.113.7`);
  expect(existsSync(marks)).toBe(false);
  expect((await fetch(url('Take it up'), { method: 'POST' })).status).toBe(200);
  expect((await fetch(url('Do: block'), { method: 'POST' })).status).toBe(200);
  await vi.waitFor(
    () => expect(existsSync(marks) && readFileSync(marks, 'utf8')).toBe('203.0.113.7\n'),
    PATIENCE,
  );
  await vi.waitFor(() => expect(told().map(({ kind }) => kind)).toContain('ack'), PATIENCE);
  expect(told().find(({ kind }) => kind === 'ack')?.headline).toMatch(/^Taken up by link sent to desk/);
  expect((await fetch(url('Do: block'), { method: 'POST' })).status).toBe(409);
  const log = await runCli(['playbook', 'log', '--config', daemon.run.config, '--state', daemon.run.state]);
  expect(log.stdout).toMatch(/done block of .*, link sent to desk: done/);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

const ATTACKER = '203.0.113.7';

/** A running logsift with a playbook, and an incident that it is about. */
async function attacked(playbook: string, line = `PAGE intruder at ${ATTACKER} port 22`) {
  const folder = temporaryFolder();
  const script = join(folder, 'act');
  const marks = join(folder, 'marks');
  writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$@" >> ${marks}\necho blocked "$2"\n`, { mode: 0o755 });
  writeFileSync(
    join(folder, 'playbooks.yaml'),
    `
playbooks:
  - name: block
    describe: blocks an address
    match: {}
    values: { address: { type: address, line: '^PAGE intruder at (\\S+) port \\d+$' } }
    command: [${script}, add, <address>]
    undo: [${script}, remove, <address>]
    ${playbook}
`,
  );
  const daemon = await listeningDaemon({ folder, yaml: 'playbooks: { files: [playbooks.yaml] }' });
  await daemon.run.start();
  await daemon.say([lineOf('web01', 'guard', line)]);
  const given = ['--config', daemon.run.config, '--state', daemon.run.state];
  const cli = (...args: string[]) => runCli([...args, ...given]);
  const ids = async () =>
    (JSON.parse((await cli('incidents', '--json')).stdout) as { incidents: { id: string }[] }).incidents.map(
      ({ id }) => id,
    );
  await vi.waitFor(async () => expect(await ids()).toHaveLength(1), PATIENCE);
  const [id = ''] = await ids();
  const done = () => (existsSync(marks) ? readFileSync(marks, 'utf8') : '');
  return { daemon, cli, id, done };
}

test('a person says yes, the running logsift does it once, and the undo takes it back', {
  timeout: 90_000,
}, async () => {
  const { daemon, cli, id, done } = await attacked('dry_run: false');
  await vi.waitFor(
    () => expect(daemon.run.output).toMatch(/blocks an address \(block\): .*logsift approve/s),
    PATIENCE,
  );
  const dry = await cli('approve', id, '--dry-run');
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.stderr).toMatch(
    /runs: .*act add 203\.0\.113\.7\n.*undo: .*\n.*address 203\.0\.113\.7, from: .*PAGE intruder/,
  );
  expect(done()).toBe('');
  const yes = await cli('approve', id);
  expect(yes).toMatchObject({ code: 0, stdout: 'blocked 203.0.113.7\n' });
  expect((await cli('approve', id)).stderr).toMatch(/it is not asked for again: it is done/);
  expect(await cli('approve', id, '--undo')).toMatchObject({ code: 0 });
  expect(done()).toBe('add\n203.0.113.7\nremove\n203.0.113.7\n');
  const { notes } = JSON.parse((await cli('playbook', 'log', '--json')).stdout) as {
    notes: { state: string }[];
  };
  expect(notes.map(({ state }) => state)).toEqual([
    'done',
    'running',
    'approved',
    'done',
    'running',
    'approved',
  ]);
  await daemon.run.end('SIGTERM');
  const late = await cli('approve', id, '--undo');
  expect(late).toMatchObject({ code: 3 });
  expect(late.stderr).toMatch(/no running logsift/);
});

test('hostile text in the place of a value is shown, and runs nothing', { timeout: 90_000 }, async () => {
  const { cli, id, done } = await attacked('dry_run: false', 'PAGE intruder at $(reboot);-f`id` port 22');
  const asked = await cli('playbook', 'test', id);
  expect(asked.stdout).toMatch(/block: refused: address: "\$\(reboot\);-f`id`" is no address/);
  const yes = await cli('approve', id);
  expect(yes.code).toBe(2);
  expect(yes.stderr).toMatch(/nothing can be done: block: address/);
  expect(done()).toBe('');
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { runCli } from './run-cli.ts';

const LINE = 'Mar  1 12:00:30 web01 kernel: Out of memory: Killed process 812 (mysqld)';

function log(folder: string): string {
  const file = join(folder, 'kern.log');
  const word = (i: number) => 'abcdefghij'[Math.floor(i / 10)]! + 'klmnopqrst'[i % 10]!;
  const before = Array.from(
    { length: 40 },
    (_, i) => `Mar  1 11:59:10 web01 kernel: ${word(i)}step of web01`,
  );
  writeFileSync(file, `${[...before, LINE, 'Mar  1 12:00:31 web01 kernel: behind it'].join('\n')}\n`);
  return file;
}

test('a line is told in a few sentences by the model, with the twenty lines before it', async () => {
  const server = await LlmServer.start('ollama');
  onTestFinished(() => server.stop());
  const text = 'The kernel of this machine killed mysqld, as memory ran out. Look what took it.';
  server.behaviour = { answer: JSON.stringify({ text, urgency: 'today', unsure: ['what took it'] }) };
  const folder = temporaryFolder();
  const config = join(folder, 'logsift.yaml');
  writeFileSync(config, `analyst: { provider: { type: ollama, model: made, base_url: '${server.url}' } }\n`);
  const where = ['--config', config, '--state', join(folder, 'state')];
  const { code, stdout } = await runCli(['triage', LINE, '--context', log(folder), ...where]);
  expect(code).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toBe(
    `${text} urgency look at it now unsure what took it by made-model, which may be wrong, $0.0000 `,
  );
  const { user } = server.requests[0]!.heard!;
  expect(user.match(/[a-j][k-t]step/g)).toHaveLength(20);
  expect(user).toContain('dtstep');
  expect(user).not.toContain('btstep');
  expect(server.received).not.toMatch(/web01|behind it/);
  const again = await runCli(['triage', LINE, '--json', ...where]);
  expect(JSON.parse(again.stdout)).toMatchObject({ schemaVersion: 1, line: LINE, text, urgency: 'now' });
});

test('without a model it is told all the same, and nothing is made on the disk', async () => {
  const folder = temporaryFolder();
  const { code, stdout } = await runCli(['triage', LINE, '--state', join(folder, 'state')]);
  expect(code).toBe(0);
  expect(stdout).toContain('linux/oom-kill');
  expect(stdout).toMatch(/by +logsift itself/);
});

test.each([
  [['triage', ' '], 'triage wants a line'],
  [
    ['triage', LINE, '--context', '/nowhere.log'],
    '--context wants a file that can be read; /nowhere.log: ENOENT',
  ],
])('%j is a wrong usage', async (args, words) => {
  const { code, stderr } = await runCli(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

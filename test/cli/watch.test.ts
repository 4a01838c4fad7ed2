import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { folderWith, needleLog, startCli } from './run-cli.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

function started(args: readonly string[]) {
  const child = startCli(['watch', ...args]);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  return { child, said };
}

test('new lines are shown as they come, odd ones with the reason; what was there before is only learnt from', async () => {
  const path = join(folderWith({ 'app.log': needleLog(3000, null) }), 'app.log');
  const { child, said } = started([path, '--history', '60w']);
  await vi.waitFor(() => expect(said.err).toContain('following'), PATIENCE);
  expect(said.err).toContain('learnt from 3,000 lines');
  expect(said.out).toBe('');
  const time = (minute: number) => new Date(Date.UTC(2026, 1, 1, 0, 3000 + minute)).toISOString();
  const usual = `${time(1)} web01 sshd[1001]: Accepted publickey for user1 from 10.0.0.1 port 40001`;
  const odd = `${time(2)} web01 kernel: EXT4-fs error: journal has aborted`;
  appendFileSync(
    path,
    `${usual}\n${odd}\n${time(3)} web01 sshd[1001]: Accepted publickey for user1 from 10.0.0.1 port 40001\n`,
  );
  await vi.waitFor(() => expect(said.out.trim().split('\n').length).toBeGreaterThanOrEqual(3), PATIENCE);
  const rows = said.out.split('\n');
  expect(rows[0]).toBe(usual);
  expect(rows[1]).toContain(`${odd}  « `);
  child.kill('SIGINT');
  await vi.waitFor(() => expect(child.exitCode).toBe(0), PATIENCE);
});

test('a program, a pattern and a least surprise choose lines', async () => {
  const path = join(folderWith({ 'app.log': needleLog(500, null) }), 'app.log');
  const { said } = started([path, '--history', '60w', '-u', 'ker*', '-g', 'aborted|never']);
  await vi.waitFor(() => expect(said.err).toContain('following'), PATIENCE);
  const time = new Date(Date.UTC(2026, 1, 1, 0, 501)).toISOString();
  appendFileSync(
    path,
    `${time} web01 sshd[1]: aborted\n${time} web01 kernel: fine\n${time} web01 kernel: it ABORTED\n${time} web01 sshd[1]: end\n`,
  );
  await vi.waitFor(() => expect(said.out).toContain('it ABORTED'), PATIENCE);
  expect(said.out.trim().split('\n').length).toBe(1);
});

test('a pattern that is none is refused with what is wrong', async () => {
  const { child, said } = started(['x.log', '-g', '(']);
  await vi.waitFor(() => expect(child.exitCode).toBe(2), PATIENCE);
  expect(said.err).toContain('--grep wants a regular expression; got "("');
});

import { expect, test } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { runCli } from './run-cli.ts';

function commands() {
  const folder = temporaryFolder();
  return (...args: string[]) => runCli([...args, '--state', folder]);
}

test('somebody is added with a first password, listed, given another one, and removed', async () => {
  const run = commands();
  const added = await run('user', 'add', 'ada', '--role', 'operator');
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(?:[a-z\d]{5}-){3}[a-z\d]{5}\n$/) });
  expect(added.stderr).toContain('ada may sign in as operator');
  expect(await run('user', 'add', 'ada')).toMatchObject({ code: 2, stdout: '' });
  const { users } = JSON.parse((await run('user', 'list', '--json')).stdout);
  expect(users).toMatchObject([{ name: 'ada', role: 'operator', mustChange: true }]);
  expect(JSON.stringify(users)).not.toContain('scrypt');
  const other = await run('user', 'password', 'ada');
  expect(other.stdout).not.toBe(added.stdout);
  expect((await run('user', 'remove', 'ada')).code).toBe(0);
  expect(await run('user', 'remove', 'ada')).toMatchObject({ code: 2 });
});

test('a password from standard input is not printed, and not taken when it is weak', async () => {
  const folder = temporaryFolder();
  const run = (input: string, ...args: string[]) =>
    runCli([...args, '--password-stdin', '--state', folder], { input });
  const weak = await run('short\n', 'user', 'add', 'ada');
  expect(weak).toMatchObject({ code: 2, stderr: expect.stringContaining('at least 12 characters') });
  expect((await run('ada-ada-ada-ada\n', 'user', 'add', 'ada')).code).toBe(2);
  const added = await run('correct horse battery\n', 'user', 'add', 'ada');
  expect(added).toMatchObject({ code: 0, stdout: '' });
  const { users } = JSON.parse((await runCli(['user', 'list', '--json', '--state', folder])).stdout);
  expect(users[0].mustChange).toBe(false);
});

test('a name that could be anything else is none', async () => {
  const run = commands();
  for (const name of ['a b', '../x', 'x'.repeat(65), '\u001b[2J']) {
    expect(await run('user', 'add', name)).toMatchObject({ code: 2 });
    expect(await run('token', 'create', name)).toMatchObject({ code: 2 });
  }
});

test('a token is shown once, listed without its secret, and revoked', async () => {
  const run = commands();
  const made = await run('token', 'create', 'ci', '--scope', 'operate', '--days', '7');
  expect(made.stdout).toMatch(/^logsift_[\w-]{43}\n$/);
  const listed = await run('token', 'list');
  expect(listed.stdout).toMatch(/^[\da-f]{8} {2}ci .*operate/);
  expect(listed.stdout).not.toContain(made.stdout.trim().slice(8, 30));
  const [id] = listed.stdout.split(' ');
  expect((await run('token', 'revoke', id!)).code).toBe(0);
  expect((await run('token', 'list')).stdout).toBe('');
  expect((await run('token', 'revoke', id!)).code).toBe(2);
  expect((await run('token', 'create', 'ci', '--days', '0')).code).toBe(2);
});

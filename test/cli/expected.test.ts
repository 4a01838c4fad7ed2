import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, needleLog, runCli } from './run-cli.ts';

/** The program in a folder with one odd log, and a state folder of its own. */
function place() {
  const cwd = folderWith({ 'a.log': needleLog(1000) });
  const env = { XDG_STATE_HOME: join(cwd, 'state'), HOME: cwd };
  const run = (...args: string[]) => runCli(args, { cwd, env });
  const idOf = async () => {
    const { stdout } = await run('scan', 'a.log');
    return /EXT4-fs[\s\S]*?· id ([0-9a-f]{8})$/m.exec(stdout)![1]!;
  };
  return { cwd, run, idOf };
}

describe('logsift expected', () => {
  test('a finding that is expected is left out and counted, until it is taken back', async () => {
    const { run, idOf } = place();
    const id = await idOf();
    const marked = await run('expected', id);
    expect(marked).toMatchObject({ code: 0, stdout: '' });
    expect(marked.stderr).toContain('1 finding is expected from now on');

    const without = await run('scan', 'a.log', '--fail-on', '0');
    expect(without.code).toBe(0);
    expect(without.stdout).not.toContain('EXT4');
    expect(without.stdout).toContain('Found nothing new.\n1 expected thing not shown.');

    expect((await run('expected')).stdout).toMatch(new RegExp(`^${id} {2}always {2}\\(since `));
    await run('expected', id, '--remove');
    expect((await run('scan', 'a.log')).stdout).toContain('EXT4');
    expect((await run('expected')).stdout).toBe('Nothing is expected.\n');
  });

  test('the id is in JSON too', async () => {
    const { run, idOf } = place();
    const { findings } = JSON.parse((await run('scan', 'a.log', '--json')).stdout);
    expect(findings.map((one: { expectedId: string }) => one.expectedId)).toContain(await idOf());
  });

  test('--until is a time to come', async () => {
    const { run } = place();
    expect((await run('expected', '0123abcd', '--until', 'yesterday')).stderr).toContain('has passed');
    expect((await run('expected', '0123abcd', '--until', 'soon')).stderr).toContain('wants a time');
    const { code } = await run('expected', '0123abcd', '--until', '2999-01-01');
    expect(code).toBe(0);
    const { expected } = JSON.parse((await run('expected', '--json')).stdout);
    expect(expected).toMatchObject([{ id: '0123abcd', until: '2999-01-01T00:00:00.000Z' }]);
  });

  test('what is no id is an error that says what is', async () => {
    const { run } = place();
    const { code, stderr } = await run('expected', '../x');
    expect(code).toBe(2);
    expect(stderr).toContain('wants the id that scan prints behind a finding');
    expect((await run('expected', '--remove')).code).toBe(2);
  });
});

describe('logsift scan --baseline cached', () => {
  test('keeps what it learnt in the state folder, and judges only new lines the next time', async () => {
    const { cwd, run } = place();
    const first = await run('scan', 'a.log', '--baseline', 'cached');
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('nothing was kept of these inputs yet');
    expect(existsSync(join(cwd, 'state/logsift/profiles'))).toBe(true);
    const second = await run('scan', 'a.log', '--baseline', 'cached');
    expect(second.stdout).toContain('Found nothing new.');
    expect(second.stdout).toContain('none of them new.');
    expect(second.stderr).toContain('1,000 lines known from earlier runs not judged again');
  });

  test('--profile names it; a bad name, or another baseline beside it, is an error', async () => {
    const { cwd, run } = place();
    await run('scan', 'a.log', '--profile', 'gate');
    expect(existsSync(join(cwd, 'state/logsift/profiles/name-gate.zst'))).toBe(true);
    const bad = await run('scan', 'a.log', '--profile', '../gate');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect((await run('scan', 'a.log', '--profile', 'x', '--baseline', 'none')).code).toBe(2);
  });

  test('without it nothing is written', async () => {
    const { cwd, run } = place();
    await run('scan', 'a.log');
    expect(existsSync(join(cwd, 'state'))).toBe(false);
  });
});

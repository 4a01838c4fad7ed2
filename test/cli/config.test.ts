// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how variables are written in YAML
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { folderWith, runCli } from './run-cli.ts';

/** An environment in which no configuration of this machine's person counts. */
function world(files: { readonly [name: string]: string } = {}) {
  const cwd = folderWith(files);
  const env = {
    HOME: cwd,
    XDG_CONFIG_HOME: join(cwd, 'xdg'),
    XDG_STATE_HOME: join(cwd, 'state'),
    STATE_DIRECTORY: join(cwd, 'state'),
  };
  return { cwd, env };
}

describe('logsift config check', () => {
  test('says that a good file is fine, and reads its rules', async () => {
    const { cwd, env } = world({ 'l.yaml': 'rules: {files: [mine.yaml]}', 'mine.yaml': 'rules: []' });
    const { code, stdout } = await runCli(['config', 'check', 'l.yaml'], { cwd, env });
    expect(stdout).toMatch(/^l\.yaml: fine \(\d+ rules\)\.\n$/);
    expect(code).toBe(0);
  });

  test('lists every problem with its place on standard error, and exits with 2', async () => {
    const { cwd, env } = world({ 'l.yaml': 'htpp: {}\nworkers: many\n' });
    const { code, stdout, stderr } = await runCli(['config', 'check', 'l.yaml'], { cwd, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'logsift: the configuration is not understood:',
      '  l.yaml:1:1: unknown key "htpp": did you mean http?',
      '  l.yaml:2:10: workers wants a whole number; got "many"',
      '',
    ]);
    const one = await runCli(['config', 'check'], { cwd, env: { ...env, LOGSIFT_HTTP__PROT: '1' } });
    expect(one.stderr).toBe(
      'logsift: LOGSIFT_HTTP__PROT: unknown key "prot" in http: known are listen, public_url, token, tls, trusted_proxies\n',
    );
  });

  test.each([
    ['a pattern that is none', "regex: '(('", /rules\.yaml:5:20: regex is not a pattern of RE2/],
    ['a file that is not there', null, /gone\.yaml: cannot be read: there is no such file/],
    ['an id given twice', 'twice', /rules\.yaml:\d+:\d+: id "a" was given before/],
  ])('finds %s in the rules', async (_, match, message) => {
    const rule = (line: string) => `  - id: a\n    action: drop\n    reason: x\n    match: {${line}}\n`;
    const rules = match === 'twice' ? rule('app: x') + rule('app: y') : rule(match ?? 'app: x');
    const file = match === null ? 'gone.yaml' : 'rules.yaml';
    const { cwd, env } = world({ 'l.yaml': `rules: {files: [${file}]}`, 'rules.yaml': `rules:\n${rules}` });
    const { code, stderr } = await runCli(['config', 'check', 'l.yaml'], { cwd, env });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(code).toBe(2);
  });
});

describe('logsift config print', () => {
  test('shows what is set and where, and with --effective what holds; no secret', async () => {
    const { cwd, env } = world({
      'l.yaml':
        'http: {listen: off}\nnotifiers: [{type: slack, url: "${HOOK}"}, {type: webhook, url_file: hook}]\n',
      hook: 'https://example.org/t0psecret\n',
    });
    const settings = { ...env, HOOK: 'https://hooks.slack.com/t0psecret', LOGSIFT_LOG__LEVEL: 'debug' };
    const args = ['config', 'print', 'l.yaml', '--set', 'watchdog.heartbeat=https://example.org/t0psecret'];
    const said = await runCli(args, { cwd, env: settings });
    expect(said.stdout).toContain('http.listen: off ');
    expect(said.stdout).toMatch(/^log\.level: debug +# LOGSIFT_LOG__LEVEL$/m);
    expect(said.stdout).toMatch(/^notifiers\.1\.url: \(hidden\) +# l\.yaml:2:\d+$/m);
    expect(said.stdout).toMatch(/^watchdog\.heartbeat: \(hidden\) +# --set watchdog\.heartbeat$/m);
    expect(said.stdout).not.toContain('workers');
    expect(said.stderr).toContain('everybody on this machine can read the secret in hook');
    const all = await runCli([...args, '--effective', '--json'], { cwd, env: settings });
    const { values } = JSON.parse(all.stdout) as { values: { key: string }[] };
    expect(values).toContainEqual({ key: 'workers', value: 1, from: 'default' });
    expect(said.stdout + said.stderr + all.stdout + all.stderr).not.toContain('t0psecret');
  });

  test('reads the usual places when no file is named', async () => {
    const { cwd, env } = world();
    mkdirSync(join(cwd, 'xdg/logsift/conf.d'), { recursive: true });
    writeFileSync(join(cwd, 'xdg/logsift/conf.d/a.yaml'), 'workers: 3');
    const { stdout } = await runCli(['config', 'print', '--state', '/elsewhere'], { cwd, env });
    expect(stdout).toContain(`${cwd}/xdg/logsift/conf.d/a.yaml:1:10`);
    expect(stdout).toContain('state.folder: /elsewhere');
  });
});

test('logsift config schema is a JSON Schema that knows every section', async () => {
  const { stdout } = await runCli(['config', 'schema'], world());
  const schema = JSON.parse(stdout) as { properties: object };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['sources', 'notifiers', 'listen', 'http']),
  );
  const wrong = await runCli(['config', 'schema', 'x.yaml'], world());
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean config check?') });
});

describe('logsift init', () => {
  test('writes a file that is fine, and never over another one unless it is forced to', async () => {
    const { cwd, env } = world();
    const made = await runCli(['init', 'new/l.yaml'], { cwd, env });
    expect(made).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('wrote new/l.yaml') });
    const path = join(cwd, 'new/l.yaml');
    // A service that reads it is a user of its own.
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(await runCli(['config', 'check', path], { cwd, env })).toMatchObject({ code: 0, stderr: '' });

    writeFileSync(path, 'workers: 4\n');
    const again = await runCli(['init', 'new/l.yaml'], { cwd, env });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(path, 'utf8')).toBe('workers: 4\n');
    expect(await runCli(['init', '--force', 'new/l.yaml'], { cwd, env })).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toContain('sources:');
  });

  test('prints it when asked to, and says where it cannot write', async () => {
    const { cwd, env } = world({ file: '' });
    const printed = await runCli(['init', '-'], { cwd, env });
    expect(printed.stdout).toContain('\nlisten: [');
    const bad = await runCli(['init', 'file/l.yaml'], { cwd, env });
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('file/l.yaml cannot be written') });
    expect(existsSync(join(cwd, 'xdg'))).toBe(false);
  });
});

describe('logsift reload', () => {
  test('tells the process that holds the state folder, and nobody when the configuration is bad', async () => {
    const { cwd, env } = world({ 'l.yaml': 'workers: 2' });
    // Holds the folder as a running logsift does, and says when it is told.
    const script = `
      import { lockFolder } from ${JSON.stringify(resolve('src/store/folder-lock.ts'))};
      const lock = lockFolder(${JSON.stringify(join(cwd, 'state'))});
      process.on('SIGHUP', () => console.log('told'));
      console.log('ready');
      setInterval(() => lock, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      stdio: 'pipe',
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    let said = '';
    holder.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    holder.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 20_000 }).toContain('ready');

    const bad = await runCli(['reload', '--set', 'workers=many'], { cwd, env });
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('workers wants a whole number') });
    expect(said).not.toContain('told');

    const good = await runCli(['reload', '--config', 'l.yaml'], { cwd, env });
    expect(good).toMatchObject({ code: 0, stderr: expect.stringContaining(`process ${holder.pid} reads`) });
    await expect.poll(() => said, { timeout: 20_000 }).toContain('told');
    const lockFile = readFileSync(join(cwd, 'state/lock.pid'), 'utf8');
    expect(lockFile).toBe(`${holder.pid}\n`);
  });

  test('says when nobody is at work, also where a process id was left behind', async () => {
    const { cwd, env } = world();
    lockFolder(join(cwd, 'state')).release();
    writeFileSync(join(cwd, 'state/lock.pid'), `${process.pid}\n`);
    const { code, stderr } = await runCli(['reload'], { cwd, env });
    expect(stderr).toMatch(/^logsift: no logsift is at work on .*\/state: /);
    expect(code).toBe(3);
  });
});

test('completion knows the words of config', async () => {
  const script = (await runCli(['completion', 'bash'])).stdout;
  const cwd = folderWith({ 'done.sh': script });
  const words = `. ./done.sh; COMP_WORDS=(logsift config ''); COMP_CWORD=2; _logsift; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = execFileSync('bash', ['--norc', '-c', words], { cwd, encoding: 'utf8' }).split('\n');
  expect(offered).toEqual(expect.arrayContaining(['check', 'print', 'schema']));
});

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needleLog } from './cli/run-cli.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** npm and what it starts run on this very node, whichever is first on the PATH. */
const PATH = `${resolve(process.execPath, '..')}:${process.env.PATH}`;
const env = { ...process.env, PATH, NO_COLOR: '1', npm_config_audit: 'false', npm_config_fund: 'false' };

let folder = '';
let bin = '';

/** Packs a copy, so that a build in the checkout and this test do not get in each other's way. */
function packedCopy(): string {
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  const parts = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src', 'bin', 'scripts', 'web'];
  for (const part of parts) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(copy, 'node_modules'));
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: copy, env, stdio: 'pipe' });
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logsift-package-'));
  const tarball = packedCopy();
  const prefix = join(folder, 'prefix');
  const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', tarball];
  execFileSync('npm', install, { cwd: folder, env, stdio: 'pipe' });
  bin = join(prefix, 'bin/logsift');
  writeFileSync(join(folder, 'a.log'), needleLog(2000));
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { status, stdout, stderr };
}

describe('the package, installed in an empty folder', () => {
  test('says its version and its help', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Examples:') });
  });

  test('completes, scans, parses, lists and explains', () => {
    expect(run('completion', 'bash')).toMatchObject({ status: 0, stderr: '' });
    expect(run('a.log')).toMatchObject({ status: 0, stdout: expect.stringContaining('a.log:1001') });
    expect(run('parse', 'a.log').stdout.split('\n')).toHaveLength(2001);
    expect(run('templates', 'a.log')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('publickey'),
    });
    expect(run('explain', 'hello')).toMatchObject({ status: 0 });
    expect(run('scan', 'gone.log')).toMatchObject({ status: 3 });
  });

  test('is a library: scan, parseLine, syslogFrames, createMiner', () => {
    const root = join(folder, 'prefix/lib/node_modules');
    mkdirSync(join(folder, 'user'));
    symlinkSync(root, join(folder, 'user/node_modules'));
    const script = join(folder, 'user/use.mjs');
    writeFileSync(
      script,
      `import { scan, parseLine, syslogFrames, createMiner } from 'logsift';
       const result = await scan({ inputs: [${JSON.stringify(join(folder, 'a.log'))}] });
       const frames = [...syslogFrames([Buffer.from('8 <13>abcd<13>x\\n')])].map(String);
       const { app } = parseLine('2026-03-01T12:00:00Z web01 sshd[7]: hi', { receivedAt: Date.UTC(2026, 2, 1) });
       const { text } = createMiner().add('port 22');
       console.log(JSON.stringify({ lines: result.totals.lines, frames, app, text }));`,
    );
    const text = execFileSync(process.execPath, [script], { env, encoding: 'utf8' });
    expect(JSON.parse(text)).toEqual({
      lines: 2000,
      frames: ['<13>abcd', '<13>x'],
      app: 'sshd',
      text: 'port <*>',
    });
  });

  test('serves the dashboard, with its page', async () => {
    const args = ['run', '--state', join(folder, 'state'), '--set', 'http.listen=127.0.0.1:0'];
    const child = spawn(bin, [...args, '--set', 'sources=[]', '--set', 'listen=[]'], { cwd: folder, env });
    try {
      const link = await new Promise<string>((done, fail) => {
        let text = '';
        child.stderr.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
          const [found] = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(text) ?? [];
          if (found !== undefined) done(found);
        });
        child.on('exit', () => fail(new Error(text)));
      });
      const signedIn = await fetch(link, { redirect: 'manual' });
      expect(signedIn.status).toBe(303);
      const page = await (await fetch(new URL('/', link))).text();
      const [, script] = /src="\.(\/assets\/[\w.-]+\.js)"/.exec(page)!;
      expect((await fetch(new URL(script!, link))).headers.get('content-type')).toContain('javascript');
      const headers = { cookie: signedIn.headers.get('set-cookie')!.split(';')[0]! };
      expect((await fetch(new URL('/api/v1/users', link), { headers })).status).toBe(200);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('holds what it should and nothing else', () => {
    const installed = join(folder, 'prefix/lib/node_modules/logsift');
    const names = readdirSync(installed).filter((name) => name !== 'node_modules');
    expect(['LICENSE', 'README.md', 'CHANGELOG.md', 'bin', 'dist', 'package.json']).toEqual(
      expect.arrayContaining(names),
    );
    expect(readdirSync(join(installed, 'dist'))).toContain('index.d.ts');
    expect(readdirSync(join(installed, 'dist/filter/packs'))).toContain('linux.yaml');
    expect(run('rules', 'test')).toMatchObject({ status: 0, stdout: expect.stringContaining(' 0 wrong.') });
  });
});

describe('on a Node that is too old', () => {
  test('one line on standard error and exit code 2', () => {
    // The launcher asks process.versions alone, so an older one can be made up for it.
    const script = `Object.defineProperty(process, 'versions', { value: { node: '18.19.0' } }); require(${JSON.stringify(join(ROOT, 'bin/logsift.cjs'))});`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('logsift: needs Node.js 22.18 or later, this is 18.19.0\n');
  });
});

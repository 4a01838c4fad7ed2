import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../scripts/read-files.ts';
import { loadConfig } from '../../src/app/config.ts';

const DEPLOY = join(ROOT, 'deploy');
const textOf = (name: string) => readFileSync(join(DEPLOY, name), 'utf8');
const missing = (program: string) => spawnSync(program, ['--version']).error !== undefined;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'logsift-deploy-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('deploy/logsift.service', () => {
  const noSystemd = missing('systemd-analyze');

  it.skipIf(noSystemd)('is a unit that systemd understands (systemd-analyze)', () => {
    const path = join(folder(), 'logsift.service');
    // The program is not installed where tests run.
    writeFileSync(path, textOf('logsift.service').replace('ExecStart=logsift run', 'ExecStart=true run'));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  });

  it.skipIf(noSystemd)('gives away little: an exposure of at most 2.0 of 10 (systemd-analyze)', () => {
    const args = ['security', '--offline=true', '--threshold=20', join(DEPLOY, 'logsift.service')];
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect(stdout).toContain('Overall exposure level');
    expect(status).toBe(0);
  });

  it('starts a command that there is, and gives it time to put away what it has', () => {
    const unit = textOf('logsift.service');
    expect(unit).toMatch(/^ExecStart=logsift run$/m);
    expect(Number(/^TimeoutStopSec=(\d+)s$/m.exec(unit)?.[1])).toBeGreaterThan(10);
    expect(unit).toMatch(/^ExecReload=kill -HUP \$MAINPID$/m);
    const state = { STATE_DIRECTORY: '/var/lib/logsift' };
    const { config } = loadConfig({ env: state, home: '/', hostname: 'a', root: false, files: [] });
    expect(config.state.folder).toBe('/var/lib/logsift');
  });
});

describe('deploy/Dockerfile', () => {
  const text = textOf('Dockerfile');

  it('runs as somebody who is not root, and copies what is there', () => {
    expect([...text.matchAll(/^USER (.+)$/gm)].map(([, user]) => user)).toEqual(['node']);
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
      names!.split(' '),
    );
    expect(copied).toContain('package-lock.json');
    for (const name of copied) expect(existsSync(join(ROOT, name)), name).toBe(true);
  });

  it('sets nothing that the configuration does not know', () => {
    const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(text)![1]!;
    const env = Object.fromEntries(
      [...block.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
    );
    const { config, notes } = loadConfig({ env, home: '/', hostname: 'a', root: false, files: [] });
    expect(notes).toEqual([]);
    expect(config).toMatchObject({
      state: { folder: '/var/lib/logsift' },
      listen: [{ transport: 'both', address: '0.0.0.0:5514' }],
    });
  });

  it.each([
    [200, 0],
    [503, 1],
    [null, 1],
  ])('is healthy by what /healthz answers: %s means %i', async (status, code) => {
    const command = JSON.parse(/^HEALTHCHECK .*\\\n\s*CMD (\[.*\])$/m.exec(text)![1]!) as string[];
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/healthz' ? (status ?? 200) : 404;
      response.end();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    if (status === null) server.close();
    onTestFinished(() => void server.close());
    const [, ...args] = command.map((word) => word.replace('8514', String(port)));
    const ended = await promisify(execFile)(process.execPath, args).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
    expect(ended).toBe(code);
  });
});

describe('deploy/logrotate', () => {
  it.skipIf(missing('logrotate'))(
    'is understood by logrotate, and rotates what `output:` writes (logrotate)',
    () => {
      const at = folder();
      const path = join(at, 'findings.ndjson');
      writeFileSync(path, '{}\n');
      const rules = textOf('logrotate')
        .replaceAll('/var/log/logsift', at)
        .replace(/systemctl.*$/m, `touch ${at}/told`);
      // Owned by whoever runs the test, which logrotate insists on.
      writeFileSync(join(at, 'rules'), rules, { mode: 0o644 });
      const { status, stderr } = spawnSync(
        'logrotate',
        ['--force', '--state', join(at, 'state'), join(at, 'rules')],
        {
          encoding: 'utf8',
        },
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(existsSync(`${path}.1`)).toBe(true);
      expect(existsSync(join(at, 'told'))).toBe(true);
    },
  );
});

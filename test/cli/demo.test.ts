import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
let child: ChildProcess;
let output = '';

beforeAll(() => {
  const env = { ...process.env, TMPDIR: folder, NODE_OPTIONS: '', LOGSIFT_MAIN: '' };
  const args = [MAIN, 'demo', '--no-open', '--listen', '127.0.0.1:0'];
  child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
});

afterAll(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function said(pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const found = pattern.exec(output);
    if (found !== null) return found;
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}: ${output}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

// The first thing goes wrong 25 minutes after it begins: as many seconds.
test('a demo needs nothing, tells its first incident within a minute or so, and leaves nothing behind', {
  timeout: 240_000,
}, async () => {
  const [link] = await said(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  const signedIn = await fetch(link);
  expect(signedIn.status).toBe(200);
  expect(await signedIn.text()).toContain('<title>');
  await said(/── bastion01: \d+ failures from "[\d.]+" under/);
  expect(readdirSync(folder)).toHaveLength(1);

  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect(output).toContain('logsift scan /var/log/syslog');
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

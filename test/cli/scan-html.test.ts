import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, needleLog, runCli } from './run-cli.ts';

test('--html writes a page beside the report and says so', async () => {
  const cwd = folderWith({ 'a.log': needleLog(1000), 'page.html': 'old' });
  const { code, stdout, stderr } = await runCli(['scan', 'a.log', '--html', 'page.html'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('EXT4-fs error');
  expect(stderr).toContain('wrote page.html');
  const page = readFileSync(join(cwd, 'page.html'), 'utf8');
  expect(page).toContain('EXT4-fs error: journal has aborted</pre>');
  expect(page).toContain('Accepted publickey for');
  expect(page).toContain('href="#finding-1"');
});

test('--html of a log full of markup runs nothing of it', async () => {
  const evil = '<script>alert(1)</script> "><img src=x onerror=alert(2)> \x1b[31m';
  const cwd = folderWith({ 'a.log': needleLog(1000, evil) });
  await runCli(['scan', 'a.log', '--html', 'page.html', '-q'], { cwd });
  const page = readFileSync(join(cwd, 'page.html'), 'utf8');
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toMatch(/<script|<img|\x1b/);
});

test('a page that cannot be written is an error before anything is read', async () => {
  const cwd = folderWith({ 'a.log': needleLog(10) });
  mkdirSync(join(cwd, 'folder'));
  const missing = await runCli(['scan', 'a.log', '--html', 'nowhere/page.html'], { cwd });
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toMatch(
    /--html cannot write nowhere\/page\.html: no such file or directory \(ENOENT\)/,
  );
  const folder = await runCli(['scan', 'a.log', '--html', 'folder'], { cwd });
  expect(folder.code).toBe(2);
  expect(folder.stderr).toContain('is a directory');
});

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

test('compiled code is kept in the cache folder of the user, for nobody else to write to', async () => {
  const folder = folderWith({});
  const run = await runCli(['--version'], { env: { XDG_CACHE_HOME: folder } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const kept = join(folder, 'logsift', 'code');
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(readdirSync(kept, { recursive: true }).length).toBeGreaterThan(10);
  expect(await runCli(['--version'], { env: { XDG_CACHE_HOME: folder } })).toEqual(run);
});

test.each([
  ['a file', 'file'],
  ['a folder whose parent cannot be made', '/proc/nowhere/cache'],
])('where the cache folder is %s the program runs all the same', async (_, place) => {
  const folder = folderWith({ file: 'x' });
  const XDG_CACHE_HOME = place.startsWith('/') ? place : join(folder, place);
  const run = await runCli(['--version'], { env: { XDG_CACHE_HOME } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(XDG_CACHE_HOME, 'logsift'))).toBe(false);
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileBefore } from '../../src/app/file-before.ts';
import { temporaryFolder } from './made-logs.ts';

test('lines of a file before a line, the last such one, without empty ones', async () => {
  const file = join(temporaryFolder(), 'a.log');
  writeFileSync(file, 'a\nodd\nb\n\nc\nd\nodd and more\ne\n');
  expect(await fileBefore(file, 'odd and more', 10)).toEqual(['a', 'odd', 'b', 'c', 'd']);
  expect(await fileBefore(file, 'odd and…', 2)).toEqual(['c', 'd']);
  expect(await fileBefore(file, 'a', 2)).toEqual([]);
  expect(await fileBefore(file, 'nowhere', 2)).toEqual([]);
});

test('what is far from the end, no file, a folder or a pipe has none, and is not waited for', async () => {
  const folder = temporaryFolder();
  const [long, pipe] = [join(folder, 'long.log'), join(folder, 'pipe')];
  writeFileSync(long, `first\nodd\n${'x'.repeat(99)}\n`.repeat(1) + `${'y'.repeat(99)}\n`.repeat(20_000));
  execFileSync('mkfifo', [pipe]);
  for (const path of [long, join(folder, 'none'), folder, pipe])
    expect(await fileBefore(path, 'odd', 5)).toEqual([]);
});

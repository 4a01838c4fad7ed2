import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isRotated, rotatedOf } from '../../src/sources/rotated.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-rotated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['syslog.1', 'syslog', true],
  ['syslog.12.gz', 'syslog', true],
  ['syslog.gz', 'syslog', true],
  ['app.log-20260301', 'app.log', true],
  ['app-2026-03-01.log', 'app.log', true],
  ['app.log.2026-03-01.zst', 'app.log', true],
  ['app.log.old', 'app.log', true],
  ['syslog', 'syslog', false],
  ['syslog-ng.log', 'syslog', false],
  ['app.log.swp', 'app.log', false],
  ['apple.log', 'app.log', false],
  ['app2.log', 'app.log', false],
])('%s beside %s: rotated %s', (name, current, rotated) => {
  expect(isRotated(name, current)).toBe(rotated);
});

test('the one written last comes first, and others are left out', async () => {
  for (const [name, age] of [
    ['a.log', 0],
    ['a.log.2', 200],
    ['a.log.1', 100],
    ['b.log.1', 50],
  ] as const) {
    writeFileSync(join(folder, name), 'x\n');
    utimesSync(join(folder, name), 1e9 - age, 1e9 - age);
  }
  expect(await rotatedOf(join(folder, 'a.log'))).toEqual([join(folder, 'a.log.1'), join(folder, 'a.log.2')]);
});

test('a folder that is not there has none', async () => {
  expect(await rotatedOf(join(folder, 'nowhere', 'a.log'))).toEqual([]);
});

import { expect, test } from 'vitest';
import { folderWith, needleLog, runCli } from './run-cli.ts';

test('kinds of lines come with counts, share, first and last time, and values of their slots', async () => {
  const cwd = folderWith({ 'a.log': needleLog(1000) });
  const { code, stdout } = await runCli(['templates', 'a.log'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {6}999 {2}99\.9 % {2}Accepted publickey for <\*> from <\*> port <\*>$/m);
  expect(stdout).toContain('Sun 2026-02-01 00:00:00 – 16:39:00 +00:00');
  expect(stdout).toContain('on web01 (999)');
  expect(stdout).toMatch(/<\*> 1: 5 values: user\d \(200\)/);
  expect(stdout).toMatch(/^2 kinds of line in 1,000 lines/m);
});

test('--top limits them and says how many there are', async () => {
  const cwd = folderWith({ 'a.log': needleLog(1000) });
  const { stdout } = await runCli(['templates', 'a.log', '--top', '1'], { cwd });
  expect(stdout).not.toContain('EXT4');
  expect(stdout).toContain('the 1 commonest is shown, all with --top 2');
});

test('--json has a version and the same templates', async () => {
  const cwd = folderWith({ 'a.log': needleLog(1000) });
  const { stdout } = await runCli(['templates', 'a.log', '--json'], { cwd });
  const { schemaVersion, templates, totals } = JSON.parse(stdout);
  expect({ schemaVersion, lines: totals.lines }).toEqual({ schemaVersion: 1, lines: 1000 });
  expect(templates[0]).toMatchObject({ count: 999, slots: [{ distinct: 5 }, { distinct: 9 }, {}] });
});
